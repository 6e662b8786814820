import { dampingRule } from '../../damping/table.js'
import type { Batch } from '../../model/feed.js'
import { Factor } from '../../solve/factor.js'
import { wholeFromZero, yesOrNo } from '../common-options.js'
import type { LayerAt, Preconditioner } from '../layerwise.js'
import type { Method, Said, Sizes, StateSpec } from '../method.js'
import { preset } from '../preset.js'
import {
  type BlockOptions,
  type Blocks,
  blockFlops,
  blockOptions,
  blockRows,
  curvatureInterval,
  eachLayer,
  factorOfEach,
  gramOfEach,
  heldRows,
  keptRows,
  settledBlocks,
  stepRoom,
  velocityOf,
} from './block-options.js'
import { ExactBlocks } from './exact-blocks.js'
import { alongRows, combineRows, gramOf, type RowSet } from './row-set.js'
import { outerProduct, type Sketch, sketchedRows, sketchedVector, sketchOf } from './sketch.js'

export interface Seng extends Blocks {
  readonly method: 'seng'
  readonly curvatureInterval: number
  readonly columns: number
  readonly outerProduct: boolean
}

export interface SengOptions extends BlockOptions {
  /** Batches from one look at the rows to the next, whose rows and factors serve those between (default 5). */
  curvatureInterval?: number
  /** Columns of δ and of the inputs that the Gram matrix of a wider layer is estimated from (default 256); 0 takes all. */
  columns?: number
  /** Whether one outer product stands for the weighted sum of the rows (default false). */
  outerProduct?: boolean
}

/** Sketched rows, which serve as long as the whole ones do. */
function sketches(settled: Seng, sizes: Sizes): StateSpec {
  const { columns, curvatureBatch } = settled
  if (columns === 0) return {}
  const rows = blockRows(settled, sizes)
  return {
    ...eachLayer(sizes, 'sketchD', ({ units }) => ({ length: rows * Math.min(units, columns), dtype: sizes.dtype })),
    ...eachLayer(sizes, 'sketchH', ({ inputs }) => ({
      length: curvatureBatch * Math.min(inputs, columns),
      dtype: sizes.dtype,
    })),
  }
}

export const sengMethod: Method<Seng> = {
  name: 'seng',
  title: 'SENG, sketched natural gradient by layers',
  steps: 'layerwise',
  rate: 1,
  options: {
    ...blockOptions,
    curvatureInterval,
    columns: wholeFromZero('columns that a wide layer is estimated from; 0: all'),
    outerProduct: yesOrNo('whether one outer product stands for the sum of the rows'),
  },
  said: seng,
  settle(said, task) {
    const own = { curvatureInterval: 5, columns: 256, outerProduct: false }
    return { ...own, ...settledBlocks<Seng>(said, task) }
  },
  flops: (settled, task) => blockFlops(settled, task, 1 / settled.curvatureInterval),
  state: (settled, sizes) => ({
    ...velocityOf(settled, sizes),
    ...heldRows(settled, sizes),
    ...gramOfEach(sizes, blockRows(settled, sizes)),
    ...sketches(settled, sizes),
  }),
  room: (settled, sizes) => ({
    ...stepRoom(settled, sizes),
    ...factorOfEach(sizes, blockRows(settled, sizes)),
  }),
  kept: keptRows,
  preconditioner: (settled, at) => new SengBlocks(settled, at),
  counters: ['samples', 'madeAt'],
  settings: (settled, short) => [
    ['damping', dampingRule(settled.damping).text(settled.damping, short)],
    ['rows', `anew every ${settled.curvatureInterval} batches`],
    ['columns', settled.columns > 0 ? short(settled.columns) : 'all'],
    ['momentum', short(settled.momentum)],
    ['KL clip', settled.klClip > 0 ? short(settled.klClip) : 'none'],
  ],
}

class SengBlocks implements Preconditioner {
  readonly #blocks: ExactBlocks
  /** By layer: the rows that stand for the whole ones in K and U V. */
  readonly #sketched = new Map<number, { readonly sketch: Sketch; readonly set: RowSet }>()
  #madeAt = 0
  #lambda = Number.NaN

  constructor(
    readonly settled: Seng,
    readonly at: LayerAt,
  ) {
    this.#blocks = new ExactBlocks(at)
  }

