import { type RowKind, seedRows } from '../../curvature/rows.js'
import type { Batch } from '../../model/feed.js'
import type { DeltaSite } from '../../model/layers/layer.js'
import { factoredLayers, inputSide, outputSide } from '../../optim/kronecker/kronecker-options.js'
import { sizeOf, viewOf } from '../../runtime/dtype.js'
import { PositiveInverse } from '../../solve/positive-inverse.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'
import { LiveInverse } from './live-inverse.js'

/** Sides of a layer's factors. */
export type Side = 'A' | 'G'

/**
 * The factors of every layer with parameters, as running means: A = E[h hᵀ], h with a 1 where there is a bias, and where
 * `rows` says of which δ, G = E[δ δᵀ]; a layer with several positions has sums over them, its 1 at the first. Lower triangles, in the dtype of the run; inverses in full.
 */
export class Factors {
  readonly layers: readonly number[]
  /** Looks at the factors so far. */
  looks = 0
  /** Of FOOF's layers that are preconditioned by their inputs. */
  readonly live: LiveInverse
  readonly #inverse: PositiveInverse
  readonly #s: Float64Array
  /** Rows of δ a sample. */
  readonly #q: number

  constructor(
    readonly plan: StepPlan,
    readonly workspace: Workspace,
    readonly rows: RowKind | undefined,
  ) {
    const { kernels, float64, layout } = workspace
    const { factor, inverse, product } = layout.arrays
    const { samples, q } = layout.kept ?? { samples: 0, q: 0 }
    this.#q = q
    this.layers = factoredLayers(layout.graph)
    this.#inverse = new PositiveInverse(kernels, float64, { factor, inverse, product })
    this.live = new LiveInverse(workspace, this.#inverse)
    this.#s = new Float64Array(samples * q)
  }

  /** Rows of a factor. */
  sizeOf(side: Side, k: number): number {
    const layer = this.workspace.layout.graph.nodes[k]
    return side === 'A' ? inputSide(layer) : outputSide(layer)
  }

  /** δ of a batch whose values are the first in the cache; nothing where the method has no G. */
  deltas(theta: number, batch: Batch, draw: number): readonly DeltaSite[] | undefined {
    const { plan, workspace, rows } = this
    if (!rows) return undefined
    const draws = { seed: plan.seed, step: draw }
    workspace.clock.time('backward', () => seedRows(rows, workspace.heads, plan.training, batch, draws, this.#s))
    return workspace.backwardDeltas(theta, batch.count, this.#q)
  }

  /**
   * factor ← ρ · factor + (1 − ρ) · that of the batch, ρ = min(1 − 1/t, decay) at the t-th look: the first counts fully.
   */
  update({ count }: Batch, deltas: readonly DeltaSite[] | undefined, decay: number): void {
    const share = Math.min(1 - 1 / (this.looks + 1), decay)
    this.workspace.clock.time('gram', () => {
      for (const k of this.layers) {
        if (deltas) this.#ofOutputs(k, deltas[k].delta, count, this.#q, share)
        this.#ofInputs(k, count, share)
      }
    })
    this.looks++
  }

  #ofInputs(k: number, samples: number, share: number): void {
    const { kernels, layout } = this.workspace
    const { batchFactor } = layout.arrays
    const [H] = this.workspace.sites[k].inputs
    const { inputUnits, positions } = layout.graph.nodes[k]
    const inputs = inputUnits[0] / positions
    const n = this.sizeOf('A', k)
    kernels.syrk(true, inputs, samples * positions, [H, inputs], [batchFactor, n], false)
    if (n > inputs) {
      const last = inputs * n * sizeOf(kernels.dtype)
      kernels.columnSum(batchFactor + last, [H, inputs * positions], samples, inputs, false)
      viewOf(kernels.dtype, kernels.buffer, batchFactor, n * n)[n * n - 1] = samples
    }
    this.#mix(`A.${k}`, n, share, samples)
  }

  #ofOutputs(k: number, delta: number, samples: number, q: number, share: number): void {
    const { kernels, layout } = this.workspace
    const n = this.sizeOf('G', k)
    const { positions } = layout.graph.nodes[k]
    kernels.syrk(true, n, samples * q * positions, [delta, n], [layout.arrays.batchFactor, n], false)
    this.#mix(`G.${k}`, n, share, samples)
  }

  #mix(name: string, n: number, share: number, samples: number): void {
    const { kernels, layout } = this.workspace
    const { batchFactor } = layout.arrays
    const factor = layout.arrays[name]
    kernels.axpby(share, factor, (1 - share) / samples, batchFactor, factor, n * n)
  }

  /** Mean of the diagonal. */
  meanDiagonal(side: Side, k: number): number {
    const { kernels, layout } = this.workspace
    const n = this.sizeOf(side, k)
    const factor = viewOf(kernels.dtype, kernels.buffer, layout.arrays[`${side}.${k}`], n * n)
    let trace = 0
    for (let i = 0; i < n; i++) trace += factor[i * n + i]
    return trace / n
  }

  /** inverse ← (factor + shift I)⁻¹. Returns whether that is positive. */
  invert(side: Side, k: number, shift: number): boolean {
    const { arrays } = this.workspace.layout
    const { dtype } = this.plan
    const [from, to] = [arrays[`${side}.${k}`], arrays[`inverse${side}.${k}`]]
    return this.#inverse.invert(from, this.sizeOf(side, k), 1, shift, to, dtype)
  }
}
