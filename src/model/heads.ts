import { type FloatArray, viewOf } from '../runtime/dtype.js'
import type { Kernels } from '../runtime/kernels.js'
import { type Batch, placeOf, type Samples } from './feed.js'
import type { Loss, LossName, Target } from './losses/loss.js'
import { losses } from './losses/table.js'
import type { ShapedGraph } from './shapes.js'
import type { DeltaCache, ValueCache } from './sweep.js'

/** What one output of the graph is compared by; `weight` scales its loss. */
export interface HeadSpec {
  readonly loss: LossName
  readonly weight: number
}

/** One output of the graph with its loss and views of its values (samples × m) and δ (rows × m). */
export interface Head {
  readonly m: number
  readonly loss: Loss
  readonly weight: number
  readonly z: FloatArray
  readonly delta: FloatArray
}

const none = new Float64Array(0)

/** The outputs of a sweep; without `deltas` they can only be evaluated. */
export function headsOf(
  kernels: Kernels,
  graph: ShapedGraph,
  specs: readonly HeadSpec[],
  values: ValueCache,
  deltas?: DeltaCache,
): Head[] {
  return graph.outputs.map((node, k) => {
    const m = graph.nodes[node].units
    return {
      m,
      loss: losses[specs[k].loss],
      weight: specs[k].weight,
      z: viewOf(kernels.dtype, kernels.buffer, values.values[node], values.capacity * m),
      delta: deltas ? viewOf(kernels.dtype, kernels.buffer, deltas.deltas[node], deltas.capacity * m) : none,
    }
  })
}

/** ω = sample weight × head weight. */
export function weightOf(head: Head, samples: Samples, place: number): number {
  return samples.weights ? head.weight * samples.weights[place] : head.weight
}

/** Sums of a loss over samples: `value` as the method sees it, `shown` in the units shown to a user. */
export interface LossSums {
  value: number
  shown: number
}

/** Adds Σ over a batch and its heads of ω l to `sums`. */
export function addLosses(heads: readonly Head[], samples: Samples, batch: Batch, sums: LossSums): void {
  heads.forEach((head, k) => {
    const y: Target = samples.targets[k]
    let sum = 0
    for (let i = 0; i < batch.count; i++) {
      const place = placeOf(batch, i)
      sum += weightOf(head, samples, place) * head.loss.value(head.z, i * head.m, head.m, y, place)
    }
    sums.value += sum
    sums.shown += sum * head.loss.shownScale(head.m)
  })
}

/** Seeds δ = scale · ω ∂l/∂z at every head, one row a sample: backward and Jᵀ1 then give scale · Σ ω ∇l. */
export function seedGradient(heads: readonly Head[], samples: Samples, batch: Batch, scale: number): void {
  heads.forEach((head, k) => {
    const r = new Float64Array(head.m)
    for (let i = 0; i < batch.count; i++) {
      const place = placeOf(batch, i)
      const factor = scale * weightOf(head, samples, place)
      head.loss.gradient(head.z, i * head.m, head.m, samples.targets[k], place, r)
      for (let a = 0; a < head.m; a++) head.delta[i * head.m + a] = factor * r[a]
    }
  })
}
