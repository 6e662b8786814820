import { roundingOf } from '../../runtime/dtype.js'
import type { ParameterPair } from '../parameters.js'
import type { StepPlan } from '../plan.js'
import type { Attempt, Search, Trial } from '../search.js'
import type { Damped } from '../step.js'
import type { Workspace } from '../workspace.js'

/** The share of the slope by which the loss must fall. */
const SUFFICIENT = 0.01

/** What a length is multiplied by that did not. */
const SHORTER = 0.8

const MOST_TRIALS = 60

/**
 * Armijo's search from α: α × 0.8 until f(θ + α d) ≤ f + 0.01 α gᵀd, at most 60 times, else the step is refused. ρ is that
 * of the first α, against the undamped model. Martens 2010, section 4.6.
 */
export class Armijo implements Search {
  constructor(
    readonly plan: StepPlan,
    readonly optimizer: Damped,
    readonly workspace: Workspace,
    readonly parameters: ParameterPair,
  ) {}

  try({ direction, rate, estimate }: Attempt): Trial {
    const { plan, workspace, parameters } = this
    const { kernels, layout } = workspace
    const { direction: d } = layout.arrays
    const w = workspace.decay.weight
    const along = w > 0 ? w * kernels.dot(parameters.current, d, parameters.count) : 0
    const slope = direction.slope + along
    const before = this.#objective(parameters.current, estimate.loss.value)
    const predicted = -(rate * slope + (rate * rate * (direction.curvature + w * direction.norm ** 2)) / 2)
    let gainRatio = Number.NEGATIVE_INFINITY
    let decrease = Number.NaN
    for (let k = 0, alpha = rate; k < MOST_TRIALS; k++, alpha *= SHORTER) {
      parameters.tryStep(kernels, alpha, d)
      const { value } = workspace.clock.time('trial', () =>
        workspace.loss(parameters.spare, plan.training, estimate.batch),
      )
      const fall = before - this.#objective(parameters.spare, value)
      if (k === 0) {
        decrease = fall
        if (fall >= 0 && predicted > 0) gainRatio = fall / predicted
      }
      const stepNorm = alpha * direction.norm
      if (slope < 0 && fall >= -SUFFICIENT * alpha * slope && fall > 0)
        return { accepted: true, gainRatio, decrease, stepNorm, exhausted: false }
    }
    const exhausted = !(predicted > roundingOf(plan.dtype) * Math.abs(before))
    return { accepted: false, gainRatio, decrease, stepNorm: rate * direction.norm, exhausted }
  }

  #objective(place: number, loss: number): number {
    const w = this.workspace.decay.weight
    return w > 0 ? loss + (w / 2) * this.workspace.kernels.sumSquares(place, this.parameters.count) : loss
  }
}
