import { type FloatArray, viewOf } from '../runtime/dtype.js'
import type { Kernels } from '../runtime/kernels.js'
import type { Arena } from '../runtime/memory/arena.js'
import { type Batch, placeOf, type Samples } from './feed.js'
import type { Loss, LossSpec, Outputs, Target } from './losses/loss.js'
import { lossOf } from './losses/table.js'
import type { ShapedGraph } from './shapes.js'
import type { DeltaCache, ValueCache } from './sweep.js'

/** What one output of the graph is compared by; `weight` scales its loss. */
export interface HeadSpec {
  readonly loss: LossSpec
  readonly weight: number
}

/** One output of the graph with its loss and views of its outputs (samples × m) and δ (rows × m). */
export interface Head {
  readonly m: number
  readonly loss: Loss
  readonly weight: number
  readonly outputs: Outputs
  readonly delta: FloatArray
}

/** Byte offsets of log-softmax and softmax of every output, samples × m float64; empty rooms where no loss asks. */
export interface SoftmaxCache {
  readonly logs: readonly number[]
  readonly probabilities: readonly number[]
}

/** A δ below this is 0: products of subnormal numbers crawl. */
const LEAST = 1e-30

const none = new Float64Array(0)

export function reserveSoftmax(
  arena: Arena,
  graph: ShapedGraph,
  specs: readonly HeadSpec[],
  capacity: number,
): SoftmaxCache {
  const room = (k: number) =>
    arena.reserve(lossOf(specs[k].loss).normalised ? capacity * graph.nodes[graph.outputs[k]].units * 8 : 0)
  return { logs: specs.map((_, k) => room(k)), probabilities: specs.map((_, k) => room(k)) }
}

/** The outputs of a sweep. */
export function headsOf(
  kernels: Kernels,
  graph: ShapedGraph,
  specs: readonly HeadSpec[],
  values: ValueCache,
  softmax: SoftmaxCache,
): Head[] {
  return graph.outputs.map((node, k) => {
    const m = graph.nodes[node].units
    const loss = lossOf(specs[k].loss)
    const wide = (offset: number) =>
      loss.normalised ? new Float64Array(kernels.buffer, offset, values.capacity * m) : none
    return {
      m,
      loss,
      weight: specs[k].weight,
      outputs: {
        z: viewOf(kernels.dtype, kernels.buffer, values.values[node], values.capacity * m),
        logs: wide(softmax.logs[k]),
        probabilities: wide(softmax.probabilities[k]),
      },
      delta: none,
    }
  })
}

/** The same heads with a place for their δ. */
export function withDeltas(
  heads: readonly Head[],
  kernels: Kernels,
  graph: ShapedGraph,
  { deltas, capacity }: DeltaCache,
): Head[] {
  return heads.map((head, k) => ({
    ...head,
    delta: viewOf(kernels.dtype, kernels.buffer, deltas[graph.outputs[k]], capacity * head.m),
  }))
}

/** After a forward sweep of `count` samples: what the losses want to know of the outputs. */
export function normalise(heads: readonly Head[], kernels: Kernels, count: number): void {
  for (const { m, loss, outputs } of heads)
    if (loss.normalised)
      kernels.softmax([outputs.z.byteOffset, m], outputs.logs.byteOffset, outputs.probabilities.byteOffset, m, count)
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
      const weight = weightOf(head, samples, place)
      // Zero times what is too large would be NaN.
      if (weight > 0) sum += weight * head.loss.value(head.outputs, i * head.m, head.m, y, place)
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
      head.loss.gradient(head.outputs, i * head.m, head.m, samples.targets[k], place, r)
      writeDelta(head, i, r, 0, scale * weightOf(head, samples, place))
    }
  })
}

/** Which second derivative of a loss: H, never 0 where the slope is not, or the one it has. */
export type LossCurvature = 'positive' | 'exact'

/**
 * Σ ω tᵀH t over a batch, t the tangents of the outputs (one view a head, samples × m); where `seed` is given, δ is
 * seeded with seed · ω H t, one row a sample: backward and Jᵀ1 then give seed · JᵀH t.
 */
export function seedHessian(
  heads: readonly Head[],
  samples: Samples,
  batch: Batch,
  tangents: readonly FloatArray[],
  seed?: number,
  curvature: LossCurvature = 'positive',
): number {
  let sum = 0
  heads.forEach((head, k) => {
    const { m, loss, outputs } = head
    const t = new Float64Array(m)
    const Ht = new Float64Array(m)
    for (let i = 0; i < batch.count; i++) {
      const place = placeOf(batch, i)
      const weight = weightOf(head, samples, place)
      for (let a = 0; a < m; a++) t[a] = tangents[k][i * m + a]
      if (curvature === 'exact' && loss.secondDerivative)
        loss.secondDerivative(outputs, i * m, m, samples.targets[k], place, t, Ht)
      else loss.hessianProduct(outputs, i * m, m, samples.targets[k], place, t, Ht)
      if (seed !== undefined) writeDelta(head, i, Ht, 0, seed * weight)
      if (weight > 0) for (let a = 0; a < m; a++) sum += weight * t[a] * Ht[a]
    }
  })
  return sum
}

/** Row `row` of a head's δ ← factor · r, the m numbers of r from `at`. */
export function writeDelta({ m, delta }: Head, row: number, r: Float64Array, at: number, factor: number): void {
  for (let a = 0; a < m; a++) {
    const value = factor === 0 ? 0 : factor * r[at + a]
    delta[row * m + a] = Math.abs(value) < LEAST ? 0 : value
  }
}
