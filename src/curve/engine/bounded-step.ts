import { DampedSolve } from '../algebra/damped-solve.js'
import { floats } from '../algebra/floats.js'
import type { Linearised } from './linearised.js'

/** Where a fit may go: ±∞ where a side is open; `held` marks parameters that never move. */
export interface Box {
  readonly lower: Float64Array
  readonly upper: Float64Array
  readonly held: Uint8Array
  /** Parameters whose values do not fall from one to the next. */
  readonly order?: Int32Array
}

/**
 * A step within the radius and the box. Parameters at a bound whose gradient points outwards stay; where a step would cross
 * a bound, the parameter goes there and the others are solved for again, knowing that (an active set, no change of variables),
 * so that a start inside is never moved and a minimum on a bound is found.
 */
export class BoundedStep {
  readonly step: Float64Array
  /** Parameters that may move at the point (the first `width`). */
  readonly free: Int32Array
  width = 0
  private fresh = false
  private left: number
  private readonly moving: Int32Array
  private readonly right: Float64Array
  private readonly solve: DampedSolve

  private linear: Linearised

  constructor(
    private readonly box: Box,
    linear: Linearised,
  ) {
    this.linear = linear
    const n = linear.qr.columns
    this.step = floats(n)
    this.free = new Int32Array(n)
    this.moving = new Int32Array(n)
    this.right = floats(n)
    this.solve = new DampedSolve(n)
    this.left = 0
  }

  /** Looks at a new point and the residuals linearised there: which parameters may move from it. */
  at(p: Float64Array, linear: Linearised): void {
    this.linear = linear
    const { lower, upper, held } = this.box
    const { gradient } = this.linear
    this.width = 0
    for (let k = 0; k < p.length; k++) {
      const stays = held[k] || (p[k] <= lower[k] && gradient[k] > 0) || (p[k] >= upper[k] && gradient[k] < 0)
      if (!stays) this.free[this.width++] = k
    }
    this.fresh = false
  }

  /** The step from p, into `step`; returns its λ. */
  take(p: Float64Array, radius: number, lambda: number, scale: Float64Array): number {
    const { qr } = this.linear
    const { step, moving, right, solve } = this
    step.fill(0)
    if (!this.fresh) {
      moving.set(this.free)
      this.left = this.width
      solve.factor(qr.R, qr.z, moving, this.left, scale)
      this.fresh = true
    }
    let found = solve.within(radius, lambda, moving, scale, step)
    while (this.crosses(p)) {
      this.fresh = false
      right.set(qr.z)
      let rest = radius * radius
      for (let k = 0; k < p.length; k++) {
        if (!this.isMoving(k) && step[k] !== 0) {
          for (let i = 0; i <= k; i++) right[i] += qr.R[i * p.length + k] * step[k]
          rest -= (scale[k] * step[k]) ** 2
        }
      }
      if (this.left === 0) break
      solve.factor(qr.R, right, moving, this.left, scale)
      found = solve.within(Math.sqrt(Math.max(rest, 1e-4 * radius * radius)), lambda, moving, scale, step)
    }
    return found
  }

  /** Whether the step just taken was cut at a bound. */
  get metBound(): boolean {
    return !this.fresh
  }

  /** −(JᵀWJ + λD²)⁻¹g with the λ of the step just taken, for the parameters that moved, into `out`. */
  again(g: Float64Array, scale: Float64Array, out: Float64Array): void {
    out.fill(0)
    this.solve.again(g, this.moving, scale, out)
  }

  /** Whether a point is within the bounds. */
  holds(p: Float64Array): boolean {
    return p.every((value, k) => value >= this.box.lower[k] && value <= this.box.upper[k])
  }

  private isMoving(k: number): boolean {
    for (let c = 0; c < this.left; c++) if (this.moving[c] === k) return true
    return false
  }

  /** Cuts the step of every moving parameter at its bound and stops it there; whether there was one. */
  private crosses(p: Float64Array): boolean {
    const { lower, upper } = this.box
    const before = this.left
    this.left = 0
    for (let c = 0; c < before; c++) {
      const k = this.moving[c]
      const to = p[k] + this.step[k]
      if (to < lower[k] || to > upper[k]) this.step[k] = (to < lower[k] ? lower[k] : upper[k]) - p[k]
      else this.moving[this.left++] = k
    }
    return this.left < before
  }
}
