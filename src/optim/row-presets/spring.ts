import { fromZero } from '../common-options.js'
import type { SaidSmw, Smw } from '../rows/smw-options.js'
import { isRegression, type Task } from '../task.js'
import { type OneBatchOptions, oneBatchMethod, oneBatchOptions, oneBatchPreset } from './one-batch.js'

export interface SpringOptions extends OneBatchOptions {
  /** C of ‖α d‖² ≤ C: a longer step is shortened, the direction that momentum remembers is not; 0 is none (default 0.1, of raw data 0). */
  normConstraint?: number
}

/** The longest step, of parameters in numbers about 1. */
const CONSTRAINT = 0.1

/** What SPRING and its special case share. */
export const springParts = {
  rows: 'ggn',
  options: {
    ...oneBatchOptions,
    normConstraint: fromZero('the largest squared norm of a step; 0: any'),
  },
  settings: ({ normConstraint = 0 }: Smw, short: (value: number) => string): [string, string][] => [
    ['norm constraint', normConstraint > 0 ? short(normConstraint) : 'none'],
  ],
} as const

/** What bounds a step where nobody says it: weights of raw numbers have far to go, and classes keep their clip. */
export const boundsOf = ({ klClip }: Pick<Smw, 'klClip'>, task: Task) => ({
  normConstraint: task.raw ? 0 : CONSTRAINT,
  klClip: isRegression(task) ? 0 : klClip,
})

export const springMethod = oneBatchMethod({
  ...springParts,
  name: 'spring',
  title: 'SPRING, projected momentum',
  defaults: (house, task) => ({ momentum: 0.9, ...boundsOf(house, task) }),
})

/**
 * SPRING: the least change, from μ times the last direction, that solves the linearised batch; a randomised Kaczmarz
 * method. Where residuals are those of a loss, O = J~/√N and e = −s/√N with J~ᵀs = N g. Departure: the defaults are those of supervised
 * batches; the authors' for wave functions are momentum 0.99, damping 1e-3, normConstraint 1e-3 and α = 0.05/(1 + 1e-4 k), for which a
 * schedule stands here. The paper's text was not at hand, its authors' code was. Row 11 of the related systems.
 * @family rows of the whole network
 * @formula d = argmin ‖O d − e‖² + λ ‖d − μ d₋‖² = μ d₋ + Oᵀ(O Oᵀ + λI)⁻¹(e − μ O d₋), θ ← θ + α min(1, √C/‖α d‖) d
 * @source Goldshlager, Abrahamsen & Lin 2024, arXiv 2401.10190
 * @cost m backward passes over N samples, (N m)² Σ d_l + (N m)³/3 flops, a product with O and one with Oᵀ
 * @memory the Gram matrix and its factor, (N m)² numbers each, and the last direction
 * @needs rows of the output: every loss has them
 * @use exact targets and small batches: what earlier batches said stays true
 * @throws WoodburyError BAD_OPTION
 */
export function spring(options: SpringOptions = {}): SaidSmw {
  return oneBatchPreset(springMethod, 'ggn', options)
}
