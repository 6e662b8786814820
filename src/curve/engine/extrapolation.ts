import { dot } from '../../vectors.js'
import { floats } from '../algebra/floats.js'
import type { Linearised } from './linearised.js'
import { squaresAlong } from './tangent.js'

/**
 * Where ‖J·d‖ is a larger share of the residuals, what a step leaves over is the curvature of the model along it, which the next
 * step has no more of, …
 */
const SHORT = 0.3
/** … and steps that shrink by less may not go on doing so. */
const STEADY = 0.5
/** The older change counts where this share of its squares lies across the newer. */
const LEAST_ACROSS = 1e-4

/**
 * Gauss–Newton converges linearly where residuals are large: what a step leaves over shows in how the next differs. Changes of the
 * last three steps give the secant that takes the rest along, without another evaluation (Anderson mixing with two changes kept;
 * Walker & Ni, "Anderson acceleration for fixed-point iterations", 2011), in the metric of the fitted values, ‖J·d‖.
 */
export class Extrapolation {
  private readonly point: Float64Array
  private readonly step: Float64Array
  /** Changes of the step d and of p + d, the newer first. */
  private readonly steps: [Float64Array, Float64Array]
  private readonly ends: [Float64Array, Float64Array]
  /** R times the changes, and times the step. */
  private readonly newer: Float64Array
  private readonly older: Float64Array
  private readonly along: Float64Array
  /** How many steps in a row are known; more than two tell no more. */
  private count = 0
  private isAdded = false

  constructor(n: number) {
    this.point = floats(n)
    this.step = floats(n)
    this.steps = [floats(n), floats(n)]
    this.ends = [floats(n), floats(n)]
    this.newer = floats(n)
    this.older = floats(n)
    this.along = floats(n)
  }

  /** The next step is the first of a row. */
  forget(): void {
    this.count = 0
    this.isAdded = false
  }

  /** After a trial that helped nothing: whether something was added to it, so that it is worth another without, which the next is. */
  withdraw(): boolean {
    const { isAdded } = this
    this.forget()
    return isAdded
  }

  /** Takes note of an undamped step d from p, of this cost, and adds what it leaves over to the trial p + d where those before it tell. */
  extend(p: Float64Array, d: Float64Array, linear: Linearised, cost: number, trial: Float64Array): void {
    const { steps, ends, point, step } = this
    const squares = squaresAlong(linear, d)
    if (squares > SHORT * SHORT * 2 * cost) {
      this.forget()
      return
    }
    if (squares > STEADY * STEADY * squaresAlong(linear, step)) this.forget()
    if (this.count > 0) {
      steps.reverse()
      ends.reverse()
      for (let k = 0; k < d.length; k++) {
        steps[0][k] = d[k] - step[k]
        ends[0][k] = p[k] - point[k] + steps[0][k]
      }
      const rest = this.leftOver(d, linear)
      this.isAdded = squaresAlong(linear, rest) <= squares
      if (this.isAdded) for (let k = 0; k < d.length; k++) trial[k] += rest[k]
    }
    point.set(p)
    step.set(d)
    this.count = Math.min(this.count + 1, 2)
  }

  /** By least squares of R·d by R times the changes, the newer first (Gram–Schmidt). */
  private leftOver(d: Float64Array, { qr: { R } }: Linearised): Float64Array {
    const { steps, ends, newer, older, along } = this
    times(R, d, along)
    times(R, steps[0], newer)
    const squares = dot(newer, newer)
    let first = squares > 0 ? dot(newer, along) / squares : 0
    let second = 0
    if (this.count > 1) {
      times(R, steps[1], older)
      const all = dot(older, older)
      const shared = squares > 0 ? dot(newer, older) / squares : 0
      for (let k = 0; k < d.length; k++) older[k] -= shared * newer[k]
      const across = dot(older, older)
      if (across > LEAST_ACROSS * all) {
        second = dot(older, along) / across
        first -= shared * second
      }
    }
    for (let k = 0; k < d.length; k++) along[k] = -first * ends[0][k] - second * ends[1][k]
    return along
  }
}

/** R·v of a triangle (n × n, upper, row-major). */
function times(R: Float64Array, v: Float64Array, out: Float64Array): void {
  const n = v.length
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let k = i; k < n; k++) sum += R[i * n + k] * v[k]
    out[i] = sum
  }
}
