import type { Batch } from '../../model/feed.js'
import { viewOf } from '../../runtime/dtype.js'
import { batchSamples } from '../batch.js'
import { belowOne, fromZero, gradientBatch, learningRate, momentum, whole } from '../common-options.js'
import type { LayerAt, Layerwise, Preconditioner } from '../layerwise.js'
import type { Method, Said, Settled, Sizes, StateSpec } from '../method.js'
import { preset } from '../preset.js'
import { cosine, type Schedule } from '../schedule.js'
import { clipLine, momentumLine } from '../setting-lines.js'
import { isRegression } from '../task.js'
import { batchesOf, factoredLayers, inputSide, layerShapes } from './kronecker-options.js'

export interface Mkor extends Layerwise, Settled {
  readonly method: 'mkor'
  readonly damping: Layerwise['damping']
  readonly decay: number
  readonly factorInterval: number
  readonly largest: number
  readonly blend: number
}

export interface MkorOptions {
  /** N1, samples a step (default 500 of 40,000 samples and more, else 250), or `full`. */
  gradientBatch?: number | 'full'
  /** α: a number or a schedule (default cosine(0.1), for regression cosine(0.3)). */
  learningRate?: number | Schedule
  /** γ of the factors' running means (default 0.95). */
  decay?: number
  /** Batches from one update of the inverses to the next (default 10). */
  factorInterval?: number
  /** μ of v ← μ v + u (default 0.9). */
  momentum?: number
  /** κ: the preconditioned gradient u is shortened until α² gᵀu ≤ κ, before momentum (default 0.03 for regression, else 0, no clip). */
  klClip?: number
  /** The largest number of an inverse before it is stabilised (default 2); 0: any. */
  largest?: number
  /** ζ of P ← (1 − ζ) P + ζ I, the stabiliser (default 0.1). */
  blend?: number
}

/** The inverses of both factors of every layer. */
function state({ momentum }: Mkor, { graph, dtype }: Sizes): StateSpec {
  const inverses: Record<string, StateSpec[string]> = {}
  for (const k of factoredLayers(graph)) {
    inverses[`inverseA.${k}`] = { length: inputSide(graph.nodes[k]) ** 2, dtype }
    inverses[`inverseG.${k}`] = { length: graph.nodes[k].units ** 2, dtype }
  }
  return momentum > 0 ? { ...inverses, velocity: { length: graph.parameters, dtype } } : inverses
}

function room({ graph, dtype }: Sizes): StateSpec {
  const { widest, largest } = layerShapes(graph)
  const of = (length: number) => ({ length, dtype })
  return {
    direction: of(graph.parameters),
    preconditioned: of(graph.parameters),
    layer: of(largest),
    secondLayer: of(largest),
    mean: of(widest),
    product: of(widest),
    outer: of(widest * widest),
  }
}

export const mkorMethod: Method<Mkor> = {
  name: 'mkor',
  title: 'MKOR, inverses by updates of rank one',
  steps: 'layerwise',
  rate: 0.1,
  options: {
    gradientBatch,
    learningRate,
    decay: belowOne("decay of the factors' running means"),
    factorInterval: whole('batches from one update of the inverses to the next'),
    momentum,
    klClip: fromZero('longest step, α² gᵀu; 0: any'),
    largest: fromZero('largest number of an inverse before it is stabilised; 0: any'),
    blend: belowOne('share of the identity in a stabilised inverse'),
  },
  said: mkor,
  settle: (said, task) => ({
    learningRate: cosine(isRegression(task) ? 0.3 : 0.1),
    decay: 0.95,
    factorInterval: 10,
    momentum: 0.9,
    largest: 2,
    blend: 0.1,
    klClip: isRegression(task) ? 0.03 : 0,
    damping: { kind: 'constant', lambda: 0 },
    rejectBadSteps: false,
    ...said,
    ...batchesOf(said, task),
  }),
  flops: ({ gradientBatch: N, factorInterval }, { samples, parameters, widths }) =>
    6 * batchSamples(N, { samples }) * parameters + 2 * parameters * widths + (6 * widths ** 2) / factorInterval,
  state,
  room: (_settled, sizes) => room(sizes),
  kept: ({ curvatureBatch }, { graph }) => ({
    samples: curvatureBatch,
    q: 1,
    tangents: false,
    widest: layerShapes(graph).widest,
  }),
  preconditioner: (settled, at) => new RankOneInverses(settled, at),
  counters: ['looks'],
  settings: (settled, short) => [
    ['inverses', `updated every ${settled.factorInterval} batches, decay ${short(settled.decay)}`],
    ['stabiliser', settled.largest > 0 ? `${short(settled.blend)} I above ${short(settled.largest)}` : 'none'],
    momentumLine(settled, short),
    clipLine(settled, short),
  ],
}

/** Beyond this an inverse is stabilised whatever is said: each update multiplies what it does not see by 1/γ. */
const HUGE = 1e30

/** A⁻¹ V G⁻¹ of every layer, as long as V. */
class RankOneInverses implements Preconditioner {
  readonly #layers: readonly number[]
  #looks = 0

