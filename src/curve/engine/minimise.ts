import { floats } from '../algebra/floats.js'
import { BoundedStep } from './bounded-step.js'
import { Extrapolation } from './extrapolation.js'
import { Geodesic } from './geodesic.js'
import { putInOrder } from './in-order.js'
import { Kept } from './kept.js'
import { Linearisation } from './linearisation.js'
import type { Linearised } from './linearised.js'
import type { Minimum, Problem } from './problem.js'
import { type Ending, Stopping } from './stopping.js'
import { contributed, largestCosine, promised, squaresAlong } from './tangent.js'
import { TrustRadius } from './trust-radius.js'

/** First radius in units of ‖D·p‖ (Moré 1977). */
const FIRST_RADIUS = 100
/** A step whose decrease is at least this share of the promised one is taken. */
const WORTH_TAKING = 1e-4
/** After a step with this share of the promised decrease the next is likely to be taken as well. */
const LIKELY = 0.5
/** Below this share of the cost a decrease is rounding, and the gradient judges instead. */
const ROUNDING = 1e-13
/** … and a step is worth it that leaves this share of the gradient. Gauss–Newton converges linearly where residuals are large. */
const SHRINKS = 0.95
/** Relative rounding of a model's value. */
const VALUE_ROUNDING = 4 * Number.EPSILON
/** The share of ‖D·p‖ below which a refused radius is no longer tried. */
const LEAST_RADIUS = 1e-15
/** Steps that move the fitted values by a smaller share have no second order that could be told from rounding. */
const LEAST_BENT = 1e-6
/** A parameter silent to this share of all of them is so by rounding. */
const SILENT = 1e-10
const SILENT_AT_ZERO = 1e-14 // no size is known there, and large data are no reason
/** A scaled gradient that is no reason to complain when no step helps. */
const NEARLY_FLAT = 1e-5

/**
 * Levenberg–Marquardt in a scaled trust region (Moré, "The Levenberg–Marquardt algorithm: implementation and theory", 1977; the
 * rules of MINPACK's lmder), inside a box. Where the decrease drowns in rounding, steps go on as long as they halve the
 * gradient: parameters have twice the digits that the cost can tell.
 * The start must have finite residuals and derivatives; a later point without them is a refused step.
 */
export class Minimiser {
  /** The residuals linearised at the point. */
  linear: Linearised
  /** Those of the trial, once they are asked for; after a step those of the point before. */
  private other: Linearised | undefined
  /** Whether the next trial is likely to be taken, so that its derivatives are computed with its values. */
  private isLikely: boolean
  private readonly stopping: Stopping
  private readonly direction: BoundedStep
  private readonly scale: Float64Array
  private readonly p: Float64Array
  private readonly trial: Float64Array
  /** ½Σρ at the point. */
  cost: number
  private readonly trust = new TrustRadius()
  private readonly geodesic: Geodesic | undefined
  private readonly extrapolation: Extrapolation
  private iterations = 0
  private evaluations = 1

  constructor(
    private readonly problem: Problem,
    private readonly make: () => Linearised = () =>
      new Linearisation(problem.geodesic ? new Kept(problem.residuals) : problem.residuals, problem.loss),
  ) {
    const { start, box } = problem
    this.isLikely = problem.isNear === true
    this.linear = make()
    this.direction = new BoundedStep(box, this.linear)
    if (problem.geodesic) this.geodesic = new Geodesic(start.length)
    this.stopping = new Stopping(problem)
    this.extrapolation = new Extrapolation(start.length)
    this.scale = floats(start.length)
    this.p = start.slice()
    this.trial = start.slice()
    this.cost = this.linear.linearise(this.p)
  }

  /** Whether there is a start to go from. */
  get startsFinite(): boolean {
    return Number.isFinite(this.cost)
  }

  run(): Minimum {
    const { stopping } = this
    this.look()
    const length = this.scaled(this.p)
    this.scaleTheSilent(length)
    this.trust.radius = (this.problem.firstRadius ?? FIRST_RADIUS) * (length || Math.sqrt(2 * this.cost) || 1)
    let end = stopping.atPoint(this.cost, this.exact(), this.gradientAngle(), this.evaluations)
    while (!end) end = this.iterate()
    const { p, cost, linear, iterations, evaluations } = this
    const { stopped, reason } = end
    return { stopped, reason, p, cost, linear, magnitude: this.magnitude(), iterations, evaluations }
  }

