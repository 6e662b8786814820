import type { Batch } from '../../model/feed.js'
import type { LayerAt, Preconditioner } from '../layerwise.js'
import type { Method, Said } from '../method.js'
import { preset } from '../preset.js'
import { clipLine, dampingLine, momentumLine } from '../setting-lines.js'
import {
  type BlockOptions,
  type Blocks,
  blockFlops,
  blockOptions,
  blockRows,
  curvatureInterval,
  factorOfEach,
  gramOfEach,
  heldRows,
  isTried,
  keptRows,
  settledBlocks,
  stepRoom,
  velocityOf,
} from './block-options.js'
import { ExactBlocks } from './exact-blocks.js'

export interface Tengrad extends Blocks {
  readonly method: 'tengrad'
  readonly curvatureInterval: number
}

export interface TengradOptions extends BlockOptions {
  /** Batches from one look at the rows to the next, whose rows and factors serve those between (default 1). */
  curvatureInterval?: number
}

/** Whether the rows are those of the step's own batch, so that their arrays need not outlive it. */
const isFresh = ({ curvatureInterval: interval }: Tengrad): boolean => interval === 1

export const tengradMethod: Method<Tengrad> = {
  name: 'tengrad',
  title: 'TENGraD, exact natural gradient by layers',
  steps: 'layerwise',
  rate: 1,
  options: { ...blockOptions, curvatureInterval },
  said: tengrad,
  settle: (said, task) => ({ curvatureInterval: 1, ...settledBlocks<Tengrad>(said, task) }),
  flops: (settled, task) => blockFlops(settled, task, 1 / settled.curvatureInterval),
  state: (settled, sizes) => ({
    ...velocityOf(settled, sizes),
    ...(!isFresh(settled) && { ...heldRows(settled, sizes), ...gramOfEach(sizes, blockRows(settled, sizes)) }),
  }),
  room: (settled, sizes) => ({
    ...stepRoom(settled, sizes),
    ...factorOfEach(sizes, blockRows(settled, sizes)),
    ...(isFresh(settled) && gramOfEach(sizes, blockRows(settled, sizes))),
  }),
  kept: keptRows,
  preconditioner: (settled, at) => new TengradBlocks(settled, at),
  counters: ['samples'],
  settings: (settled, short) => [
    dampingLine(settled, short),
    ['rows', `anew every ${settled.curvatureInterval} batches`],
    momentumLine(settled, short),
    clipLine(settled, short),
  ],
}

class TengradBlocks implements Preconditioner {
  readonly #blocks: ExactBlocks
  /** λ of the factors; nothing where there are none of the rows in use. */
  #factored: number | undefined

  constructor(
    readonly settled: Tengrad,
    readonly at: LayerAt,
  ) {
    this.#blocks = new ExactBlocks(at)
  }

  look(theta: number, batch: Batch, draw: number): void {
    if (!this.#isDue(draw)) return
    this.#blocks.use(batch.count, this.at.deltas('empirical', theta, batch, draw))
    this.#hold()
  }

  lookAtAll(theta: number, batch: Batch, draw: number): number {
    const blocks = this.#blocks
    const before = blocks.samples
    const due = this.#isDue(draw)
    blocks.use(batch.count, this.at.deltas('empirical', theta, batch, draw))
    const formed = !isFresh(this.settled) || isTried(this.settled)
    const squares = formed ? blocks.formGradient(batch) : Number.NaN
    if (due) this.#hold()
    else blocks.use(before)
    return formed ? squares : blocks.squaresByGram(batch)
  }

  #isDue(draw: number): boolean {
    return this.#blocks.samples === 0 || draw % this.settled.curvatureInterval === 0
  }

  #hold(): void {
    this.#factored = undefined
    if (!isFresh(this.settled)) this.#blocks.keep()
    this.#blocks.gram()
  }

  ready(lambda: number): boolean {
    if (this.#factored === lambda) return true
    const positive = this.#blocks.factor(lambda)
    this.#factored = positive ? lambda : undefined
    return positive
  }

  apply(k: number, V: number, n: number, units: number): number {
    return this.#blocks.apply(k, V, n, units)
  }

  applyAll(theta: number, w: number, u: number): number | undefined {
    return isFresh(this.settled) ? this.#blocks.applyAll(theta, w, u) : undefined
  }

  counters(): Record<string, number> {
    return { samples: isFresh(this.settled) ? 0 : this.#blocks.samples }
  }

  restore({ samples }: Readonly<Record<string, number>>): void {
    const { curvatureBatch } = this.settled
    this.#blocks.use(Number.isInteger(samples) && samples > 0 && samples <= curvatureBatch ? samples : 0)
    this.#factored = undefined
  }
}

/**
 * TENGraD: the exact natural gradient of a block a layer, the empirical Fisher of a batch, by the Woodbury identity on rows
 * that are never formed. Where the rows are those of the gradient's own batch, neither is the gradient: their push-through form is the
 * same number for less. Departure: one clip of α² gᵀu before momentum; no convolutions. The paper's text was not at hand.
 * @family layer blocks
 * @formula d = −(1/λ)[V − (1/N) Hᵀ diag(w) D], (λ I + (1/N) (D Dᵀ) ∘ (H Hᵀ + 1)) w = v, v_i = δ_iᵀ V h_i, by layer
 * @source Soori, Can, Mu, Gürbüzbalaban & Dehnavi 2021, arXiv 2106.03947
 * @cost 6 N P + N² (d + d′) + N³/3 a layer; between two looks at the rows 10 N P
 * @memory 12 N² bytes a layer, and N (d + d′) numbers of each where rows are kept
 * @needs a loss with labels or targets; one row a sample and output of the graph
 * @use mini-batches of a few hundred where blocks of one layer are enough; on small dense layers looking anew at every batch
 *   is no dearer than keeping rows
 * @throws WoodburyError BAD_OPTION
 */
export function tengrad(options: TengradOptions = {}): Said<Tengrad> {
  return preset(tengradMethod, options)
}
