import type { RowKind } from '../curvature/rows.js'
import type { Damping } from '../damping/table.js'
import type { Batch } from '../model/feed.js'
import type { DeltaSite, Site } from '../model/layers/layer.js'
import type { ShapedGraph } from '../model/shapes.js'
import type { Clock } from '../runtime/clock.js'
import type { DType } from '../runtime/dtype.js'
import type { Executor } from '../runtime/executor.js'
import type { Kernels } from '../runtime/kernels.js'

/** What the layer-wise direction takes of a method's options. */
export interface Layerwise {
  readonly method: string
  readonly gradientBatch: number | 'full'
  /** Samples that `look` sees, the first of a batch. */
  readonly curvatureBatch: number
  readonly damping: Damping
  readonly momentum: number
  /** κ of α² gᵀu ≤ κ, u the preconditioned gradient; 0 is no clip. */
  readonly klClip: number
  readonly rejectBadSteps: boolean
}

/** Where a preconditioner finds what a step has (byte offsets). */
export interface LayerAt {
  readonly kernels: Kernels
  readonly float64: Kernels
  readonly executor: Executor
  readonly clock: Clock
  readonly dtype: DType
  readonly seed: number
  /** Samples of the training set. */
  readonly samples: number
  readonly graph: ShapedGraph
  /** Arrays of the method's `state` and `room`, by name. */
  readonly arrays: Readonly<Record<string, number>>
  /** Values of every node of the batch in the cache: a layer's inputs H are `sites[k].inputs[0]`, N × inputUnits[0]. */
  readonly sites: readonly Site[]
  /** The gradient of the batch, without decay. */
  readonly gradient: number
  /** δ of the batch in the cache, q rows a sample of that kind (`rowsPerSample`), all layers; overwrites those before. */
  deltas(kind: RowKind, theta: number, batch: Batch, draw: number): readonly DeltaSite[]
  /** After `deltas`: s of its rows, with J~ᵀ s = Σ ω ∇l where they span it (`seedRows`). */
  readonly rowWeights: Float64Array
  /** δ of the mean loss of the first samples in the cache, one row a sample and all layers; overwrites those before. */
  gradientDeltas(theta: number, batch: Batch): readonly DeltaSite[]
  /** Mean gradient of any batch at another θ, without decay, to `out`; overwrites the cache of values. */
  gradientOf(theta: number, batch: Batch, out: number): void
  /** δ of the outputs ← scale · ω ∂²l/∂z² t for the first samples in the cache, one row a sample; t: tangents by node. */
  seedCurvature(batch: Batch, tangents: Readonly<Record<number, number>>, scale: number): readonly DeltaSite[]
  /** The other place of parameters, which a trial overwrites. */
  besides(theta: number): number
  /** Values of a batch at another θ into the cache, with what the losses want of them, in the place of those that are there. */
  forward(theta: number, batch: Batch): void
}

/** What a direction of all layers at once starts from. */
export interface AtOnce {
  readonly theta: number
  readonly lambda: number
  /** α. */
  readonly rate: number
  /** w of w/2 ‖θ‖². */
  readonly decay: number
  /** S1; the samples that `look` saw are in the cache. */
  readonly batch: Batch
}

/** What stands for the inverse curvature of every layer with parameters. */
export interface Preconditioner {
  /** Looks at a batch, whose values are the first in the cache; `draw` counts the batches drawn so far. */
  look(theta: number, batch: Batch, draw: number): void
  /** Makes anew what is due under λ. Returns whether every matrix is positive. */
  ready(lambda: number, draw: number): boolean
  /** Byte offset of the preconditioned V, n × units elements like it (n: inputs, and 1 for a bias), valid until the next call. */
  apply(layer: number, V: number, n: number, units: number): number
  /**
   * In place of `look` where the rows of the whole batch, all in the cache, make the gradient too: forms it if `applyAll` or
   * a trial will want it. Returns ‖g‖².
   */
  lookAtAll?(theta: number, batch: Batch, draw: number): number
  /**
   * After `lookAtAll`: u ← the preconditioned g + w θ of all layers, without g. Returns its product with that sum, or nothing
   * where it has to go layer by layer.
   */
  applyAll?(theta: number, w: number, u: number): number | undefined
  /** u ← the direction of all layers, in the place of `apply` where one layer waits for the step of another. The cache may go. */
  all?(start: AtOnce, u: number): void
  /** V ← (A + λ I)⁻¹ Hᵀ D of the first samples of the cache, n × units. Of methods without G. */
  onInputs?(layer: number, samples: number, D: number, V: number): void
  /** The step was taken; θ: the new parameters. What the cache of values holds is free to go. */
  taken?(theta: number): void
  counters(): Readonly<Record<string, number>>
  restore(counters: Readonly<Record<string, number>>): void
}
