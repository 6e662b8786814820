import { backtracking } from '../../damping/backtracking.js'
import type { Damping } from '../../damping/table.js'
import { WoodburyError } from '../../errors.js'
import { ownParts } from '../../own-parts.js'
import { dot, norm } from '../../vectors.js'
import { settledBatches } from '../batch.js'
import { damping, gradientBatch, learningRate, whole, word } from '../common-options.js'
import type { Said } from '../method.js'
import { preset } from '../preset.js'
import { constant, type Schedule } from '../schedule.js'
import { dampingLine } from '../setting-lines.js'
import { inParameterSpace, type OnParameters, type ParameterMethod, parameterKept } from './parameter-space.js'

export interface RegularizedNewton extends OnParameters {
  readonly method: 'regularizedNewton'
  readonly curvature: 'hessian' | 'gaussNewton'
  readonly form: 'search' | 'plus'
}

export interface RegularizedNewtonOptions {
  /** Samples of gradient and trial (default `full`). */
  gradientBatch?: number | 'full'
  /** Samples of the curvature, of those (default all). */
  curvatureBatch?: number
  /** α (default 1). */
  learningRate?: number | Schedule
  /** A rule, or a number for a constant λ (default backtracking(), whose c is M). */
  damping?: Damping | number
  /** The Hessian of the loss (default), or its Gauss–Newton matrix. */
  curvature?: 'hessian' | 'gaussNewton'
  /** AdaN: M by a search (default), or AdaN+: M by what the Hessian did not foresee of the gradient. */
  form?: 'search' | 'plus'
}

/** The fall of the objective that AdaN asks for, in λ ‖s‖². */
const FALL = 2 / 3

export const regularizedNewtonMethod: ParameterMethod<RegularizedNewton> = {
  name: 'regularizedNewton',
  title: 'regularised Newton (AdaN)',
  ...inParameterSpace,
  options: {
    gradientBatch,
    curvatureBatch: whole('samples of the curvature of a step'),
    learningRate,
    damping,
    curvature: word('the Hessian of the loss, or its Gauss-Newton matrix', ['hessian', 'gaussNewton'] as const),
    form: word('M by a search, or by the change of the gradient', ['search', 'plus'] as const),
  },
  said: regularizedNewton,
  settle(said, task) {
    const { curvature = 'hessian' } = said
    const own = task.heads.find(({ loss }) => ownParts().losses.has(loss.name))
    if (curvature === 'hessian' && own)
      throw new WoodburyError(
        'BAD_OPTION',
        `regularizedNewton: the second derivative of ${own.loss.name} is not known, only a curvature above it. Pass curvature: 'gaussNewton'.`,
        { option: 'curvature', loss: own.loss.name },
      )
    return {
      learningRate: constant(1),
      damping: backtracking(),
      form: 'search',
      ...said,
      ...settledBatches(said, { gradientBatch: 'full', curvatureBatch: task.samples }, task),
      curvature,
      rejectBadSteps: true,
    }
  },
  state: () => ({}),
  kept: (settled, asked) => parameterKept(settled, asked, settled.curvature === 'hessian'),
  settings: (settled, short) => [
    dampingLine(settled, short),
    ['curvature', `${settled.curvature === 'hessian' ? 'Hessian' : 'Gauss-Newton'}, ${settled.curvatureBatch} samples`],
    ['form', settled.form === 'search' ? 'AdaN' : 'AdaN+'],
  ],

  judge({ form }, tried, { lambda, decay, v, gradient, times }) {
    const { rate, before, after, rounding } = tried
    const squares = rate * rate * dot(v, v)
    if (form === 'search') {
      const fell = after <= before - FALL * lambda * squares + rounding
      return { accepted: fell && norm(tried.gradientAfter()) <= 2 * lambda * Math.sqrt(squares) }
    }
    if (after > before + rounding) return { accepted: false }
    const ahead = tried.gradientAfter()
    // Where the objective shows nothing any more, the gradient has to.
    if (after >= before && norm(ahead) >= norm(gradient)) return { accepted: false }
    const product = times(v)
    const unforeseen = ahead.map((value, p) => value - gradient[p] - rate * (product[p] + decay * v[p]))
    return { accepted: true, lipschitz: (2 * norm(unforeseen)) / squares }
  },
}

/**
 * Regularised Newton: the Hessian of loss and network, exact, and λ = √(M ‖g‖), which is global on convex losses and superlinear at
 * their minima. Departures: a matrix that is not positive is refused like a step, with four times the λ; AdaN+ refuses steps up;
 * M starts at 1.
 * @family parameter space
 * @formula θ ← θ − (H + √(M ‖g‖) I)⁻¹ g; search: M doubles until f₊ ≤ f − ⅔ λ ‖s‖² and ‖g₊‖ ≤ 2 λ ‖s‖, then halves; AdaN+: M ← max(M/2, ‖g₊ − g − H s‖/‖s‖²)
 * @source Mishchenko 2021, arXiv 2112.02089; products with H: Pearlmutter 1994
 * @cost P products with the Hessian, 10 N P² together, and P³/3; with the Gauss–Newton matrix rows × P²
 * @memory P² in the run's dtype and P² in float64
 * @needs P up to a thousand; a known second derivative of the loss
 * @use convex losses to the last digit, such as logistic regression; non-convex ones where P is small and minima are flat
 * @throws WoodburyError BAD_OPTION
 */
export function regularizedNewton(options: RegularizedNewtonOptions = {}): Said<RegularizedNewton> {
  return preset(regularizedNewtonMethod, options)
}
