import { gainRatio } from '../../damping/gain-ratio.js'
import { word } from '../common-options.js'
import type { SaidSmw } from '../rows/smw-options.js'
import { isRegression } from '../task.js'
import { constantLambda } from './constant-lambda.js'
import { type OneBatchOptions, oneBatchMethod, oneBatchOptions, oneBatchPreset } from './one-batch.js'

export interface EgnOptions extends OneBatchOptions {
  /**
   * `armijo` (default, unless the data are raw): from 1.5 times the last step length, at most α, down by 0.8 until the loss of the batch falls by a
   * tenth of the slope, at most 15 times. `none`: α itself.
   */
  search?: 'armijo' | 'none'
  /** `average` (default): m ← μ m + (1 − μ) d, step m/(1 − μᵗ). `spring`: SPRING's projected one. */
  momentumKind?: 'average' | 'spring'
}

/** Where λ may fall to where targets are exact: 10 times the rounding of the arithmetic, and where they are not. */
const EXACT = { float32: 1e-6, float64: 1e-7 }
const NOISY = 0.03

export const egnMethod = oneBatchMethod({
  name: 'egn',
  title: 'EGN, exact Gauss-Newton of one batch',
  rows: 'ggn',
  options: {
    ...oneBatchOptions,
    search: word('where the step length comes from', ['armijo', 'none'] as const),
    momentumKind: word('what the momentum is', ['average', 'spring'] as const),
  },
  counters: ['averaged'],
  searchCounters: ({ search }) => (search === 'armijo' ? ['share'] : []),
  defaults: (house, task) => ({
    damping: gainRatio({ tau: task.noise === 'none' ? EXACT[task.dtype] : (constantLambda(house) ?? NOISY) }),
    momentum: 0,
    // The search bounds a step of a regression well enough.
    klClip: isRegression(task) ? 0 : house.klClip,
    momentumKind: 'average',
    // Of raw numbers a step may switch a layer off: the other trial spares it.
    search: task.raw ? 'none' : 'armijo',
    rejectBadSteps: true,
  }),
  settings: ({ search }) => [['step length', search === 'armijo' ? "Armijo's search" : 'by its schedule']],
})

/**
 * Exact Gauss–Newton: the Levenberg–Marquardt direction of a batch by its rows, with a line search on the batch. In the
 * symmetric form of the same system, K~ = LᵀJJᵀL, which has a Cholesky factor. Departure: λ moves by 1.5, as 1.01 and 0.99
 * are for 10⁴ steps and more (`gainRatio({ boost: 1.01, drop: 0.99 })` has them), and keeps a floor where targets are noisy; a step whose search fails is refused, the
 * source takes it. The paper's text was not at hand, its authors' code was. Row 7 of the related systems.
 * @family rows of the whole network
 * @formula d = −Jᵀ(Q J Jᵀ + N λ I)⁻¹ r, θ ← θ + α d, f(θ + α d) ≤ f + 0.1 α gᵀd; λ × 1.5 where ρ < ¼, / 1.5 where ρ > ¾
 * @source Korbit, Adeoye, Bemporad & Zanon 2024, arXiv 2405.14402
 * @cost m backward passes over N samples, (N m)² Σ d_l + (N m)³/3 flops, and a forward pass for each trial
 * @memory the Gram matrix and its factor, (N m)² numbers each, or P² of each where that is less
 * @needs rows of the output: every loss has them
 * @use batches in which a line search pays: few noisy samples, no schedule known
 * @throws WoodburyError BAD_OPTION
 */
export function egn(options: EgnOptions = {}): SaidSmw {
  return oneBatchPreset(egnMethod, 'ggn', options)
}
