import { type Damping, dampingRule } from '../../damping/table.js'
import { factorSize } from '../../solve/factor.js'
import { batchSamples } from '../batch.js'
import { damping, gradientBatch, klClip, learningRate, momentum, rejectBadSteps, whole } from '../common-options.js'
import { batchesOf, factoredLayers, layerShapes } from '../kronecker/kronecker-options.js'
import type { Layerwise } from '../layerwise.js'
import type { Kept, Said, Settled, Sizes, StateSpec } from '../method.js'
import { cosine, type Schedule } from '../schedule.js'
import type { Task } from '../task.js'

/** What the methods of one block a layer have in common, each block made of the empirical rows of a batch. */
export interface Blocks extends Layerwise {
  readonly learningRate: Schedule
}

/** Options that they have in common; each unset one has the default of its method. */
export interface BlockOptions {
  /** N1, samples a step (default 500 of 40,000 samples and more, else 250), or `full`. */
  gradientBatch?: number | 'full'
  /** N, samples of the rows: the first of a batch (default: as many as the batch, at most 500). */
  curvatureBatch?: number
  /** α: a number or a schedule. */
  learningRate?: number | Schedule
  /** A rule, or a number for a constant λ. */
  damping?: Damping | number
  /** μ of v ← μ v + u (default 0.9). */
  momentum?: number
  /** κ: the preconditioned gradient u is shortened until α² gᵀu ≤ κ, before momentum; 0 is no clip. */
  klClip?: number
  /** Undo a step that raises the loss and raise λ (default false). */
  rejectBadSteps?: boolean
}

export const blockOptions = {
  gradientBatch,
  curvatureBatch: whole('samples of the rows'),
  learningRate,
  damping,
  momentum,
  klClip,
  rejectBadSteps,
}

/** The option of methods that use one look at the rows for several batches. */
export const curvatureInterval = whole('batches from one look at the rows to the next')

/** What was left open of the options in common. */
export function settledBlocks<O extends Blocks>(said: Said<O>, task: Task) {
  return {
    learningRate: cosine(1),
    damping: { kind: 'constant', lambda: 1 } as Damping,
    momentum: 0.9,
    klClip: 1e-2,
    rejectBadSteps: false,
    ...said,
    ...batchesOf(said, task),
  }
}

/** Whether a step is tried, which asks for the gradient. */
export const isTried = ({ rejectBadSteps, damping: chosen }: Blocks): boolean =>
  rejectBadSteps || dampingRule(chosen).needsTrial

/** Rows of a look: one a sample and output of the graph. */
export const blockRows = ({ curvatureBatch }: Blocks, { graph }: Pick<Sizes, 'graph'>): number =>
  curvatureBatch * graph.outputs.length

/** An array for every layer with parameters, `name.k`. */
export const eachLayer = (
  { graph }: Pick<Sizes, 'graph'>,
  name: string,
  of: (shape: { readonly inputs: number; readonly units: number }) => StateSpec[string],
): StateSpec =>
  Object.fromEntries(
    factoredLayers(graph).map(k => {
      const { inputUnits, units } = graph.nodes[k]
      return [`${name}.${k}`, of({ inputs: inputUnits[0], units })]
    }),
  )

/** What is kept from step to step: the velocity. */
export const velocityOf = ({ momentum }: Blocks, { graph, dtype }: Sizes): StateSpec =>
  momentum > 0 ? { velocity: { length: graph.parameters, dtype } } : {}

/** Rows that one look hands to the next steps: δ and inputs, N samples of them. */
export const heldRows = (settled: Blocks, sizes: Sizes): StateSpec => ({
  ...eachLayer(sizes, 'D', ({ units }) => ({ length: blockRows(settled, sizes) * units, dtype: sizes.dtype })),
  ...eachLayer(sizes, 'H', ({ inputs }) => ({ length: settled.curvatureBatch * inputs, dtype: sizes.dtype })),
})

/** Arrays that every step fills anew. */
export function stepRoom(settled: Blocks, sizes: Sizes): StateSpec {
  const { graph, dtype } = sizes
  const { largest, units } = layerShapes(graph)
  const rows = blockRows(settled, sizes)
  return {
    direction: { length: graph.parameters, dtype },
    preconditioned: { length: graph.parameters, dtype },
    layer: { length: largest, dtype },
    inner: { length: settled.curvatureBatch ** 2, dtype },
    images: { length: settled.curvatureBatch * units, dtype },
    weights: { length: rows, dtype: 'float64' },
    solution: { length: rows, dtype: 'float64' },
  }
}

/** A Gram matrix for every layer, R × R. */
export const gramOfEach = (sizes: Sizes, rows: number): StateSpec =>
  eachLayer(sizes, 'K', () => ({ length: rows * rows, dtype: sizes.dtype }))

/** A factor for every layer. */
export const factorOfEach = (sizes: Sizes, rows: number): StateSpec =>
  eachLayer(sizes, 'factor', () => ({ length: factorSize(rows), dtype: 'float64' }))

/** The batch of the rows. */
export const keptRows = (settled: Blocks, { graph }: Sizes): Kept => ({
  samples: settled.curvatureBatch,
  q: graph.outputs.length,
  tangents: isTried(settled),
  widest: Math.max(layerShapes(graph).widest, blockRows(settled, { graph })),
})

/** Floating-point operations of a step: two sweeps and a product with the rows, one Gram and factor a layer. */
export function blockFlops(settled: Blocks & Settled, task: Task, looks: number): number {
  const { gradientBatch: N1, curvatureBatch } = settled
  const R = curvatureBatch * task.heads.length
  const sweeps = 6 * batchSamples(N1, task) * task.parameters
  // Layers are told by nothing else than their widths; two factors stand for all.
  return sweeps + looks * (R * R * task.widths + (2 * R ** 3) / 3)
}
