import { floats } from '../algebra/floats.js'
import { GramFactor } from '../algebra/gram-factor.js'
import { RowQR } from '../algebra/row-qr.js'
import { aheadOf, secondAlong } from './geodesic.js'
import type { Linearised } from './linearised.js'
import { BLOCK, type Residuals } from './residuals.js'
import type { RowLoss } from './row-loss.js'

/** From so many columns on, and so many rows to each, or so many rows, JᵀJ is worth the risk that its factor is refused. */
const MANY_COLUMNS = 8
const rowsEach = (columns: number) => (columns < 64 ? 8 : 2)
const MANY_ROWS = 4096

/** Residuals as they are: R and z of the weighted Jacobian, block by block. */
export class Linearisation implements Linearised {
  readonly qr: RowQR
  readonly norms: Float64Array
  readonly gradient: Float64Array
  private readonly r: Float64Array
  private readonly J: Float64Array
  private readonly stride: number
  /** The faster way to R, until it is refused. */
  private gram: GramFactor | undefined

  constructor(
    private readonly residuals: Residuals,
    private readonly loss: RowLoss | undefined,
  ) {
    const { rows, parameters } = residuals
    this.stride = Math.min(BLOCK, rows)
    this.qr = new RowQR(parameters)
    const isTall = parameters < MANY_COLUMNS ? rows >= MANY_ROWS : rows >= rowsEach(parameters) * parameters
    if (isTall) this.gram = new GramFactor(parameters)
    this.norms = floats(parameters)
    this.gradient = floats(parameters)
    this.r = floats(this.stride)
    this.J = floats(this.stride * parameters)
  }

  /** ½Σρ at p, or of so many rows as reach `enough`; +∞ where a residual is no finite number. */
  cost(p: Float64Array, enough = Number.POSITIVE_INFINITY): number {
    const { residuals, r } = this
    let sum = 0
    for (let from = 0; from < residuals.rows && sum < 2 * enough; from += BLOCK) {
      const to = Math.min(from + BLOCK, residuals.rows)
      residuals.values(p, from, to, r)
      sum += this.blockCost(from, to - from)
    }
    return finite(sum) / 2
  }

  linearise(p: Float64Array): number {
    const { gram, qr } = this
    let cost = this.sweep(p, gram ?? qr)
    if (!(gram ?? qr).isFinite) return Number.POSITIVE_INFINITY
    if (gram && !gram.factor(qr.R, qr.z)) {
      this.gram = undefined
      cost = this.sweep(p, qr)
    }
    this.project()
    return cost
  }

  bend(p: Float64Array, d: Float64Array, out: Float64Array): boolean {
    const { residuals, loss, r, J, stride } = this
    const bent = floats(stride)
    const ahead = aheadOf(p, d)
    out.fill(0)
    for (let from = 0; from < residuals.rows; from += BLOCK) {
      const to = Math.min(from + BLOCK, residuals.rows)
      residuals.linearise(p, from, to, r, J, stride)
      residuals.values(ahead, from, to, bent)
      secondAlong(d, r, J, stride, bent, to - from)
      if (loss) for (let i = 0; i < to - from; i++) bent[i] *= loss.weight(r[i], from + i)
      for (let k = 0; k < d.length; k++) for (let i = 0; i < to - from; i++) out[k] += J[k * stride + i] * bent[i]
    }
    return out.every(Number.isFinite)
  }

  /** Folds all rows at p into a factor; ½Σρ. */
  private sweep(p: Float64Array, into: GramFactor | RowQR): number {
    const { residuals, r, J, stride } = this
    into.reset()
    const entries = into === this.gram ? residuals.sparseAt?.(p) : undefined
    let sum = 0
    for (let from = 0; from < residuals.rows; from += BLOCK) {
      const to = Math.min(from + BLOCK, residuals.rows)
      if (entries) residuals.values(p, from, to, r)
      else residuals.linearise(p, from, to, r, J, stride)
      sum += this.blockCost(from, to - from)
      if (entries) this.gram?.absorbSparse(entries, from, r, to - from, this.weights(from, to - from))
      else {
        if (this.loss) this.weigh(this.loss, from, to - from)
        into.absorb(J, stride, r, to - from)
      }
    }
    return finite(sum) / 2
  }

  private blockCost(from: number, count: number): number {
    const { r, loss } = this
    let sum = 0
    if (loss) for (let i = 0; i < count; i++) sum += loss.rho(r[i], from + i)
    else for (let i = 0; i < count; i++) sum += r[i] * r[i]
    return sum
  }

  private weights(from: number, count: number): Float64Array | undefined {
    const { loss, r } = this
    return loss && Float64Array.from({ length: count }, (_, i) => loss.weight(r[i], from + i))
  }

  private weigh(loss: RowLoss, from: number, count: number): void {
    const { r, J, stride } = this
    for (let i = 0; i < count; i++) {
      const root = Math.sqrt(loss.weight(r[i], from + i))
      r[i] *= root
      for (let at = i; at < J.length; at += stride) J[at] *= root
    }
  }

  private project(): void {
    const { qr, norms, gradient } = this
    const n = qr.columns
    for (let k = 0; k < n; k++) {
      let squares = 0
      let dot = 0
      for (let i = 0; i <= k; i++) {
        squares += qr.R[i * n + k] * qr.R[i * n + k]
        dot += qr.R[i * n + k] * qr.z[i]
      }
      norms[k] = Math.sqrt(squares)
      gradient[k] = dot
    }
  }
}

const finite = (sum: number) => (Number.isFinite(sum) ? sum : Number.POSITIVE_INFINITY)
