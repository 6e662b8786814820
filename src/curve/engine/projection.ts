import { DampedSolve } from '../algebra/damped-solve.js'
import { RowQR } from '../algebra/row-qr.js'
import { aheadOf, secondAlong } from './geodesic.js'
import type { Linearised } from './linearised.js'
import { BLOCK, type Residuals } from './residuals.js'

/**
 * Residuals whose linear parameters c are always the best for the others q (variable projection, Golub & Pereyra 1973): with the
 * columns of c first, R = [R₁₁ R₁₂; 0 R₂₂] and z = [z₁; z₂] of the whole Jacobian, R₂₂ and z₂ are those of the projected problem
 * in Kaufman's form (1975), and the best c is −R₁₁⁻¹ z₁ away.
 */
export class Projection implements Linearised {
  readonly qr: { columns: number; R: Float64Array; z: Float64Array }
  readonly norms: Float64Array
  readonly gradient: Float64Array
  /** All parameters of the point last seen, in their own order. */
  readonly all: Float64Array
  private readonly whole: RowQR
  private readonly solve: DampedSolve
  private readonly r: Float64Array
  private readonly J: Float64Array
  private readonly sorted: Float64Array
  private readonly ones: Float64Array
  private readonly step: Float64Array
  private readonly stride: number

  /**
   * @param linear places of the parameters in which residuals are affine
   * @param others places of those that are fitted; neither holds those that never move
   */
  constructor(
    private readonly residuals: Residuals,
    private readonly linear: Int32Array,
    private readonly others: Int32Array,
    start: Float64Array,
  ) {
    const n = linear.length + others.length
    const q = others.length
    this.stride = Math.min(BLOCK, residuals.rows)
    this.qr = { columns: q, R: new Float64Array(q * q), z: new Float64Array(q) }
    this.norms = new Float64Array(q)
    this.gradient = new Float64Array(q)
    this.all = start.slice()
    this.whole = new RowQR(n)
    this.solve = new DampedSolve(n)
    this.r = new Float64Array(this.stride)
    this.J = new Float64Array(this.stride * start.length)
    this.sorted = new Float64Array(this.stride * n)
    this.ones = new Float64Array(n).fill(1)
    this.step = new Float64Array(n)
  }

  cost(q: Float64Array): number {
    return this.project(q)
  }

  /** Twice over the rows: first for the best c, then for the slopes there, which depend on it. */
  linearise(q: Float64Array): number {
    if (!Number.isFinite(this.project(q))) return Number.POSITIVE_INFINITY
    const cost = this.project(q)
    const { linear, others, qr, whole } = this
    const m = linear.length
    const n = whole.columns
    for (let k = 0; k < others.length; k++) {
      let squares = 0
      let dot = 0
      for (let i = 0; i <= k; i++) {
        const entry = whole.R[(m + i) * n + m + k]
        qr.R[i * others.length + k] = entry
        squares += entry * entry
        dot += entry * whole.z[m + i]
      }
      qr.z[k] = whole.z[m + k]
      this.norms[k] = Math.sqrt(squares)
      this.gradient[k] = dot
    }
    return cost
  }

  /**
   * Along the path of the best c. J is Kaufman's: what it leaves out of the slope of the projected residuals lies in the columns
   * of c, across those of R₂₂.
   */
  bend(q: Float64Array, d: Float64Array, out: Float64Array): boolean {
    const { residuals, linear, others, all, r, J, sorted, whole, stride } = this
    this.project(aheadOf(q, d))
    const ahead = all.slice()
    this.project(q)
    const m = linear.length
    const along = new Float64Array(m + d.length)
    along.set(d, m)
    const bent = new Float64Array(stride)
    whole.reset()
    for (let from = 0; from < residuals.rows; from += BLOCK) {
      const to = Math.min(from + BLOCK, residuals.rows)
      residuals.linearise(all, from, to, r, J, stride)
      residuals.values(ahead, from, to, bent)
      this.sort(to - from)
      secondAlong(along, r, sorted, stride, bent, to - from)
      whole.absorb(sorted, stride, bent, to - from)
    }
    for (let k = 0; k < others.length; k++) {
      out[k] = 0
      for (let i = 0; i <= k; i++) out[k] += whole.R[(m + i) * whole.columns + m + k] * whole.z[m + i]
    }
    return out.every(Number.isFinite)
  }

  /** The columns of J that are fitted, those of c first. */
  private sort(count: number): void {
    const { linear, others, J, sorted, stride } = this
    const copy = (place: number, column: number) =>
      sorted.set(J.subarray(place * stride, place * stride + count), column * stride)
    linear.forEach(copy)
    others.forEach((place, k) => {
      copy(place, linear.length + k)
    })
  }

  /** ½‖r‖² at the best c for q, which `all` then holds; +∞ without finite numbers. */
  private project(q: Float64Array): number {
    const { residuals, linear, others, all, r, J, sorted, whole, stride } = this
    others.forEach((place, k) => {
      all[place] = q[k]
    })
    whole.reset()
    for (let from = 0; from < residuals.rows; from += BLOCK) {
      const to = Math.min(from + BLOCK, residuals.rows)
      residuals.linearise(all, from, to, r, J, stride)
      this.sort(to - from)
      whole.absorb(sorted, stride, r, to - from)
    }
    const m = linear.length
    let squares = whole.rest
    for (let k = m; k < whole.columns; k++) squares += whole.z[k] ** 2
    if (!Number.isFinite(squares)) return Number.POSITIVE_INFINITY
    const places = Int32Array.from({ length: m }, (_, k) => k)
    const right = whole.z.slice().fill(0, m)
    this.solve.factor(whole.R, right, places, m, this.ones)
    this.solve.within(Number.POSITIVE_INFINITY, 0, places, this.ones, this.step)
    linear.forEach((place, k) => {
      all[place] += this.step[k]
    })
    return squares / 2
  }
}
