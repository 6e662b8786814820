import { dampingRule } from '../../damping/table.js'
import type { Batch } from '../../model/feed.js'
import type { DeltaSite } from '../../model/layers/layer.js'
import { PositiveInverse } from '../../solve/positive-inverse.js'
import {
  batchesOf,
  factorBatch,
  factoredLayers,
  factorRoom,
  factorState,
  inputSide,
  type Kronecker,
  type KroneckerOptions,
  kroneckerDefaults,
  kroneckerFlops,
  kroneckerOptions,
  layerShapes,
} from '../kronecker/kronecker-options.js'
import { withOnes } from '../kronecker/with-ones.js'
import type { LayerAt, Preconditioner } from '../layerwise.js'
import type { Method, Said, Sizes, StateSpec } from '../method.js'
import { preset } from '../preset.js'
import { cosine } from '../schedule.js'

export interface MiniBlockFisher extends Kronecker {
  readonly method: 'miniBlockFisher'
}

function room({ curvatureBatch }: MiniBlockFisher, sizes: Sizes): StateSpec {
  const { inputs } = layerShapes(sizes.graph)
  return {
    ...factorRoom(sizes),
    augmented: { length: curvatureBatch * inputs, dtype: sizes.dtype },
    scaled: { length: curvatureBatch * inputs, dtype: sizes.dtype },
  }
}

export const miniBlockFisherMethod: Method<MiniBlockFisher> = {
  name: 'miniBlockFisher',
  title: 'mini-block Fisher',
  steps: 'layerwise',
  rate: 0.1,
  options: kroneckerOptions,
  said: miniBlockFisher,
  settle: (said, task) => ({
    ...kroneckerDefaults,
    learningRate: cosine(0.1),
    damping: { kind: 'constant', lambda: 0.03 },
    klClip: 1e-3,
    ...said,
    ...batchesOf(said, task),
  }),
  flops: kroneckerFlops,
  state: ({ momentum }, sizes) => factorState(sizes, false, momentum),
  room: (settled, sizes) => ({
    ...room(settled, sizes),
    weights: { length: settled.curvatureBatch * sizes.heads.length, dtype: 'float64' },
  }),
  kept: (settled, sizes) => factorBatch(settled, sizes, 'empirical'),
  preconditioner: (settled, at) => new MiniBlocks(settled, at),
  counters: ['looks', 'madeAt', 'madeFor'],
  settings: (settled, short) => [
    ['damping', dampingRule(settled.damping).text(settled.damping, short)],
    ['inverses', `every ${settled.inverseInterval} batches`],
    ['momentum', short(settled.momentum)],
    ['KL clip', settled.klClip > 0 ? short(settled.klClip) : 'none'],
  ],
}

/** Inverses are made anew where λ has gone further from theirs than this factor. */
const NEAR = 1.5

/** (F + λ I)⁻¹ V of every layer, its inverse kept for some batches. */
class MiniBlocks implements Preconditioner {
  readonly #layers: readonly number[]
  readonly #inverse: PositiveInverse
  #looks = 0
  /** Batches drawn when the inverses were made, and their λ; 0 before the first. */
  #madeAt = 0
  #madeFor = 0

  constructor(
    readonly settled: MiniBlockFisher,
    readonly at: LayerAt,
  ) {
    const { factor, inverse, product } = at.arrays
    this.#layers = factoredLayers(at.graph)
    this.#inverse = new PositiveInverse(at.kernels, at.float64, { factor, inverse, product })
  }

  look(theta: number, batch: Batch, draw: number): void {
    const { factorInterval, decay } = this.settled
    if (draw % factorInterval !== 0 && this.#looks > 0) return
    const deltas = this.at.deltas('empirical', theta, batch, draw)
    const share = Math.min(1 - 1 / (this.#looks + 1), decay)
    this.at.clock.time('gram', () => {
      for (const k of this.#layers) this.#mix(k, deltas[k], batch.count, share)
    })
    this.#looks++
  }

  /** F ← share · F + (1 − share) · Σ_i w_i h_i h_iᵀ/N, w_i the mean of δ² over the layer's units. */
  #mix(k: number, { delta, rows, q }: DeltaSite, samples: number, share: number): void {
    const { kernels, graph, arrays } = this.at
    const { units } = graph.nodes[k]
    const n = inputSide(graph.nodes[k])
    const { scaled, batchFactor, weights } = arrays
    const squares = new Float64Array(kernels.buffer, weights, rows).fill(0)
    kernels.rowDot(weights, [delta, units], [delta, units], 1, units, rows)
    for (let i = 0; i < samples; i++) {
      let sum = 0
      for (let a = 0; a < q; a++) sum += squares[i * q + a]
      squares[i] = Math.sqrt(sum / units)
    }
    kernels.combineRows([scaled, n], [withOnes(this.at, k, samples, arrays.augmented), n], weights, 1, n, samples)
    kernels.syrk(true, n, samples, [scaled, n], [batchFactor, n], false)
    const F = arrays[`A.${k}`]
    kernels.axpby(share, F, (1 - share) / samples, batchFactor, F, n * n)
  }

  ready(lambda: number, draw: number): boolean {
    const near = this.#madeFor > 0 && lambda <= NEAR * this.#madeFor && this.#madeFor <= NEAR * lambda
    if (near && draw < this.#madeAt + this.settled.inverseInterval) return true
    this.#madeAt = draw
    this.#madeFor = lambda
    const { clock, graph, arrays, dtype } = this.at
    const invert = (k: number) =>
      this.#inverse.invert(arrays[`A.${k}`], inputSide(graph.nodes[k]), 1, lambda, arrays[`inverseA.${k}`], dtype)
    return clock.time('factor', () => this.#layers.every(invert))
  }

  apply(k: number, V: number, n: number, units: number): number {
    const { kernels, arrays } = this.at
    kernels.matmul('NN', [n, units, n], [arrays[`inverseA.${k}`], n], [V, units], [arrays.layer, units], false)
    return arrays.layer
  }

  counters(): Record<string, number> {
    return { looks: this.#looks, madeAt: this.#madeAt, madeFor: this.#madeFor }
  }

  restore({ looks, madeAt, madeFor }: Readonly<Record<string, number>>): void {
    this.#looks = looks
    this.#madeAt = madeAt
    this.#madeFor = madeFor
  }
}

/**
 * Mini-block Fisher: one small block of the empirical Fisher matrix a layer, the mean of those of its neurons.
 * Departure: the gradient's step is clipped, α² gᵀu ≤ κ, before momentum. The paper's text was not at hand: that blocks of
 * dense layers are averaged is taken from memory.
 * @family small blocks
 * @formula U = (F + λ I)⁻¹ V, F = E[mean_o δ_o² · h hᵀ] as a running mean, δ of the training labels, h with a 1 where there is a bias
 * @source Bahamou, Goldfarb, Ren 2022, arXiv 2202.04124
 * @cost a gradient, 2 n² d flops a layer of n inputs and d units, each 4th batch a backward sweep and N n² more, each 20th 2 n³
 * @memory two n × n matrices a layer, velocity
 * @needs nothing but gradients of single samples, so any loss
 * @use where KFAC's output factors are too large: one matrix a layer, of the inputs alone
 * @throws WoodburyError BAD_OPTION
 */
export function miniBlockFisher(options: KroneckerOptions = {}): Said<MiniBlockFisher> {
  return preset(miniBlockFisherMethod, options)
}
