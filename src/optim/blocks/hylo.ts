import type { Batch } from '../../model/feed.js'
import type { DeltaSite } from '../../model/layers/layer.js'
import { PURPOSE, stream } from '../../random/index.js'
import { FamilyKernels } from '../../runtime/family-kernels.js'
import { Factor, factorSize } from '../../solve/factor.js'
import { Interpolative, interpolativeRoom } from '../../solve/interpolative.js'
import { partOfAll, word } from '../common-options.js'
import { layerShapes } from '../kronecker/kronecker-options.js'
import type { LayerAt, Preconditioner } from '../layerwise.js'
import type { Method, Said, Sizes, StateSpec } from '../method.js'
import { preset } from '../preset.js'
import { clipLine, dampingLine, momentumLine } from '../setting-lines.js'
import {
  type BlockOptions,
  type Blocks,
  blockFlops,
  blockOptions,
  blockRows,
  eachLayer,
  gramOfEach,
  keptRows,
  settledBlocks,
  stepRoom,
  velocityOf,
} from './block-options.js'
import { EpochNorms } from './epoch-norms.js'
import { ExactBlocks } from './exact-blocks.js'
import { inclusion, pivotalSample } from './importance.js'
import { alongRows, combineRows, gatherRows, gramOf, type RowSet, rowNorms, rowSet } from './row-set.js'

export interface Hylo extends Blocks {
  readonly method: 'hylo'
  readonly share: number
  readonly compression: 'auto' | 'kis' | 'kid'
}

export interface HyloOptions extends BlockOptions {
  /** Rows that are kept of those of the batch, as a share of them, 0 < share ≤ 1 (default 0.1). */
  share?: number
  /** How: sampled by importance (`kis`), by interpolative decomposition (`kid`), or the latter in critical epochs (`auto`, default). */
  compression?: 'auto' | 'kis' | 'kid'
}

/** r of so many rows. */
const keptOf = ({ share }: Hylo, rows: number): number => Math.min(rows, Math.max(1, Math.ceil(share * rows)))

function room(settled: Hylo, sizes: Sizes): StateSpec {
  const rows = blockRows(settled, sizes)
  const r = keptOf(settled, rows)
  const widest = Math.max(settled.curvatureBatch, r)
  const own = {
    ...stepRoom(settled, sizes),
    inner: { length: widest ** 2, dtype: sizes.dtype },
    images: { length: widest * layerShapes(sizes.graph).units, dtype: sizes.dtype },
    ...eachLayer(sizes, 'D', ({ units }) => ({ length: r * units, dtype: sizes.dtype })),
    ...eachLayer(sizes, 'H', ({ inputs }) => ({ length: r * inputs, dtype: sizes.dtype })),
    ...eachLayer(sizes, 'inverse', () => ({ length: factorSize(r), dtype: 'float64' })),
    ...gramOfEach(sizes, settled.compression === 'kis' ? r : rows),
    norms: { length: 2 * rows, dtype: 'float64' },
  } as const
  if (settled.compression === 'kis') return own
  const areas = Object.entries(interpolativeRoom(rows, r))
  return { ...own, ...Object.fromEntries(areas.map(([name, length]) => [`kid.${name}`, { length, dtype: 'float64' }])) }
}

export const hyloMethod: Method<Hylo> = {
  name: 'hylo',
  title: 'HyLo, layer blocks of few rows',
  steps: 'layerwise',
  rate: 1,
  options: {
    ...blockOptions,
    share: partOfAll('rows that are kept, as a share of those of the batch'),
    compression: word('which rows stay', ['auto', 'kis', 'kid'] as const),
  },
  said: hylo,
  settle: (said, task) => ({ share: 0.1, compression: 'auto', ...settledBlocks<Hylo>(said, task) }),
  flops: (settled, task) => blockFlops(settled, task, settled.compression === 'kis' ? settled.share ** 2 : 1),
  state: velocityOf,
  room,
  kept: keptRows,
  preconditioner: (settled, at) => new HyloBlocks(settled, at),
  counters: ['normEpoch', 'normSum', 'normCount', 'normLast', 'normBefore'],
  settings: (settled, short) => [
    dampingLine(settled, short),
    ['rows kept', `${short(settled.share)}, ${settled.compression}`],
    momentumLine(settled, short),
    clipLine(settled, short),
  ],
}

class HyloBlocks implements Preconditioner {
  readonly #all: ExactBlocks
  readonly #norms: EpochNorms
  readonly #interpolative: Interpolative | undefined
  /** By layer: the rows that stay. */
  readonly #kept = new Map<number, RowSet>()
  #deltas: readonly DeltaSite[] = []
  /** Whether they are those of an interpolative decomposition, which has to know λ. */
  #critical = false
  #lambda = 0

  constructor(
    readonly settled: Hylo,
    readonly at: LayerAt,
  ) {
    this.#all = new ExactBlocks(at)
    this.#norms = new EpochNorms(settled.gradientBatch, at.samples)
    if (settled.compression === 'kis') return
    const area = (name: string) => at.arrays[`kid.${name}`]
    const names = Object.keys(interpolativeRoom(1, 1)) as (keyof ReturnType<typeof interpolativeRoom>)[]
    const areas = Object.fromEntries(names.map(name => [name, area(name)]))
    const family = new FamilyKernels(at.executor, 'float64')
    this.#interpolative = new Interpolative(at.kernels, at.float64, family, areas as Interpolative['room'])
  }

  look(theta: number, batch: Batch, draw: number): void {
    const { kernels, gradient, graph } = this.at
    this.#read(theta, batch, draw)
    this.#compress(draw, Math.sqrt(kernels.sumSquares(gradient, graph.parameters)))
  }

