import { floats } from './floats.js'

/** Squares below are rounding of an underflow, and their inverse may be ∞: the far side of a peak says nothing. */
const LEAST_SQUARES = 1e-300

/**
 * The triangular factor of a tall Jacobian that is never stored: blocks of rows are folded into it one after another by
 * Householder reflectors that touch one row of R and the block (Golub & Van Loan, 5.2 and 6.5; as accurate as QR of the whole).
 * With Q from that factorisation, R = QᵀJ (n × n, upper, row-major), z = Qᵀr (n), and `rest` is the part of ‖r‖² that no step can move.
 */
export class RowQR {
  readonly R: Float64Array
  readonly z: Float64Array
  rest = 0

  constructor(readonly columns: number) {
    this.R = floats(columns * columns)
    this.z = floats(columns)
  }

  reset(): void {
    this.R.fill(0)
    this.z.fill(0)
    this.rest = 0
  }

  /** Whether all that was folded in were finite numbers, and their squares too. */
  get isFinite(): boolean {
    let sum = this.rest
    for (let k = 0; k < this.columns; k++) sum += this.R[k * (this.columns + 1)] + this.z[k]
    return sum - sum === 0
  }

  /** Folds `count` rows in: column k of J starts at k · stride. Overwrites J and r. */
  absorb(J: Float64Array, stride: number, r: Float64Array, count: number): void {
    const { columns: n, R, z } = this
    for (let k = 0; k < n; k++) {
      const column = k * stride
      let squares = 0
      for (let i = 0; i < count; i++) squares += J[column + i] * J[column + i]
      if (squares <= LEAST_SQUARES) continue
      const diagonal = R[k * n + k]
      const length = Math.sqrt(diagonal * diagonal + squares)
      const head = diagonal + (diagonal < 0 ? -length : length)
      const scale = 2 / (head * head + squares)
      R[k * n + k] = diagonal < 0 ? length : -length
      let j = k + 1
      for (; j + 3 < n; j += 4) reflectFour(J, column, j * stride, stride, count, head, scale, R, k * n + j)
      for (; j < n; j++) R[k * n + j] -= head * reflect(J, column, J, j * stride, count, head, scale, R[k * n + j])
      z[k] -= head * reflect(J, column, r, 0, count, head, scale, z[k])
    }
    for (let i = 0; i < count; i++) this.rest += r[i] * r[i]
  }
}

/** Reflects one column of the block along v = (head, J[column …]); returns the multiple of `head` to take from its row of R. */
function reflect(
  J: Float64Array,
  column: number,
  target: Float64Array,
  at: number,
  count: number,
  head: number,
  scale: number,
  top: number,
): number {
  let even = head * top
  let odd = 0
  let i = 0
  for (; i + 1 < count; i += 2) {
    even += J[column + i] * target[at + i]
    odd += J[column + i + 1] * target[at + i + 1]
  }
  if (i < count) even += J[column + i] * target[at + i]
  const factor = (even + odd) * scale
  for (i = 0; i < count; i++) target[at + i] -= factor * J[column + i]
  return factor
}

/** The same for four columns, `stride` apart, and their places in R: v is read once for all, and four sums do not wait for each other. */
function reflectFour(
  J: Float64Array,
  column: number,
  at: number,
  stride: number,
  count: number,
  head: number,
  scale: number,
  R: Float64Array,
  top: number,
): void {
  const [b, c, d] = [at + stride, at + 2 * stride, at + 3 * stride]
  let sa = head * R[top]
  let sb = head * R[top + 1]
  let sc = head * R[top + 2]
  let sd = head * R[top + 3]
  for (let i = 0; i < count; i++) {
    const v = J[column + i]
    sa += v * J[at + i]
    sb += v * J[b + i]
    sc += v * J[c + i]
    sd += v * J[d + i]
  }
  sa *= scale
  sb *= scale
  sc *= scale
  sd *= scale
  for (let i = 0; i < count; i++) {
    const v = J[column + i]
    J[at + i] -= sa * v
    J[b + i] -= sb * v
    J[c + i] -= sc * v
    J[d + i] -= sd * v
  }
  R[top] -= head * sa
  R[top + 1] -= head * sb
  R[top + 2] -= head * sc
  R[top + 3] -= head * sd
}
