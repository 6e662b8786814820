import { WoodburyError } from '../../errors.js'
import { trainedParameters, withTrained } from '../../model/frozen/parameters.js'
import type { Model } from '../../model/graph.js'
import { checkOptions, nonNegative, oneOf, positiveInteger, positiveNumber } from '../../options.js'
import type { TrainingData } from '../../prepare/data.js'
import { norm } from '../../vectors.js'
import { axpy } from '../algebra/vectors.js'
import { type Point, pointAt } from './point.js'

/** How parameters move: against the gradient, or against (JᵀJ + shift I)⁻¹ of it. */
export type FlowKind = 'gradient' | 'gaussNewton'

export interface FlowOptions {
  flow?: FlowKind
  /** λ of the Levenberg–Marquardt flow, of JᵀJ summed over samples; default 0, the Gauss–Newton flow. */
  shift?: number
}

export interface CourseOptions extends FlowOptions {
  /** Time of one step; default 0.1. */
  rate?: number
  /** Default 50. */
  steps?: number
}

/** What a discretised flow went through. */
export interface Course {
  readonly model: Model
  /** Mean of ½ ‖z − y‖² before the first step and after each. */
  readonly losses: readonly number[]
  /** Σ ‖Δθ‖. */
  readonly pathLength: number
}

const flows = ['gradient', 'gaussNewton'] as const

/** What K does to the residuals in f′, by eigenvalue. */
function weightOf(where: string, { flow = 'gaussNewton', shift = 0 }: FlowOptions, samples: number) {
  const kind = oneOf(where, 'flow', flow, flows)
  const lambda = nonNegative(where, 'shift', shift)
  return kind === 'gradient' ? (l: number) => l / samples : (l: number) => (l + lambda === 0 ? 0 : l / (l + lambda))
}

/**
 * How the outputs of a network of squared error move, f′, by the side of its samples (Cayci 2024, from the abstract; the formulas
 * are derived): −K r/n for the gradient flow, −Proj_{range J} r for the Gauss–Newton flow, a Riemannian gradient flow on
 * the outputs that the network can give, and −K (K + λ I)⁻¹ r for the Levenberg–Marquardt flow; r = z − y, K = J Jᵀ.
 * @throws WoodburyError NOT_SUPPORTED for another loss or more than 2,000 outputs; BAD_OPTION and those of `ggn`
 */
export async function outputVelocity(
  model: Model,
  data: TrainingData,
  options: FlowOptions = {},
): Promise<Float64Array> {
  const where = 'outputVelocity'
  checkOptions(where, ['flow', 'shift'], options)
  const point = await pointAt(where, model, data)
  const weight = weightOf(where, options, point.samples)
  return point.filtered(point.residuals, weight).map(value => -value)
}

/** θ′ of a flow. */
const velocity = (point: Point, weight: (l: number) => number): Float64Array =>
  point.back(point.filtered(point.residuals, l => (l === 0 ? 0 : -weight(l) / l)))

/**
 * A flow by Euler's method: θ ← θ + rate · θ′. With `rate: 1` and the Gauss–Newton flow it is Gram–Gauss–Newton (Cai et al.
 * 2019). Each step computes all of J and the eigenvalues of K: for small networks.
 * @throws WoodburyError as `outputVelocity`; BAD_VALUE where the loss is no longer finite
 */
export async function flowCourse(model: Model, data: TrainingData, options: CourseOptions = {}): Promise<Course> {
  const where = 'flowCourse'
  checkOptions(where, ['flow', 'shift', 'rate', 'steps'], options)
  const rate = positiveNumber(where, 'rate', options.rate ?? 0.1)
  const steps = positiveInteger(where, 'steps', options.steps ?? 50)
  const losses: number[] = []
  let pathLength = 0
  let reached: Model = model
  for (let step = 0; ; step++) {
    const point = await pointAt(where, reached, data)
    losses.push(point.loss)
    if (step === steps) return { model: reached, losses, pathLength }
    const move = velocity(point, weightOf(where, options, point.samples))
    pathLength += rate * norm(move)
    const params = Float64Array.from(trainedParameters(reached))
    axpy(rate, move, params)
    if (!Number.isFinite(norm(params)))
      throw new WoodburyError('BAD_VALUE', `${where}: step ${step + 1} left the finite numbers. Pass a smaller rate.`)
    reached = withTrained({ ...reached, params: Float64Array.from(reached.params) }, params)
  }
}

/** Slope of −log(loss) in time over the second half of a course: what tells a flow that ill-conditioning slows down. */
export function decayRate({ losses }: Pick<Course, 'losses'>, rate: number): number {
  const [from, to] = [Math.floor((losses.length - 1) / 2), losses.length - 1]
  return to === from ? 0 : Math.log(losses[from] / losses[to]) / ((to - from) * rate)
}
