import { rowsPerSample } from '../../curvature/rows.js'
import type { Damping } from '../../damping/table.js'
import { WoodburyError } from '../../errors.js'
import { batchOf, batchSamples } from '../batch.js'
import { belowOne, damping, gradientBatch, learningRate, rejectBadSteps } from '../common-options.js'
import { gradientFlops } from '../first-order/elementwise.js'
import { describe, type Method, type Said, type StateSpec } from '../method.js'
import { preset } from '../preset.js'
import { cosine, type Schedule } from '../schedule.js'
import { dampingLine, momentumLine } from '../setting-lines.js'

export interface Ignd {
  readonly method: 'ignd'
  readonly gradientBatch: number | 'full'
  readonly learningRate: Schedule
  readonly damping: Damping
  /** β of the mean of directions; 0 is none. */
  readonly momentum: number
  readonly rejectBadSteps: boolean
}

export interface IgndOptions {
  /** Samples a step (default 32), or `full`. */
  gradientBatch?: number | 'full'
  /** α, default cosine(1): each sample's own step would make its residual 0. */
  learningRate?: number | Schedule
  /** λ beside the squared norm of a sample's row: a number or a rule (default 1). */
  damping?: Damping | number
  /** β of m ← β m + (1 − β) d, step m/(1 − βᵗ) (default 0: none). */
  momentum?: number
  /** Undo a step that raises the loss of its batch (default: of raw numbers). */
  rejectBadSteps?: boolean
}

const BATCH = 32

/** λ: a row of a sure yes or no has next to no norm. */
const LAMBDA = 1

const options = {
  gradientBatch,
  learningRate,
  damping,
  momentum: belowOne('decay of the mean of directions'),
  rejectBadSteps,
}

export const igndMethod: Method<Ignd> = {
  name: 'ignd',
  title: 'IGND, incremental Gauss-Newton descent',
  steps: 'incremental',
  rate: 1,
  options,
  said: fields => describe<Ignd>('ignd', options, fields),
  settle(said, task) {
    const q = rowsPerSample('ggn', task.heads)
    if (q !== 1)
      throw new WoodburyError(
        'BAD_OPTION',
        `ignd: a sample has ${q} rows of curvature here, and its scaling is one number. Pass egn(), which solves for all of them.`,
        { option: 'optimizer', rows: q },
      )
    return {
      learningRate: cosine(1),
      damping: { kind: 'constant', lambda: LAMBDA },
      momentum: 0,
      rejectBadSteps: task.raw === true,
      ...said,
      gradientBatch: batchOf(said.gradientBatch ?? BATCH, task),
    }
  },
  flops: (settled, task) => (4 / 3) * gradientFlops(settled, task),
  state({ momentum }, { graph, dtype }): StateSpec {
    return momentum > 0 ? { previous: { length: graph.parameters, dtype } } : {}
  },
  room: (settled, { graph, dtype, samples }) => ({
    direction: { length: graph.parameters, dtype },
    rows: { length: batchSamples(settled.gradientBatch, { samples }), dtype: 'float64' },
  }),
  kept: (settled, { graph, samples }) => ({
    samples: batchSamples(settled.gradientBatch, { samples }),
    q: 1,
    tangents: false,
    widest: Math.max(...graph.nodes.map(({ units }) => units)),
  }),
  counters: ['averaged'],
  settings: (settled, short) => [
    dampingLine(settled, short),
    momentumLine(settled, short),
    ['bad steps', settled.rejectBadSteps ? 'refused' : 'kept'],
  ],
}

/**
 * Incremental Gauss–Newton descent: each sample's gradient divided by the one number that its own Gauss–Newton matrix has, so that
 * the scale of inputs and layers drops out. Departure: λ is never 0, and the step is a schedule's. The paper's text was not at hand, its authors' code was. Row
 * 4 of the related systems.
 * @family rows of the whole network
 * @formula d = −(1/N) Σ_i J_iᵀ r_i/(q_i ‖J_i‖² + λ), ‖J_i‖² = Σ_l ‖δ_i‖² (‖h_i‖² + 1); m ← β m + (1 − β) d, θ ← θ + α m/(1 − βᵗ)
 * @source Korbit & Zanon 2024, arXiv 2408.05560
 * @cost a gradient, and one more product with the rows
 * @memory the batch's values and deltas, two vectors of P
 * @needs one row a sample: one output, or two classes
 * @use inputs of unlike scales that nobody standardised, where a step must cost no more than one of Adam
 * @throws WoodburyError BAD_OPTION
 */
export function ignd(said: IgndOptions = {}): Said<Ignd> {
  return preset(igndMethod, said)
}