  lookAtAll(theta: number, batch: Batch, draw: number): number {
    this.#read(theta, batch, draw)
    const squares = this.#all.formGradient(batch)
    this.#compress(draw, Math.sqrt(squares))
    return squares
  }

  #read(theta: number, batch: Batch, draw: number): void {
    this.#deltas = this.at.deltas('empirical', theta, batch, draw)
    this.#all.use(batch.count, this.#deltas)
  }

  #compress(draw: number, gradientNorm: number): void {
    const { compression } = this.settled
    const critical = this.#norms.see(draw, gradientNorm)
    this.#critical = compression === 'kid' || (compression === 'auto' && critical)
    if (this.#critical) this.#all.gram()
    else
      this.at.clock.time('gram', () => {
        for (const k of this.#all.layers) this.#sample(k, draw)
      })
  }

  /** Rows in proportion to their squared norms, each divided by the root of its probability: the sum of their squares has the right mean. */
  #sample(k: number, draw: number): void {
    const { at } = this
    const { rows } = this.#all
    const pi = inclusion(rowNorms(at, this.#all.set(k), at.arrays.norms), keptOf(this.settled, rows))
    const chosen = pivotalSample(pi, stream(at.seed, PURPOSE.curvatureBatch, draw, k + 1))
    const set = this.#gather(
      k,
      chosen,
      chosen.map(r => 1 / Math.sqrt(pi[r])),
    )
    gramOf(at, set, at.arrays[`K.${k}`])
  }

  #gather(k: number, chosen: ArrayLike<number>, scales?: readonly number[]): RowSet {
    const { at } = this
    const { [`D.${k}`]: D, [`H.${k}`]: H } = at.arrays
    gatherRows(at, this.#all.set(k), chosen, D, H, scales)
    const set = rowSet(at, k, D, H, chosen.length, 1)
    this.#kept.set(k, set)
    return set
  }

  ready(lambda: number): boolean {
    this.#lambda = lambda
    const { arrays, clock } = this.at
    const { samples, rows, layers } = this.#all
    const most = keptOf(this.settled, rows)
    return clock.time('factor', () =>
      layers.every(k => {
        const { [`K.${k}`]: K, [`inverse.${k}`]: out } = arrays
        if (!this.#critical)
          return this.#factorOf(k).of(K, (this.#kept.get(k) as RowSet).samples, 1 / samples, lambda) < 0
        const chosen = this.#interpolative?.of(K, rows, 1 / samples, lambda, most, out)
        if (chosen) this.#gather(k, chosen)
        return chosen !== undefined
      }),
    )
  }

  #factorOf(k: number): Factor {
    const { kernels, float64, arrays } = this.at
    return new Factor(kernels, float64, arrays[`inverse.${k}`])
  }

  apply(k: number, V: number, n: number, units: number): number {
    const { at } = this
    const { kernels, arrays } = at
    const set = this.#kept.get(k) as RowSet
    alongRows(at, set, V, arrays.solution)
    this.#solve(k, set.samples)
    combineRows(at, set, arrays.solution, arrays.layer)
    const share = 1 / this.#lambda
    kernels.axpby(share, V, -share / this.#all.samples, arrays.layer, arrays.layer, n * units)
    return arrays.layer
  }

  /** solution ← (K_s/N + λ I)⁻¹ solution, or K̂ in its place. */
  #solve(k: number, r: number): void {
    const { kernels, arrays } = this.at
    if (!this.#critical) {
      this.#factorOf(k).solve(r, arrays.solution)
      return
    }
    const inverse = new Float64Array(kernels.buffer, arrays[`inverse.${k}`], r * r)
    const x = new Float64Array(kernels.buffer, arrays.solution, r)
    const before = x.slice()
    for (let a = 0; a < r; a++) {
      let sum = 0
      for (let b = 0; b < r; b++) sum += inverse[a * r + b] * before[b]
      x[a] = sum
    }
  }

  counters(): Record<string, number> {
    return this.#norms.counters()
  }

  restore(counters: Readonly<Record<string, number>>): void {
    this.#norms.restore(counters)
  }
}

/**
 * HyLo: the blocks of `tengrad` with a tenth of the batch's rows: sampled by their norms (KIS), or in the first epoch and where the
 * gradient's norm moved by more than a tenth from one epoch to the next, those of an interpolative decomposition (KID).
 * Departures: rows are drawn without replacement and divided by the root of their probability, so that all rows are the exact block and fewer
 * are unbiased; KID pivots where the authors sort by norm; the switch is ours, as the paper's text was not at hand.
 * @family layer blocks
 * @formula d = −(1/λ)[V − U_sᵀ (K_s + λ I)⁻¹ U_s V], K_s = (D_s D_sᵀ) ∘ (H_s H_sᵀ + 1); KID: K̂ = M − M (K_s⁻¹ + M)⁻¹ M for the inverse
 * @source Mu, Soori, Can, Gürbüzbalaban & Dehnavi 2022, SC'22, and the authors' public code
 * @cost 6 N P + 4 r P; in KID epochs also N² (d + d′) + 4/3 N³ a layer
 * @memory r (d + d′) numbers a layer; with KID 4 N² bytes a layer, and 24 N² once
 * @needs a loss with labels or targets; one row a sample and output of the graph
 * @use wide layers and batches so large that the factor of `tengrad` is what a step costs; on one machine KID is dearer than the exact block
 * @throws WoodburyError BAD_OPTION
 */
export function hylo(options: HyloOptions = {}): Said<Hylo> {
  return preset(hyloMethod, options)
}
