import { rowsPerSample } from '../../curvature/rows.js'
import { sizeOf } from '../../runtime/dtype.js'
import { above0 } from '../common-options.js'
import type { Method } from '../method.js'
import { allowance } from '../rows/affordable.js'
import type { SaidSmw, Smw } from '../rows/smw-options.js'
import { sideOf } from '../rows/step-flops.js'
import { cosine } from '../schedule.js'
import type { Task } from '../task.js'
import { constantLambda } from './constant-lambda.js'
import { type OneBatchOptions, oneBatchMethod, oneBatchOptions, oneBatchPreset } from './one-batch.js'

export interface GgnScoreOptions extends Omit<OneBatchOptions, 'momentum' | 'klClip' | 'lossBound'> {
  /** τ of the regulariser (default 1e-4). */
  weight?: number
  /** μ: weights far below it are shrunk in proportion, those far above it by a constant (default 1). */
  smoothing?: number
}

const WEIGHT = 1e-4
const SMOOTHING = 1
const STEP = 0.95

/** λ of the metric where a batch is no whole set of exact targets: with τ alone a step learns its noise by heart. */
const NOISY = 0.03

/** Bytes of rows that nobody asked for. */
const MOST_BYTES = 2 ** 28

/** The Gram of scaled rows is R² P flops, and the rows R P numbers: as many samples as have both. */
function most(task: Task): number {
  const { parameters, dtype, heads } = task
  const q = rowsPerSample('ggn', heads)
  const rows = Math.min(Math.sqrt(allowance(task, undefined) / parameters), MOST_BYTES / sizeOf(dtype) / parameters)
  return Math.max(1, Math.floor(rows / q))
}

const { momentum: _mu, klClip: _kappa, lossBound: _c, ...options } = oneBatchOptions

const base = oneBatchMethod({
  name: 'ggnScore',
  title: 'GGN-SCORE, Gauss-Newton in the metric of a self-concordant regulariser',
  rows: 'ggn',
  options: {
    ...options,
    weight: above0('weight of the regulariser'),
    smoothing: above0('where its pseudo-Huber function goes from a square to an absolute value'),
  },
  most,
  defaults: (house, { noise }, { weight = WEIGHT }) => ({
    damping: { kind: 'constant', lambda: Math.max(weight, noise === 'none' ? 0 : (constantLambda(house) ?? NOISY)) },
    learningRate: cosine(STEP),
    rejectBadSteps: true,
    momentum: 0,
    klClip: 0,
    lossBound: 0,
    weight: WEIGHT,
    smoothing: SMOOTHING,
  }),
  fixed: { momentum: 0, klClip: 0, lossBound: 0 },
  settings: ({ weight = 0, smoothing = 0 }, short) => [
    ['regulariser', `pseudo-Huber, weight ${short(weight)}, smoothing ${short(smoothing)}`],
  ],
})

export const ggnScoreMethod: Method<Smw> = {
  ...base,
  flops(settled, task) {
    const rows = settled.curvatureBatch * rowsPerSample('ggn', task.heads)
    const side = sideOf(settled.solve, rows, task.parameters)
    return base.flops(settled, task) + (side === 'rows' ? rows ** 2 * task.parameters : 0)
  },
  room({ curvatureBatch, solve }, { graph, dtype, heads }) {
    const { parameters } = graph
    const vector = { length: parameters, dtype }
    const rows = curvatureBatch * rowsPerSample('ggn', heads)
    const formed = sideOf(solve, rows, parameters) === 'rows' ? rows * parameters : 0
    return { direction: vector, scale: vector, scaled: vector, block: { length: formed, dtype } }
  },
}

/**
 * GGN-SCORE: Gauss–Newton of a loss with a pseudo-Huber term on the weights, whose second derivatives are the damping's
 * metric, and whose self-concordance says how long a step may be. Departure: λ of the metric may be more than τ, and is in noisy batches; a step that raises the
 * objective is refused; α₀ falls over the budget; the source's quasi-Newton form is left out, as its code is for another problem. The paper's text was not at
 * hand, its authors' code was. Row 9 of the related systems.
 * @family rows of the whole network
 * @formula (G + λ H) d = −g − τ h′, H = diag h″, h = √(μ² + θ²) − μ, α = min(1, α₀/(1 + M_g τ √(h′ᵀ H⁻¹ h′))), M_g = 2 P^0.2 μ^−0.7
 * @source Adeoye, Petersen & Bemporad 2024, arXiv 2404.14875
 * @cost m backward passes over N samples, (N m)² P + (N m)³/3 flops: in a metric the rows of a layer are no product
 * @memory the rows themselves, N m P numbers, and their Gram matrix; P² where that is less
 * @needs rows of the output: every loss has them
 * @use networks with more parameters than data, whose size is to be held by an absolute value
 * @throws WoodburyError BAD_OPTION
 */
export function ggnScore(said: GgnScoreOptions = {}): SaidSmw {
  return oneBatchPreset(ggnScoreMethod, 'ggn', said)
}
