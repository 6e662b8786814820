import type { Model } from '../../model/graph.js'
import { checkOptions } from '../../options.js'
import type { TrainingData } from '../../prepare/data.js'
import { type CourseOptions, flowCourse } from './flow.js'
import { pointAt } from './point.js'

export interface InitialScaleOptions extends CourseOptions {
  /** What the parameters of the start are multiplied by, one course each. */
  scales?: readonly number[]
}

export interface InitialScaleRow {
  readonly scale: number
  /** Mean of ½ ‖z − y‖² after the course. */
  readonly training: number
  readonly test: number
  /** Σ ‖Δθ‖ over the length of the start's parameters. */
  readonly relativePath: number
  /** Smallest and largest eigenvalue of K at the start. */
  readonly gram: readonly [smallest: number, largest: number]
}

/** So much of I makes an over-parameterised Gram one that can be inverted, at least; else its smallest eigenvalue. */
const LEAST_SHIFT = 1e-7

/**
 * Training and test loss of over-parameterised networks of squared error by the scale of their start (Arbel, Menegaux & Wolinski
 * 2023): θ ← θ − rate · Jᵀ(K + ε I)⁻¹(z − y), ε = max(1e-7, σ_min(K)) at the start unless `shift` says otherwise; with `flow: 'gradient'`
 * gradient descent. Gauss–Newton converges from any scale; what it finds generalises from a small start, where features are
 * learned, and not from a large one.
 * @throws WoodburyError as `flowCourse`
 */
export async function initialScales(
  model: Model,
  data: TrainingData,
  test: TrainingData,
  options: InitialScaleOptions = {},
): Promise<InitialScaleRow[]> {
  const where = 'initialScales'
  const { scales = [0.1, 1, 10], ...course } = options
  checkOptions(where, ['scales', 'flow', 'shift', 'rate', 'steps'], options)
  const rows: InitialScaleRow[] = []
  for (const scale of scales) {
    const start = { ...model, params: Float64Array.from(model.params, value => scale * value) }
    const { eigenvalues } = await pointAt(where, start, data)
    const [smallest, largest] = [eigenvalues[0], eigenvalues[eigenvalues.length - 1]]
    const shift = course.shift ?? Math.max(LEAST_SHIFT, smallest)
    const { model: reached, losses, pathLength } = await flowCourse(start, data, { ...course, shift })
    const { loss } = await pointAt(where, reached, test)
    const size = Math.hypot(...start.params)
    rows.push({
      scale,
      training: losses[losses.length - 1],
      test: loss,
      relativePath: pathLength / size,
      gram: [smallest, largest],
    })
  }
  return rows
}
