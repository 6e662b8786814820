import { PURPOSE, stream } from '../../src/random/index.js'
import type { DenseOptions } from './eliminated.js'
import { solveDense } from './linear.js'

/** A batch of classes with its whole Jacobian: m rows a sample, the last `columns` · m parameters the output layer's. */
export interface DenseClasses {
  readonly m: number
  /** N · m rows of all parameters. */
  readonly J: readonly number[][]
  /** softmax(z) and p − y, N · m each. */
  readonly p: readonly number[]
  readonly r: readonly number[]
  /** ω, one a sample. */
  readonly weights: readonly number[]
  readonly columns: number
  readonly params: readonly number[]
  readonly previous?: readonly number[]
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k]
  return sum
}
const times = (A: readonly (readonly number[])[], x: ArrayLike<number>) => A.map(row => dot(row, x))
const transposed = (A: readonly (readonly number[])[], x: ArrayLike<number>) =>
  Array.from({ length: A[0].length }, (_, c) => A.reduce((sum, row, i) => sum + row[c] * x[i], 0))
const plus = (x: readonly number[], y: readonly number[], factor = 1) => x.map((value, k) => value + factor * y[k])

/** The step of output layer, hidden layers, output layer, by matrices of all parameters and all outputs; the model's values too. */
export function denseSoftmax(batch: DenseClasses, options: DenseOptions) {
  const { m, J, p, r, weights, columns, params, previous } = batch
  const { lambda, weightDecay, momentum, sketch: k, seed, draw } = options
  const N = weights.length
  const P = params.length
  const Ph = P - columns * m
  const total = lambda + weightDecay
  const samples = weights.map((_, i) => i)
  const of = (x: readonly number[], i: number) => x.slice(i * m, (i + 1) * m)
  /** diag √p − p √pᵀ of each sample. */
  const L = samples.map(i =>
    of(p, i).map((row, a) => of(p, i).map((column, b) => (a === b ? Math.sqrt(row) : 0) - row * Math.sqrt(column))),
  )
  const H = (x: readonly number[]) => samples.flatMap(i => times(L[i], transposed(L[i], of(x, i))))
  /** Σ (ω/N) ⟨x, y⟩. */
  const product = (x: readonly number[], y: readonly number[]) =>
    samples.reduce((sum, i) => sum + (weights[i] / N) * dot(of(x, i), of(y, i)), 0)
  const pulled = (A: readonly (readonly number[])[], x: readonly number[]) =>
    transposed(
      A,
      x.map((value, at) => (weights[Math.floor(at / m)] / N) * value),
    )
  const Jh = J.map(row => row.slice(0, Ph))
  const Jw = J.map(row => row.slice(Ph))
  const start = params.map((_, at) => (previous ? momentum * previous[at] : 0))
  const decayed = params.map((value, at) => weightDecay * (value + start[at]))

  const sum = weights.reduce((all, each) => all + each, 0)
  const mean = Array.from({ length: m }, (_, a) => samples.reduce((s, i) => s + (weights[i] / sum) * p[i * m + a], 0))
  const h = samples.map(i => Array.from({ length: columns }, (_, b) => Jw[i * m][b * m]))
  const M = Array.from({ length: columns * m }, (_, row) =>
    Array.from({ length: columns * m }, (_, column) => {
      const [b, a, c, e] = [Math.floor(row / m), row % m, Math.floor(column / m), column % m]
      const A = samples.reduce((s, i) => s + (weights[i] / N) * h[i][b] * h[i][c], 0)
      return (a === e ? mean[a] * A : 0) + (row === column ? total : 0)
    }),
  )
  const modelOf = (x: readonly number[], U: readonly number[]) => {
    const away = plus(x, start, -1)
    const moved = plus(params, x)
    return product(r, U) + product(U, H(U)) / 2 + (lambda * dot(away, away)) / 2 + (weightDecay * dot(moved, moved)) / 2
  }

  let U = times(J, start)
  let own = new Array<number>(columns * m).fill(0)
  let below = new Array<number>(Ph).fill(0)
  const values: number[] = []
  const seen = () => values.push(modelOf(plus([...below, ...own], start), U))
  const last = () => {
    const G = plus(plus(pulled(Jw, plus(r, H(U))), own, total), decayed.slice(Ph))
    const q = solveDense(M, G).map(x => -x)
    const v = times(Jw, q)
    const a = Math.min(1, -dot(G, q) / (product(v, H(v)) + total * dot(q, q)))
    own = plus(own, q, a)
    U = plus(U, v, a)
    seen()
  }
  const hidden = () => {
    const left = plus(r, H(U))
    const C = Array.from({ length: Ph }, (_, row) =>
      Array.from({ length: Ph }, (_, column) => (row === column ? total : 0)),
    )
    for (const i of samples) {
      const s = plus(
        of(r, i).map((x, a) => x / Math.sqrt(p[i * m + a])),
        transposed(L[i], of(U, i)),
      )
      const n = Math.hypot(...s) || 1
      const unit = s.map(x => x / n)
      const random = stream(seed, PURPOSE.hiddenSigns, draw, i)
      const rows = [unit]
      for (let a = 0; a < k; a++) {
        const w = new Float64Array(m)
        random.signs(w, m)
        rows.push(plus(Array.from(w), unit, -dot(unit, w)).map(x => x / Math.sqrt(k)))
      }
      for (const v of rows) {
        const row = transposed(Jh.slice(i * m, (i + 1) * m), times(L[i], v))
        for (let a = 0; a < Ph; a++) for (let b = 0; b < Ph; b++) C[a][b] += (weights[i] / N) * row[a] * row[b]
      }
    }
    const g = plus(pulled(Jh, left), decayed.slice(0, Ph))
    const d = solveDense(C, g).map(x => -x)
    const u = times(Jh, d)
    const best = (-product(left, u) - dot(decayed.slice(0, Ph), d)) / (product(u, H(u)) + total * dot(d, d))
    const a = best > 0 ? Math.min(1, best) : 0
    below = d.map(x => a * x)
    U = plus(U, u, a)
    seen()
  }
  seen()
  last()
  if (Ph > 0) hidden()
  last()

  const raw = plus([...below, ...own], start)
  const slope = product(r, U)
  const curvature = product(U, H(U))
  const along = slope + weightDecay * dot(params, raw)
  const most = along < 0 ? Math.min(1, -along / (curvature + total * dot(raw, raw))) : 1
  return {
    direction: raw.map(x => most * x),
    slope: most * slope,
    curvature: most * most * curvature,
    /** U as it was kept, and J d. */
    U,
    image: times(J, raw),
    /** The damped model at μ d₋ and after each part of the step. */
    values,
  }
}
