import { PURPOSE, stream } from '../../src/random/index.js'
import { solveDense } from './linear.js'

/** A batch of squared errors with its whole Jacobian: m rows a sample, the last `columns` · m parameters the output layer's. */
export interface DenseBatch {
  readonly m: number
  /** N · m rows of all parameters. */
  readonly J: readonly number[][]
  /** ∂h/∂θ of what the output layer reads: N · d rows of the other parameters. */
  readonly below: readonly number[][]
  /** z − y, N · m. */
  readonly r: readonly number[]
  /** ω, one a sample. */
  readonly weights: readonly number[]
  /** [d][m]: the kernel of the output layer. */
  readonly W: readonly number[][]
  readonly columns: number
  readonly params: readonly number[]
  readonly previous?: readonly number[]
}

export interface DenseOptions {
  readonly lambda: number
  readonly weightDecay: number
  readonly momentum: number
  /** k, and how its signs are drawn. */
  readonly sketch: number
  readonly seed: number
  readonly draw: number
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a, (x, k) => x * b[k]).reduce((sum, x) => sum + x, 0)
const times = (A: readonly number[][], x: ArrayLike<number>) => A.map(row => dot(row, x))
const transposed = (A: readonly number[][], x: ArrayLike<number>) =>
  A[0].map((_, c) => A.reduce((sum, row, i) => sum + row[c] * x[i], 0))
const outer = (A: readonly number[][], shift: number) =>
  A[0].map((_, a) => A[0].map((_, b) => A.reduce((sum, row) => sum + row[a] * row[b], 0) + (a === b ? shift : 0)))

/** L of A + shift · I = L Lᵀ. */
function cholesky(A: readonly number[][]): number[][] {
  const L = A.map(row => row.map(() => 0))
  for (let i = 0; i < A.length; i++)
    for (let j = 0; j <= i; j++) {
      let sum = A[i][j]
      for (let k = 0; k < j; k++) sum -= L[i][k] * L[j][k]
      L[i][j] = i === j ? Math.sqrt(sum) : sum / L[j][j]
    }
  return L
}

/** The step, and dᵀG d and gᵀd of it, by matrices of all parameters and all outputs; the model's value too. */
export function denseEliminated(batch: DenseBatch, options: DenseOptions) {
  const { m, J, below, r, weights, W, columns, params, previous } = batch
  const { lambda, weightDecay, momentum, sketch: k, seed, draw } = options
  const N = weights.length
  const P = params.length
  const Ph = P - columns * m
  const root = (row: number) => Math.sqrt(weights[Math.floor(row / m)])
  const all = J.map((row, at) => row.map(x => root(at) * x))
  const R = r.map((x, at) => root(at) * x)
  const Jh = all.map(row => row.slice(0, Ph))
  const Jw = all.map(row => row.slice(Ph))
  const start = params.map((_, p) => (previous ? momentum * previous[p] : 0))
  const total = lambda + weightDecay
  const e = times(all, start).map((x, at) => -R[at] - x)
  const pull = params.map((x, p) => -weightDecay * (x + start[p]))
  const A = outer(Jw, N * total)
  const solveW = (x: readonly number[], own: boolean) =>
    solveDense(
      A,
      transposed(Jw, x).map((value, p) => value + (own ? N * pull[Ph + p] : 0)),
    )
  const er = times(Jw, solveW(e, true)).map((x, at) => e[at] - x)

  const d = W.length
  const trace = W.reduce((sum, row) => sum + dot(row, row), 0)
  const L = cholesky(W.map((a, i) => W.map((b, j) => dot(a, b) + (i === j ? 1e-12 * trace : 0))))
  const C = Array.from({ length: Ph }, () => new Array<number>(Ph).fill(0))
  for (let i = 0; i < N && Ph > 0; i++) {
    const own = er.slice(i * m, (i + 1) * m)
    const y = W.map(row => dot(row, own))
    const s = solveDense(L, y)
    const n = Math.hypot(...s) || 1
    const unit = s.map(x => x / n)
    const signs = new Float64Array(k * d)
    stream(seed, PURPOSE.hiddenSigns, draw, i).signs(signs, k * d)
    const rows = [unit]
    for (let a = 0; a < k; a++) {
      const w = signs.subarray(a * d, (a + 1) * d)
      const along = dot(unit, w)
      rows.push(Array.from(w, (x, c) => (x - along * unit[c]) / Math.sqrt(k)))
    }
    const D = below.slice(i * d, (i + 1) * d)
    for (const v of rows) {
      const row = transposed(D, times(L, v)).map(x => root(i * m) * x)
      for (let p = 0; p < Ph; p++) for (let q = 0; q < Ph; q++) C[p][q] += (row[p] * row[q]) / N
    }
  }
  const g = Ph === 0 ? [] : transposed(Jh, er).map((x, p) => x / N + pull[p])
  const dh = solveDense(
    C.map((row, p) => row.map((x, q) => x + (p === q ? total : 0))),
    g,
  )
  const u = times(Jh, dh)
  const ur = times(Jw, solveW(u, false)).map((x, at) => u[at] - x)
  const best = (dot(er, u) + N * dot(pull.slice(0, Ph), dh)) / (dot(ur, u) + N * total * dot(dh, dh))
  const a = best > 0 ? Math.min(1, best) : 0
  const dw = solveW(
    e.map((x, at) => x - a * u[at]),
    true,
  )
  const raw = [...dh.map(x => a * x), ...dw].map((x, p) => x + start[p])
  const modelOf = (x: readonly number[]) => {
    const left = times(all, x).map((value, at) => value + R[at])
    const away = x.map((value, p) => value - start[p])
    const moved = x.map((value, p) => value + params[p])
    return dot(left, left) / (2 * N) + (lambda * dot(away, away)) / 2 + (weightDecay * dot(moved, moved)) / 2
  }
  const lastOnly = [...dh.map(() => 0), ...solveW(e, true)].map((x, p) => x + start[p])
  const U = times(all, raw)
  const slope = dot(R, U) / N + weightDecay * dot(params, raw)
  const most = slope < 0 ? Math.min(1, -slope / (dot(U, U) / N + total * dot(raw, raw))) : 1
  const direction = raw.map(x => most * x)
  return {
    direction,
    slope: (most * dot(R, U)) / N,
    curvature: (most * most * dot(U, U)) / N,
    a,
    step: modelOf(raw),
    lastOnly: modelOf(lastOnly),
  }
}
