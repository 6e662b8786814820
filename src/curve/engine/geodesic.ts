import { floats } from '../algebra/floats.js'
import type { BoundedStep } from './bounded-step.js'
import type { Linearised } from './linearised.js'

/** r″ is a difference over this share of the step (Transtrum & Sethna's choice). */
const SHARE = 0.1
/** The acceleration may be this share of the step; beyond, the linear model says too little. */
const ALPHA = 0.75

/** Where residuals are computed again for their second derivative along d. */
export const aheadOf = (p: Float64Array, d: Float64Array): Float64Array => p.map((value, k) => value + SHARE * d[k])

/**
 * r″ along d of `count` rows, in place of their residuals at p + SHARE·d in `ahead`: 2/h ((r(p + hd) − r(p))/h − Jd), whose
 * error is h times the third derivative.
 * @param J column k starts at k · stride
 */
export function secondAlong(
  d: ArrayLike<number>,
  r: Float64Array,
  J: Float64Array,
  stride: number,
  ahead: Float64Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    let slope = 0
    for (let k = 0; k < d.length; k++) slope += J[k * stride + i] * d[k]
    ahead[i] = (2 / SHARE) * ((ahead[i] - r[i]) / SHARE - slope)
  }
}

/**
 * The step's second order, δ₂ = −½(JᵀWJ + λD²)⁻¹JᵀWr″ with r″ along the step δ₁: the path that follows the model's
 * curvature (Transtrum & Sethna, "Improvements to the Levenberg–Marquardt algorithm", 2012, arXiv 1201.5885). Only where
 * 2‖Dδ₂‖ ≤ ¾‖Dδ₁‖. They refuse the step where not; tried as it is, it takes fewer steps on NIST's sets.
 */
export class Geodesic {
  private readonly gradient: Float64Array
  private readonly second: Float64Array

  constructor(parameters: number) {
    this.gradient = floats(parameters)
    this.second = floats(parameters)
  }

  /** Adds δ₂ to the trial p + δ₁, where it is small enough and stays within the bounds. */
  bend(p: Float64Array, linear: Linearised, direction: BoundedStep, scale: Float64Array, trial: Float64Array): void {
    const { gradient, second } = this
    const { step } = direction
    if (!linear.bend(p, step, gradient)) return
    direction.again(gradient, scale, second)
    let [first, other] = [0, 0]
    for (let k = 0; k < step.length; k++) {
      first += (scale[k] * step[k]) ** 2
      other += (scale[k] * second[k]) ** 2
    }
    if (!(other <= ALPHA * ALPHA * first)) return
    const bent = trial.map((value, k) => value + second[k] / 2)
    if (direction.holds(bent)) trial.set(bent)
  }
}