  /** Nothing tells how far a parameter may go that changes nothing yet: by its size, as much as all others together. */
  private scaleTheSilent(length: number): void {
    const { scale, p, problem } = this
    const all = length || Math.sqrt(2 * this.cost) || 1
    for (let k = 0; k < p.length; k++) {
      const known = problem.typical[k] || Math.abs(p[k])
      if (scale[k] * (known || 1) <= (known ? SILENT : SILENT_AT_ZERO) * all) scale[k] = all / (known || 1)
    }
  }

  /** Steps from one point until one is taken; what ends the run, if anything does. */
  private iterate(): Ending | undefined {
    const { p, trial, direction, linear, stopping, trust } = this
    const { order } = this.problem.box
    for (;;) {
      trust.lambda = direction.take(p, trust.radius, trust.lambda, this.scale)
      const { step } = direction
      const length = this.scaled(step)
      if (this.iterations === 0) trust.limit(length)
      let moved = false
      for (let k = 0; k < p.length; k++) {
        trial[k] = this.inside(k, p[k] + step[k])
        moved ||= trial[k] !== p[k]
      }
      if (order && putInOrder(trial, order)) {
        for (let k = 0; k < p.length; k++) step[k] = trial[k] - p[k]
        moved = step.some(moves => moves !== 0)
      }
      const promise = promised(linear, step)
      if (!moved || !(promise > 0)) return this.stuck()
      this.bend()
      this.extend()
      const isAhead = this.isLikely && this.problem.residuals.hasCheapSlopes === true
      const cost = isAhead ? this.linearised() : linear.cost(trial)
      this.evaluations++
      if (promise <= this.rounding() && trust.lambda === 0) return this.polish(cost, isAhead, promise)
      const decrease = this.cost - cost
      const isWorth = decrease >= WORTH_TAKING * promise
      if (isWorth || !this.extrapolation.withdraw()) trust.judge(decrease, promise, length)
      this.isLikely = decrease >= LIKELY * promise
      if (isWorth) return this.accept(cost, isAhead, decrease, promise)
      if (this.trust.radius <= LEAST_RADIUS * this.scaled(p)) return this.stuck()
      const end = stopping.limit(this.evaluations)
      if (end) return end
    }
  }

  /** Adds its second order to the trial. */
  private bend(): void {
    const { geodesic, p, linear, direction, scale, trial } = this
    const { order } = this.problem.box
    if (!geodesic || direction.metBound || this.relative(direction.step) < LEAST_BENT) return
    this.evaluations++
    geodesic.bend(p, linear, direction, scale, trial)
    if (order) putInOrder(trial, order)
  }

  /** Adds to the trial what undamped steps before say is left over by this one. */
  private extend(): void {
    const { extrapolation, p, trial, direction, linear, trust } = this
    if (trust.lambda > 0 || direction.metBound || this.problem.box.order) extrapolation.forget()
    else {
      extrapolation.extend(p, direction.step, linear, this.cost, trial)
      for (let k = 0; k < p.length; k++) trial[k] = this.inside(k, trial[k])
    }
  }

  private accept(cost: number, isAhead: boolean, decrease: number, promise: number): Ending | undefined {
    const before = this.cost
    const relativeStep = this.relative(this.direction.step)
    if (!this.moveTo(cost, isAhead)) return this.shrink()
    this.iterations++
    this.problem.onIteration?.({
      iteration: this.iterations,
      parameters: this.p.slice(),
      cost,
      lambda: this.trust.lambda,
    })
    const { stopping, evaluations } = this
    const angle = this.gradientAngle()
    return (
      stopping.atPoint(this.cost, this.exact(), angle, evaluations) ??
      stopping.taken(
        { decrease, promised: promise, cost: before, relativeStep, angle, damped: this.trust.lambda > 0 },
        evaluations,
      )
    )
  }

