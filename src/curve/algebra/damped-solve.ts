import { floats } from './floats.js'

/** λ is found when ‖D·d‖ is within this share of the radius (Moré 1977; MINPACK's choice). */
const RADIUS_SHARE = 0.1
const MOST_TRIALS = 10
/** From so many columns on, a factorisation is left out where it only confirms that all are independent: … */
const MANY_COLUMNS = 64
/** … of each at least this share of its squares lies across those before it. */
const LEAST_SHARE = 1e-4
/** Sums of squares between these have all their digits. */
const [LEAST_SQUARES, MOST_SQUARES] = [1e-280, 1e280]

/**
 * min ‖A s + b‖² + λ‖s‖² for the columns of R that are free, in variables scaled by D: A = R D⁻¹ (n × m). A pivoted QR once a
 * point, then a row of Givens rotations for every λ (Moré, "The Levenberg–Marquardt algorithm", 1977). Columns that the
 * factorisation finds dependent get no undamped step.
 */
export class DampedSolve {
  /** Columns whose directions the data determine, to rounding. */
  rank = 0
  lambda = 0
  private width = 0
  private readonly A: Float64Array
  private readonly S: Float64Array
  private readonly b: Float64Array
  private readonly c: Float64Array
  private readonly s: Float64Array
  private readonly w: Float64Array
  private readonly row: Float64Array
  private readonly order: Int32Array
  /** ‖column‖² as it came. */
  private readonly squares: Float64Array

  constructor(private readonly n: number) {
    this.A = floats(n * n)
    this.S = floats(n * n)
    this.b = floats(n)
    this.c = floats(n)
    this.s = floats(n)
    this.w = floats(n)
    this.row = floats(n)
    this.order = new Int32Array(n)
    this.squares = floats(n)
  }

  /** Takes the columns `free[0 … width)` of R (n × n, row-major) divided by `scale`, and the right-hand side b (n). */
  factor(R: Float64Array, b: Float64Array, free: Int32Array, width: number, scale: Float64Array): void {
    const { n, A, order, squares } = this
    this.width = width
    this.b.set(b)
    for (let c = 0; c < width; c++) {
      order[c] = c
      const column = free[c]
      squares[c] = 0
      for (let i = 0; i < n; i++) {
        A[c * n + i] = R[i * n + column] / scale[column]
        squares[c] += A[c * n + i] * A[c * n + i]
      }
    }
    if (!this.isTriangle(free))
      for (let k = 0; k < width; k++) {
        this.pivot(k)
        this.reflect(k)
      }
    this.rank = 0
    while (this.rank < width && Math.abs(A[this.rank * n + this.rank]) > this.rounding(this.rank)) this.rank++
  }

  /** Whether many columns are all there, in their order, and none is nearly made of others: R is then its own factor. */
  private isTriangle(free: Int32Array): boolean {
    const { n, A, width, squares } = this
    if (n < MANY_COLUMNS || width < n) return false
    for (let c = 0; c < n; c++) if (free[c] !== c || A[c * n + c] ** 2 < LEAST_SHARE * squares[c]) return false
    return true
  }

  private rounding(k: number): number {
    return this.n * Number.EPSILON * Math.sqrt(this.squares[this.order[k]])
  }

  /**
   * The column of which the largest share remains comes next, so that the shares fall and show the rank. Lengths would not: D
   * remembers the longest that each column ever was, and beside it a column that is short by now looks like rounding.
   */
  private pivot(k: number): void {
    const { n, A, order, width } = this
    let largest = -1
    let chosen = k
    for (let c = k; c < width; c++) {
      let left = 0
      for (let i = k; i < n; i++) left += A[c * n + i] * A[c * n + i]
      const share = left / this.squares[order[c]]
      if (share > largest) {
        largest = share
        chosen = c
      }
    }
    if (chosen === k) return
    for (let i = 0; i < n; i++) {
      const kept = A[k * n + i]
      A[k * n + i] = A[chosen * n + i]
      A[chosen * n + i] = kept
    }
    const kept = order[k]
    order[k] = order[chosen]
    order[chosen] = kept
  }

  private reflect(k: number): void {
    const { n, A, b, width } = this
    const at = k * n
    let squares = 0
    for (let i = k; i < n; i++) squares += A[at + i] * A[at + i]
    if (squares === 0) return
    const length = A[at + k] < 0 ? -Math.sqrt(squares) : Math.sqrt(squares)
    A[at + k] += length
    const half = length * A[at + k]
    for (let c = k + 1; c <= width; c++) {
      const target = c < width ? A : b
      const from = c < width ? c * n : 0
      let dot = 0
      for (let i = k; i < n; i++) dot += A[at + i] * target[from + i]
      const factor = dot / half
      for (let i = k; i < n; i++) target[from + i] -= factor * A[at + i]
    }
    A[at + k] = -length
  }

  /** The undamped step of the columns that are determined, 0 in the others; its length. */
  private gaussNewton(): number {
    const { n, A, b, s, width, rank } = this
    for (let i = rank; i < width; i++) s[i] = 0
    for (let i = rank - 1; i >= 0; i--) {
      let sum = -b[i]
      for (let j = i + 1; j < rank; j++) sum -= A[j * n + i] * s[j]
      s[i] = sum / A[i * n + i]
    }
    return norm(s, width)
  }