  constructor(
    readonly settled: Mkor,
    readonly at: LayerAt,
  ) {
    this.#layers = factoredLayers(at.graph)
  }

  look(theta: number, batch: Batch, draw: number): void {
    if (draw % this.settled.factorInterval !== 0 && this.#looks > 0) return
    const { kernels, graph, arrays, sites, clock } = this.at
    const deltas = this.at.gradientDeltas(theta, batch)
    clock.time('gram', () => {
      for (const k of this.#layers) {
        const { units, inputUnits } = graph.nodes[k]
        const [inputs] = inputUnits
        const n = inputSide(graph.nodes[k])
        kernels.columnSum(arrays.mean, [sites[k].inputs[0], inputs], batch.count, inputs, false)
        kernels.scale(1 / batch.count, arrays.mean, inputs)
        if (n > inputs) this.#view(arrays.mean, n)[inputs] = 1
        this.#update(arrays[`inverseA.${k}`], n)
        kernels.columnSum(arrays.mean, [deltas[k].delta, units], batch.count, units, false)
        this.#update(arrays[`inverseG.${k}`], units)
      }
    })
    this.#looks++
  }

  #view = (offset: number, length: number) => viewOf(this.at.dtype, this.at.kernels.buffer, offset, length)

  /** P ← (γ P⁻¹ + (1 − γ) v vᵀ)⁻¹ = (P − (1 − γ) Pv (Pv)ᵀ/(γ + (1 − γ) vᵀPv))/γ with v in `mean`, n × n. */
  #update(P: number, n: number): void {
    const { kernels, arrays } = this.at
    const { decay, largest, blend } = this.settled
    const { mean: v, product: Pv, outer } = arrays
    const numbers = this.#view(P, n * n)
    if (this.#looks === 0) for (let i = 0; i < n; i++) numbers[i * n + i] = 1
    kernels.matmul('NN', [1, n, n], [v, n], [P, n], [Pv, n], false)
    const share = (1 - decay) / (decay + (1 - decay) * kernels.dot(v, Pv, n))
    // What is not finite would stay.
    if (!(share > 0)) return
    kernels.matmul('TN', [n, n, 1], [Pv, n], [Pv, n], [outer, n], false)
    kernels.axpby(1 / decay, P, -share / decay, outer, P, n * n)
    // No number of a positive matrix is larger than the largest of its diagonal.
    let most = 0
    for (let i = 0; i < n; i++) most = Math.max(most, numbers[i * n + i])
    if (most <= (largest || HUGE)) return
    kernels.scale(1 - blend, P, n * n)
    for (let i = 0; i < n; i++) numbers[i * n + i] += blend
  }

  ready(): boolean {
    return true
  }

  apply(k: number, V: number, n: number, units: number): number {
    const { kernels, arrays } = this.at
    const { layer, secondLayer } = arrays
    kernels.matmul('NN', [n, units, n], [arrays[`inverseA.${k}`], n], [V, units], [layer, units], false)
    const G = [arrays[`inverseG.${k}`], units] as const
    kernels.matmul('NN', [n, units, units], [layer, units], G, [secondLayer, units], false)
    const [before, after] = [V, secondLayer].map(offset => kernels.sumSquares(offset, n * units))
    if (after > 0) kernels.scale(Math.sqrt(before / after), secondLayer, n * units)
    return secondLayer
  }

  counters(): Record<string, number> {
    return { looks: this.#looks }
  }

  restore({ looks }: Readonly<Record<string, number>>): void {
    this.#looks = looks
  }
}

/**
 * MKOR: both Kronecker factors are kept as inverses alone, moved by one vector each, and the step is as long as the gradient
 * in every layer. Departure: the inverse of the exact running mean, where the authors' code mixes P with I before each
 * update; float32 or float64 for their half precision; the stabiliser acts at once and on its own matrix. The paper's text
 * was not at hand, and its hybrid (MKOR-H), whose rule of switching no source told, is left out.
 * @family Kronecker factors
 * @formula U = ‖V‖/‖Ũ‖ Ũ, Ũ = A⁻¹ V G⁻¹; A ← γ A + (1 − γ) h̄ h̄ᵀ, G ← γ G + (1 − γ) δ̄ δ̄ᵀ of the batch's means; P ← 0.9 P + 0.1 I where an inverse P has a number above 2
 * @source Mozaffari, Li, Zhang, Mehri Dehnavi 2023, arXiv 2306.01685, and the authors' public code
 * @cost a gradient, n² d + n d² multiply-adds a layer of n inputs and d units, each 10th batch a backward sweep and 3 n² + 3 d²
 * @memory n² + d² a layer, velocity
 * @needs nothing but gradients
 * @use wide layers, where an inversion is too dear; its rate is that of gradient descent with momentum
 * @throws WoodburyError BAD_OPTION
 */
export function mkor(options: MkorOptions = {}): Said<Mkor> {
  return preset(mkorMethod, options)
}
