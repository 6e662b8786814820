import { type Batch, placeOf } from '../../model/feed.js'
import { slotsOf } from '../../model/shapes.js'
import { sizeOf } from '../../runtime/dtype.js'
import { batchSamples } from '../batch.js'
import type { LayerAt, Preconditioner } from '../layerwise.js'
import type { Method, Said } from '../method.js'
import { preset } from '../preset.js'
import { cosine } from '../schedule.js'
import { clipLine, dampingLine, momentumLine } from '../setting-lines.js'
import {
  type BlockOptions,
  type Blocks,
  blockFlops,
  blockOptions,
  blockRows,
  eachLayer,
  factorOfEach,
  gramOfEach,
  isTried,
  keptRows,
  settledBlocks,
  stepRoom,
  velocityOf,
} from './block-options.js'
import { ExactBlocks } from './exact-blocks.js'

export interface Fngd extends Blocks {
  readonly method: 'fngd'
}

/** `curvatureBatch` is the whole batch. */
export type FngdOptions = Omit<BlockOptions, 'curvatureBatch'>

const { curvatureBatch: _whole, ...options } = blockOptions

export const fngdMethod: Method<Fngd> = {
  name: 'fngd',
  title: 'FNGD, natural gradient with coefficients of the first epoch',
  steps: 'layerwise',
  rate: 3,
  options,
  said: fngd,
  settle(said, task) {
    // A coefficient that stays has to suit residuals of other sizes: λ is ten times that of `tengrad`.
    const defaults = { learningRate: cosine(3), damping: { kind: 'constant', lambda: 10 } } as const
    const settled = settledBlocks<Fngd>({ ...defaults, ...said }, task)
    const { gradientBatch } = settled
    return { ...settled, curvatureBatch: batchSamples(gradientBatch, task) }
  },
  flops: (settled, task) => blockFlops(settled, task, 1 / (task.epochs ?? 10)),
  state: (settled, sizes) => ({
    ...velocityOf(settled, sizes),
    ...eachLayer(sizes, 'c', () => ({ length: sizes.samples * sizes.graph.outputs.length, dtype: 'float64' })),
  }),
  room: (settled, sizes) => ({
    ...stepRoom(settled, sizes),
    ...gramOfEach(sizes, blockRows(settled, sizes)),
    ...factorOfEach(sizes, blockRows(settled, sizes)),
  }),
  kept: keptRows,
  preconditioner: (settled, at) => new FngdBlocks(settled, at),
  settings: (settled, short) => [dampingLine(settled, short), momentumLine(settled, short), clipLine(settled, short)],
}

class FngdBlocks implements Preconditioner {
  readonly #blocks: ExactBlocks
  readonly #batches: number
  #lambda = 0
  #batch: Batch | undefined
  /** Whether the batch is one of the first epoch. */
  #first = true

  constructor(
    readonly settled: Fngd,
    readonly at: LayerAt,
  ) {
    this.#blocks = new ExactBlocks(at)
    const { gradientBatch } = settled
    this.#batches = gradientBatch === 'full' ? 1 : Math.ceil(at.samples / gradientBatch)
  }

  /** Never called: the rows are always those of the whole batch. */
  look(): void {}

  lookAtAll(theta: number, batch: Batch, draw: number): number {
    const blocks = this.#blocks
    this.#batch = batch
    this.#first = draw < this.#batches
    blocks.use(batch.count, this.at.deltas('empirical', theta, batch, draw))
    if (this.#first) blocks.gram()
    return this.#first && !isTried(this.settled) ? blocks.squaresByGram(batch) : blocks.formGradient(batch)
  }

  ready(lambda: number): boolean {
    this.#lambda = lambda
    return !this.#first || this.#blocks.factor(lambda)
  }

  /** Never called: `applyAll` always answers. */
  apply(_k: number, V: number): number {
    return V
  }

  applyAll(theta: number, w: number, u: number): number {
    if (this.#first) return this.#blocks.applyAll(theta, w, u, (k, c) => this.#keep(k, c))
    const { at } = this
    const { kernels, gradient, graph, dtype } = at
    let along = 0
    for (const k of this.#blocks.layers) {
      const { offset, count } = slotsOf(graph, k)
      const [start, size] = [offset * sizeOf(dtype), count]
      this.#blocks.combine(k, this.#kept(k), u + start)
      if (w > 0) kernels.axpy(w / this.#lambda, theta + start, u + start, size)
      along += kernels.dot(gradient + start, u + start, size)
      if (w > 0) along += w * kernels.dot(theta + start, u + start, size)
    }
    return along
  }

  /** Coefficients of a layer by sample, times the samples of the batch that they came from. */
  #keep(k: number, c: Float64Array): void {
    const { count } = this.#batch as Batch
    this.#each(k, (all, place, r) => {
      all[place] = c[r] * count
    })
  }

  /** Those of this batch, as its mean takes them. */
  #kept(k: number): Float64Array {
    const { count } = this.#batch as Batch
    const c = new Float64Array(this.#blocks.rows)
    this.#each(k, (all, place, r) => {
      c[r] = all[place] / count
    })
    return c
  }

  #each(k: number, visit: (all: Float64Array, place: number, r: number) => void): void {
    const { kernels, arrays, graph, samples } = this.at
    const q = graph.outputs.length
    const all = new Float64Array(kernels.buffer, arrays[`c.${k}`], samples * q)
    for (let r = 0; r < this.#blocks.rows; r++) {
      const place = placeOf(this.#batch as Batch, Math.floor(r / q))
      visit(all, place * q + (r % q), r)
    }
  }

  counters(): Record<string, number> {
    return {}
  }

  restore(): void {}
}

/**
 * FNGD: the natural gradient of a layer is a weighted sum of the gradients of the samples; the weights of the first epoch, where
 * they are those of `tengrad`, stay with the samples for the rest of the run. Departure: each sample keeps its own weight of each layer (how
 * the source shares them is not known), and a weight decay enters later steps as w θ/λ. The paper's text was not at hand.
 * @family layer blocks
 * @formula d_l = −Σ_i c_{l,i} u_{l,i}, c_l = (λ I + U_l U_lᵀ/N)⁻¹ 1/N of the first epoch
 * @source Ou, Zhu, Huang & Liu 2024, arXiv 2403.03473
 * @cost the step of `tengrad` in the first epoch, 8 N P later
 * @memory a number a sample and layer; 12 N² bytes a layer
 * @needs samples that come again: one row each and output of the graph
 * @use many epochs over the same samples, where `tengrad` is too dear; what a sample weighs then no longer follows its loss
 * @throws WoodburyError BAD_OPTION
 */
export function fngd(options: FngdOptions = {}): Said<Fngd> {
  return preset(fngdMethod, options)
}