  /** Rotates √λ·I into the triangle and solves; the length of the step. */
  private damped(lambda: number): number {
    const { n, A, S, b, c, s, row, width } = this
    for (let j = 0; j < width; j++) {
      for (let i = 0; i <= j; i++) S[i * n + j] = A[j * n + i]
      c[j] = b[j]
    }
    const root = Math.sqrt(lambda)
    for (let k = 0; k < width; k++) {
      row.fill(0, k, width)
      row[k] = root
      let right = 0
      for (let i = k; i < width; i++) {
        if (row[i] === 0) continue
        const length = hypotenuse(S[i * n + i], row[i])
        const cosine = S[i * n + i] / length
        const sine = row[i] / length
        for (let j = i; j < width; j++) {
          const upper = S[i * n + j]
          S[i * n + j] = cosine * upper + sine * row[j]
          row[j] = cosine * row[j] - sine * upper
        }
        const upper = c[i]
        c[i] = cosine * upper + sine * right
        right = cosine * right - sine * upper
      }
    }
    for (let i = width - 1; i >= 0; i--) {
      let sum = -c[i]
      for (let j = i + 1; j < width; j++) sum -= S[i * n + j] * s[j]
      s[i] = S[i * n + i] === 0 ? 0 : sum / S[i * n + i]
    }
    return norm(s, width)
  }

  /** ‖S⁻ᵀ s/‖s‖‖², the slope of the length in λ. */
  private slope(length: number): number {
    const { n, S, s, w, width } = this
    let sum = 0
    for (let i = 0; i < width; i++) {
      let value = s[i] / length
      for (let j = 0; j < i; j++) value -= S[j * n + i] * w[j]
      w[i] = S[i * n + i] === 0 ? 0 : value / S[i * n + i]
      sum += w[i] * w[i]
    }
    return sum
  }

  /**
   * The step whose scaled length is the radius, or the undamped one where that is shorter; written to out[free[c]], unscaled.
   * Returns λ. `from` is the λ of the trial before, where Newton's search begins.
   */
  within(radius: number, from: number, free: Int32Array, scale: Float64Array, out: Float64Array): number {
    const { n, A, b, width, rank } = this
    let length = this.gaussNewton()
    let lambda = 0
    if (!(length <= radius * (1 + RADIUS_SHARE))) {
      let gradient = 0
      for (let c = 0; c < width; c++) {
        let dot = 0
        for (let i = 0; i <= c; i++) dot += A[c * n + i] * b[i]
        gradient += dot * dot
      }
      gradient = Math.sqrt(gradient)
      let low = 0
      if (rank === width && Number.isFinite(length)) {
        this.damped(0)
        low = (length - radius) / radius / this.slope(length)
      }
      let high = gradient / radius
      lambda = Math.min(Math.max(from, low), high) || gradient / length || high
      for (let trial = 0; trial < MOST_TRIALS; trial++) {
        if (!(lambda > 0)) lambda = Math.max(Number.MIN_VALUE, 1e-3 * high)
        length = this.damped(lambda)
        const off = length - radius
        if (Math.abs(off) <= RADIUS_SHARE * radius || (low === 0 && off < 0 && lambda === high)) break
        if (off > 0) low = Math.max(low, lambda)
        else high = Math.min(high, lambda)
        lambda = Math.max(low, lambda + off / radius / this.slope(length))
      }
    }
    this.write(free, scale, out)
    this.lambda = lambda
    return lambda
  }

  /** −(AᵀA + λI)⁻¹ of another gradient g (in the columns' own units), by the factors and the λ of the last step; written as that was. */
  again(g: Float64Array, free: Int32Array, scale: Float64Array, out: Float64Array): void {
    const { n, A, S, s, w, order, lambda, width } = this
    const count = lambda > 0 ? width : this.rank
    const entry = (i: number, j: number) => (lambda > 0 ? S[i * n + j] : A[j * n + i])
    s.fill(0)
    for (let i = 0; i < count; i++) {
      const column = free[order[i]]
      let value = -g[column] / scale[column]
      for (let j = 0; j < i; j++) value -= entry(j, i) * w[j]
      w[i] = entry(i, i) === 0 ? 0 : value / entry(i, i)
    }
    for (let i = count - 1; i >= 0; i--) {
      let sum = w[i]
      for (let j = i + 1; j < count; j++) sum -= entry(i, j) * s[j]
      s[i] = entry(i, i) === 0 ? 0 : sum / entry(i, i)
    }
    this.write(free, scale, out)
  }

  private write(free: Int32Array, scale: Float64Array, out: Float64Array): void {
    for (let c = 0; c < this.width; c++) {
      const column = free[this.order[c]]
      out[column] = this.s[c] / scale[column]
    }
  }
}

/** `Math.hypot` of two, in a tenth of its time where squares neither overflow nor vanish. */
function hypotenuse(a: number, b: number): number {
  const squares = a * a + b * b
  return squares > LEAST_SQUARES && squares < MOST_SQUARES ? Math.sqrt(squares) : Math.hypot(a, b)
}

function norm(v: Float64Array, count: number): number {
  let squares = 0
  for (let i = 0; i < count; i++) squares += v[i] * v[i]
  return Math.sqrt(squares)
}
