import { roundingOf } from '../../runtime/dtype.js'
import type { ParameterPair } from '../parameters.js'
import type { StepPlan } from '../plan.js'
import type { Attempt, Search, Trial } from '../search.js'
import type { Damped } from '../step.js'
import type { Workspace } from '../workspace.js'

export interface ArmijoRule {
  /** The share of the slope by which the loss must fall. */
  readonly sufficient: number
  /** What a length is multiplied by that did not. */
  readonly shorter: number
  /** What the last length is multiplied by where the next search starts from it, up to α; else each starts from α. */
  readonly longer?: number
  readonly most: number
}

/** Martens 2010, section 4.6. */
export const MARTENS: ArmijoRule = { sufficient: 0.01, shorter: 0.8, most: 60 }

/** Of stochastic line searches, Vaswani et al. 2019: coefficient 1 − 0.9; the Gauss–Newton code that takes them over allows 15. */
export const VASWANI: ArmijoRule = { sufficient: 0.1, shorter: 0.8, longer: 1.5, most: 15 }

/**
 * Armijo's search from α: α × `shorter` until f(θ + α d) ≤ f + `sufficient` · α gᵀd, at most `most` times, else the step is
 * refused. ρ is that of the first length, against the undamped model.
 */
export class Armijo implements Search {
  /** The last length as a share of α. */
  #share = 1

  constructor(
    readonly plan: StepPlan,
    readonly optimizer: Damped,
    readonly workspace: Workspace,
    readonly parameters: ParameterPair,
    readonly rule: ArmijoRule = MARTENS,
  ) {}

  try({ direction, rate, estimate }: Attempt): Trial {
    const { plan, workspace, parameters } = this
    const { kernels, layout } = workspace
    const { direction: d } = layout.arrays
    const w = workspace.decay.weight
    const along = w > 0 ? w * kernels.dot(parameters.current, d, parameters.count) : 0
    const slope = direction.slope + along
    const before = this.#objective(parameters.current, estimate.loss.value)
    const { sufficient, shorter, longer = Number.POSITIVE_INFINITY, most } = this.rule
    const first = rate * Math.min(1, this.#share * longer)
    const predicted = -(first * slope + (first * first * (direction.curvature + w * direction.norm ** 2)) / 2)
    let gainRatio = Number.NEGATIVE_INFINITY
    let decrease = Number.NaN
    for (let k = 0, alpha = first; k < most; k++, alpha *= shorter) {
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
      if (slope < 0 && fall >= -sufficient * alpha * slope && fall > 0) {
        this.#share = alpha / rate
        return { accepted: true, gainRatio, decrease, stepNorm, exhausted: false }
      }
    }
    const exhausted = !(predicted > roundingOf(plan.dtype) * Math.abs(before))
    this.#share = 1
    return { accepted: false, gainRatio, decrease, stepNorm: first * direction.norm, exhausted }
  }

  counters(): Record<string, number> {
    return this.rule.longer === undefined ? {} : { share: this.#share }
  }

  restore({ share = 1 }: Readonly<Record<string, number>>): void {
    this.#share = share
  }

  #objective(place: number, loss: number): number {
    const w = this.workspace.decay.weight
    return w > 0 ? loss + (w / 2) * this.workspace.kernels.sumSquares(place, this.parameters.count) : loss
  }
}
