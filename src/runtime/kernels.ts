import { KernelCalls } from './kernel-calls.js'

/** Numbers of the element-wise functions, as the kernels know them. */
export const activationCode = {
  linear: 0,
  relu: 1,
  leakyRelu: 2,
  tanh: 3,
  sigmoid: 4,
  softplus: 5,
  gelu: 6,
  silu: 7,
  sin: 8,
} as const

/** One element of an activation costs about as much as this many multiply-adds: the exponential dominates. */
const ACTIVATION_WORK = 16

/** Size from which a factor is shared by the threads, three meetings a block column. */
const SPLIT_FACTOR = 256

/**
 * The wasm kernels of one dtype as the house calls them: byte offsets and counts of elements in. The executor decides
 * whether a call is split over threads. Contracts (shapes, overlap, NaN) stand above each export in `assembly/`.
 */
export class Kernels extends KernelCalls {
  /** C (+)= op(A) op(B), C: m × n, inner size k; a transposed operand is stored the other way round. */
  matmul(
    form: 'NN' | 'NT' | 'TN',
    [m, n, k]: readonly [number, number, number],
    [A, lda]: readonly [number, number],
    [B, ldb]: readonly [number, number],
    [C, ldc]: readonly [number, number],
    accumulate: boolean,
  ): void {
    const transA = form === 'TN' ? 1 : 0
    const transB = form === 'NT' ? 1 : 0
    this.tiles('matmul', m, m * n * k, 'even', [transA, transB, m, n, k, A, lda, B, ldb, C, ldc, +accumulate])
  }

  /** Lower triangle of C (+)= A Aᵀ (A: n × k), or AᵀA (A: k × n) when `transposed`. */
  syrk(
    transposed: boolean,
    n: number,
    k: number,
    [A, lda]: readonly [number, number],
    [C, ldc]: readonly [number, number],
    accumulate: boolean,
  ): void {
    this.tiles('syrk', n, (n * n * k) / 2, 'triangle', [+transposed, n, k, A, lda, C, ldc, +accumulate])
  }

  /** One layer's Gram term: K[r,s] (+)= ⟨D_r, D_s⟩ · (G[⌊r/q⌋, ⌊s/q⌋] + bias) for s ≤ r, D: rows × d. */
  gram(
    [K, ldk]: readonly [number, number],
    [D, ldd]: readonly [number, number],
    rows: number,
    d: number,
    [G, ldg]: readonly [number, number],
    q: number,
    bias: number,
    accumulate: boolean,
  ): void {
    const args = [K, ldk, D, ldd, rows, d, G, ldg, q, bias, +accumulate]
    this.tiles('gram', rows, (rows * rows * d) / 2, 'triangle', args)
  }

  /** F := scale · K + shift · I, lower triangle, F in float64 whatever the dtype of K. */
  shifted(
    [K, ldk]: readonly [number, number],
    [F, ldf]: readonly [number, number],
    n: number,
    scale: number,
    shift: number,
  ): void {
    this.stream('shifted', n, (n * n) / 2, 'triangle', [K, ldk, F, ldf, scale, shift])
  }

  /** M = G + shift in full from the lower triangle of G, n × n. */
  mirror([G, ldg]: readonly [number, number], [M, ldm]: readonly [number, number], n: number, shift: number): void {
    this.stream('mirror', n, n * n, 'even', [G, ldg, M, ldm, n, shift])
  }

  /** xᵀK x for a symmetric K of which the lower triangle is there; x: n numbers in float64. */
  quadratic([K, ldk]: readonly [number, number], n: number, x: number): number {
    return this.whole('quadratic')(K, ldk, n, x)
  }

  /** H = φ(A + bias), rows × cols; with `slope` ≠ 0 also slope = φ′ there. A may be H, bias 0: none. */
  activation(
    kind: keyof typeof activationCode,
    A: number,
    bias: number,
    H: number,
    slope: number,
    cols: number,
    rows: number,
  ): void {
    const args = [activationCode[kind], A, bias, H, slope, cols]
    this.stream('activation', rows, rows * cols * ACTIVATION_WORK, 'even', args)
  }

  /** D[r,c] *= P[⌊r/q⌋, c]. */
  mulRows(
    [D, ldd]: readonly [number, number],
    [P, ldp]: readonly [number, number],
    q: number,
    cols: number,
    rows: number,
  ): void {
    this.stream('mulRows', rows, rows * cols, 'even', [D, ldd, P, ldp, q, cols])
  }

  /** A[r,c] += bias[c]. */
  addBias([A, lda]: readonly [number, number], bias: number, cols: number, rows: number): void {
    this.stream('addBias', rows, rows * cols, 'even', [A, lda, bias, cols])
  }

  /** dst[r,c] (+)= src[r,c]. */
  copyColumns(
    [dst, ldd]: readonly [number, number],
    [src, lds]: readonly [number, number],
    cols: number,
    rows: number,
    accumulate: boolean,
  ): void {
    this.stream('copyColumns', rows, rows * cols, 'even', [dst, ldd, src, lds, cols, +accumulate])
  }

  /** dst[r] ← src[places[r]], rows of `cols`; places: `rows` unsigned words. */
  gatherRows(dst: number, src: number, places: number, cols: number, rows: number): void {
    this.stream('gatherRows', rows, rows * cols, 'even', [dst, src, places, cols])
  }