  /** A step whose decrease cannot be seen: taken if the gradient shrinks. */
  private polish(cost: number, isAhead: boolean, promise: number): Ending | undefined {
    const angle = this.gradientAngle()
    if (cost > this.cost + 10 * this.rounding()) return this.over(angle)
    const from = this.p.slice()
    const before = this.cost
    const relativeStep = this.relative(this.direction.step)
    if (!this.moveTo(cost, isAhead)) return this.over(angle)
    const now = this.gradientAngle()
    if (now <= SHRINKS * angle) {
      this.iterations++
      const ended = this.stopping.atPoint(this.cost, this.exact(), now, this.evaluations)
      const step = { promised: promise, cost: before, relativeStep, angle: now }
      return ended ?? this.stopping.polished(step, this.evaluations)
    }
    this.p.set(from)
    this.cost = before
    this.swap()
    return this.over(angle)
  }

  /** The end where the step promises rounding: no minimum if one parameter alone promises more, which the step then lacks. */
  private over(angle: number): Ending | undefined {
    if (this.extrapolation.withdraw()) return undefined
    const isMore = angle * angle * this.cost > 10 * this.rounding()
    return isMore ? this.stopping.noProgress(angle) : this.stopping.flat(angle, this.evaluations)
  }

  /** The derivatives are no numbers where the residuals are: the radius falls as after a refusal. */
  private shrink(): Ending | undefined {
    this.trust.shrink(0.1, this.scaled(this.direction.step))
    return this.trust.radius <= LEAST_RADIUS * this.scaled(this.p)
      ? this.stuck()
      : this.stopping.limit(this.evaluations)
  }

  /** No step is left that lowers the cost. */
  private stuck(): Ending {
    const { stopping, direction, p, scale } = this
    direction.take(p, Number.POSITIVE_INFINITY, 0, scale)
    const flat = promised(this.linear, direction.step) <= this.rounding() || this.gradientAngle() <= NEARLY_FLAT
    return flat ? stopping.flat(this.gradientAngle(), this.evaluations) : stopping.noProgress(this.gradientAngle())
  }

  /** What of the cost is rounding: of the sum itself, and of the values whose differences the residuals are. */
  private rounding(): number {
    return ROUNDING * this.cost + VALUE_ROUNDING * this.magnitude() * Math.sqrt(2 * this.cost)
  }

  /** The cost at the trial, and R and z there, beside those of the point. */
  private linearised(): number {
    this.other ??= this.make()
    return this.other.linearise(this.trial)
  }

  /** Makes the trial, of this cost, the point; false where its derivatives are no numbers, and all is as before. */
  private moveTo(cost: number, isAhead: boolean): boolean {
    let found = cost
    if (!isAhead) {
      found = this.linearised()
      this.evaluations++
    }
    if (!Number.isFinite(found)) return false
    this.p.set(this.trial)
    this.cost = found
    this.swap()
    return true
  }

  private swap(): void {
    const { linear } = this
    this.linear = this.other as Linearised
    this.other = linear
    this.look()
  }

  private look(): void {
    const { scale, linear } = this
    if (this.problem.scaled === false) scale.fill(1)
    else for (let k = 0; k < scale.length; k++) scale[k] = Math.max(scale[k], linear.norms[k])
    this.direction.at(this.p, this.linear)
  }

  private gradientAngle(): number {
    const { linear, direction, cost } = this
    return largestCosine(linear, direction.free, direction.width, 2 * cost)
  }

  private scaled(v: Float64Array): number {
    let squares = 0
    for (let k = 0; k < v.length; k++) squares += (this.scale[k] * v[k]) ** 2
    return Math.sqrt(squares)
  }

  /** How far a step moves the fitted values, as a share of them. */
  private relative(d: Float64Array): number {
    return Math.sqrt(squaresAlong(this.linear, d)) / (this.magnitude() || Math.sqrt(2 * this.cost))
  }

  private magnitude(): number {
    return this.problem.magnitude ?? contributed(this.linear, this.p, 2 * this.cost)
  }

  /** The cost that is all rounding. */
  private exact(): number {
    return (VALUE_ROUNDING * this.magnitude()) ** 2 / 2
  }

  private inside(k: number, value: number): number {
    const { lower, upper } = this.problem.box
    return Math.max(lower[k], Math.min(value, upper[k]))
  }
}