  look(theta: number, batch: Batch, draw: number): void {
    if (!this.#isDue(draw)) return
    this.#blocks.use(batch.count, this.at.deltas('empirical', theta, batch, draw))
    this.#hold(draw)
  }

  lookAtAll(theta: number, batch: Batch, draw: number): number {
    const blocks = this.#blocks
    const before = blocks.samples
    const due = this.#isDue(draw)
    blocks.use(batch.count, this.at.deltas('empirical', theta, batch, draw))
    const squares = blocks.formGradient(batch)
    if (due) this.#hold(draw)
    else blocks.use(before)
    return squares
  }

  #isDue(draw: number): boolean {
    return this.#blocks.samples === 0 || draw % this.settled.curvatureInterval === 0
  }

  #hold(draw: number): void {
    const { arrays, clock } = this.at
    this.#blocks.keep()
    this.#madeAt = draw
    this.#lambda = Number.NaN
    clock.time('gram', () => {
      this.#sketch()
      for (const [k, { set }] of this.#sketched) gramOf(this.at, set, arrays[`K.${k}`])
    })
  }

  /** The columns of the look that the rows are from. */
  #sketch(): void {
    const { at } = this
    for (const k of this.#blocks.layers) {
      const sketch = sketchOf(at, this.#madeAt, k, this.settled.columns)
      const { [`sketchD.${k}`]: D, [`sketchH.${k}`]: H } = at.arrays
      this.#sketched.set(k, { sketch, set: sketchedRows(at, this.#blocks.set(k), sketch, D, H) })
    }
  }

  ready(lambda: number): boolean {
    if (this.#lambda === lambda) return true
    const positive = this.#blocks.factor(lambda)
    this.#lambda = positive ? lambda : Number.NaN
    return positive
  }

  apply(k: number, V: number, n: number, units: number): number {
    const { at } = this
    const { kernels, float64, arrays } = at
    const { samples, rows } = this.#blocks
    const { sketch, set } = this.#sketched.get(k) as { sketch: Sketch; set: RowSet }
    if (sketch.units || sketch.inputs) {
      sketchedVector(at, this.#blocks.set(k), sketch, V, arrays.layer)
      alongRows(at, set, arrays.layer, arrays.solution)
    } else alongRows(at, set, V, arrays.solution)
    new Factor(kernels, float64, arrays[`factor.${k}`]).solve(rows, arrays.solution)
    const x = new Float64Array(kernels.buffer, arrays.solution, rows)
    for (let r = 0; r < rows; r++) x[r] /= samples
    if (this.settled.outerProduct) outerProduct(at, this.#blocks.set(k), x, arrays.layer)
    else combineRows(at, this.#blocks.set(k), arrays.solution, arrays.layer)
    kernels.axpby(1 / this.#lambda, V, -1 / this.#lambda, arrays.layer, arrays.layer, n * units)
    return arrays.layer
  }

  counters(): Record<string, number> {
    return { samples: this.#blocks.samples, madeAt: this.#madeAt }
  }

  restore({ samples, madeAt }: Readonly<Record<string, number>>): void {
    const { curvatureBatch } = this.settled
    const known = Number.isInteger(samples) && samples > 0 && samples <= curvatureBatch
    this.#blocks.use(known && Number.isSafeInteger(madeAt) && madeAt >= 0 ? samples : 0)
    if (this.#blocks.samples === 0) return
    this.#madeAt = madeAt
    this.#lambda = Number.NaN
    this.#sketch()
  }
}

/**
 * SENG: the blocks of `tengrad` from rows that serve several batches, those of wide layers estimated by a sample of columns: of δ and of the inputs,
 * each scaled so that K and U V have the right mean. Departures: one clip of α² gᵀu before momentum, no convolutions, so no
 * low-rank factors of them; columns are drawn anew at every look. The paper's text was not at hand.
 * @family layer blocks
 * @formula d = −(1/λ)[V − Uᵀ (λ I + K)⁻¹ v], K ≈ (D_s D_sᵀ) ∘ (H_t H_tᵀ + 1)/N, v ≈ U V; Uᵀ w ≈ (Σ √|w_i| δ_i)(Σ w_i h_i/Σ √|w_j|)ᵀ as an option
 * @source Yang, Xu, Wen, Chen & Xu 2022, arXiv 2006.05924
 * @cost 8 N P; at a look also 2 N² columns + N³/3 a layer
 * @memory N (d + d′) numbers and 12 N² bytes a layer
 * @needs a loss with labels or targets; one row a sample and output of the graph
 * @use layers much wider than `columns`; on narrower ones it is `tengrad` with rows that serve longer
 * @throws WoodburyError BAD_OPTION
 */
export function seng(options: SengOptions = {}): Said<Seng> {
  return preset(sengMethod, options)
}