  /** E[i,c] = Σ_{a<q} x[i·q+a] · D[i·q+a, c], x in float64. */
  combineRows(
    [E, lde]: readonly [number, number],
    [D, ldd]: readonly [number, number],
    x: number,
    q: number,
    cols: number,
    samples: number,
  ): void {
    this.stream('combineRows', samples, samples * q * cols, 'even', [E, lde, D, ldd, x, q, cols])
  }

  /** out[r] += ⟨D_r, W_⌊r/q⌋⟩, out in float64. */
  rowDot(
    out: number,
    [D, ldd]: readonly [number, number],
    [W, ldw]: readonly [number, number],
    q: number,
    cols: number,
    rows: number,
  ): void {
    this.stream('rowDot', rows, rows * cols, 'even', [out, D, ldd, W, ldw, q, cols])
  }

  /** out[c] (+)= Σ_r A[r,c]. */
  columnSum(out: number, [A, lda]: readonly [number, number], rows: number, cols: number, accumulate: boolean): void {
    this.stream('columnSum', cols, rows * cols, 'even', [out, A, lda, rows, +accumulate])
  }

  /** Rows of one dense layer's Jacobian: J[r, i·dcols+o] = H[⌊r/q⌋,i] · D[r,o], then D[r] for the bias. */
  outerRows(
    [J, ldj]: readonly [number, number],
    [D, ldd]: readonly [number, number],
    dcols: number,
    [H, ldh]: readonly [number, number],
    hcols: number,
    q: number,
    bias: boolean,
    rows: number,
  ): void {
    this.stream('outerRows', rows, rows * dcols * hcols, 'even', [J, ldj, D, ldd, dcols, H, ldh, hcols, q, +bias])
  }

  /** y += α x. */
  axpy(alpha: number, x: number, y: number, count: number): void {
    this.stream('axpy', count, count, 'even', [alpha, x, y])
  }

  /** out = α x + β y. */
  axpby(alpha: number, x: number, beta: number, y: number, out: number, count: number): void {
    this.stream('axpby', count, count, 'even', [alpha, x, beta, y, out])
  }

  /** x *= α; α = 0 stores zeros whatever x holds. */
  scale(alpha: number, x: number, count: number): void {
    this.stream('scale', count, count, 'even', [alpha, x])
  }

  /** Σ x y in float64. */
  dot(x: number, y: number, count: number): number {
    return this.whole('dot')(x, y, 0, count)
  }

  /** Σ x² in float64. */
  sumSquares(x: number, count: number): number {
    return this.whole('sumSquares')(x, 0, count)
  }

  /** v = μ v + g; next = θ − rate · v. Returns Σ g² and Σ (next − θ)². `sums` is room for those of the blocks, see `sumsBytes`. */
  momentum(
    [theta, g, v, next, sums]: readonly [number, number, number, number, number],
    rate: number,
    mu: number,
    count: number,
  ): Squares {
    this.blocks('momentum', count, count * 2, [theta, g, v, next, sums, count, rate, mu])
    return { gradient: this.total(sums, count, 0), step: this.total(sums, count, 1) }
  }

  /** Adam's element-wise pass, in the same terms; the corrections are 1 − βᵗ. */
  adam(
    [theta, g, m, v, next, sums]: readonly [number, number, number, number, number, number],
    { rate, beta1, beta2, epsilon, correction1, correction2 }: AdamScalars,
    count: number,
  ): Squares {
    const args = [theta, g, m, v, next, sums, count, rate, beta1, beta2, epsilon, correction1, correction2]
    this.blocks('adam', count, count * 8, args)
    return { gradient: this.total(sums, count, 0), step: this.total(sums, count, 1) }
  }

  /** Row-wise log-softmax and softmax, both float64 and rows × cols. */
  softmax([Z, ldz]: readonly [number, number], logs: number, probabilities: number, cols: number, rows: number): void {
    this.stream('softmax', rows, rows * cols * ACTIVATION_WORK, 'even', [Z, ldz, logs, probabilities, cols])
  }

  /** In place, lower triangle. Returns −1, or the index of the pivot that is not positive. */
  cholesky([A, lda]: readonly [number, number], n: number): number {
    const { threads, scratch, exports } = this.executor
    if (threads === 1 || n < SPLIT_FACTOR) return this.whole('cholesky')(A, n, lda, scratch)
    const width = (exports.choleskyColumns as () => number)()
    for (let left = 0; left < n; left += width) {
      const right = Math.min(left + width, n)
      const args = [A, lda, n, left, right, threads]
      if (left > 0) this.parts('choleskyUpdate', (n - left) * (right - left) * left, args)
      const failed = this.whole('choleskyDiagonal')(A, lda, left, right, scratch)
      if (failed >= 0) return failed
      this.parts('choleskyBelow', ((n - right) * (right - left) ** 2) / 2, args)
    }
    return -1
  }

  /** x := L⁻¹ x. */
  solveLower([L, ldl]: readonly [number, number], n: number, x: number): void {
    this.whole('solveLower')(L, n, ldl, x)
  }

  /** x := L⁻ᵀ x. */
  solveLowerTransposed([L, ldl]: readonly [number, number], n: number, x: number): void {
    this.whole('solveLowerTransposed')(L, n, ldl, x)
  }
}

/** Sums of squares. */
export interface Squares {
  readonly gradient: number
  readonly step: number
}

export interface AdamScalars {
  readonly rate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly correction1: number
  readonly correction2: number
}
