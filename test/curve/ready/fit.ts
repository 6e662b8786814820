import type { ReadyModel } from '../../../src/curve/ready/ready-model.js'
import { stream } from '../../../src/random/index.js'

export type Curve = (x: number, p: readonly number[]) => number

/** The expression as JavaScript: the grammar differs in `^` above unary minus, and in names of functions only. */
export function compile({ expression, parameters }: ReadyModel): Curve {
  const names = 'exp log sqrt sin cos tanh abs min max pow'.split(' ')
  // JavaScript refuses -a ** b; -1 * a ** b is what it means.
  const body = expression.replace(/\^/g, '**').replace(/(^|[(+*/,-])-(?!\d)/g, '$1-1*')
  const build = new Function(...names, 'pi', `return (x, [${parameters.join(',')}]) => ${body}`)
  return build(...names.map(name => (Math as unknown as Record<string, unknown>)[name]), Math.PI)
}

export const rssOf = (curve: Curve, x: ArrayLike<number>, y: ArrayLike<number>, p: readonly number[]) =>
  Array.from(x).reduce((sum, at, i) => sum + (y[i] - curve(at, p)) ** 2, 0)

export const startOf = (model: ReadyModel, x: ArrayLike<number>, y: ArrayLike<number>): number[] => {
  const start = model.start(Float64Array.from(x), Float64Array.from(y))
  return model.parameters.map(name => start[name])
}

/** Marquardt's method with central differences and a dense elimination: plain, and short enough to be seen to be right. */
export function fitFrom(curve: Curve, x: ArrayLike<number>, y: ArrayLike<number>, start: readonly number[]): number[] {
  const xs = Array.from(x)
  const from = Math.min(...xs)
  const range = Math.max(...xs) - from || 1
  let p = [...start]
  let rss = rssOf(curve, x, y, p)
  let lambda = 1e-3
  for (let round = 0; round < 100; round++) {
    const r = xs.map((at, i) => y[i] - curve(at, p))
    const J = p.map((value, k) => {
      // A centre far from zero moves by the range of x, not by itself.
      const isPlace = value > from - range && value < from + 2 * range
      const h = 1e-5 * (isPlace ? Math.min(Math.abs(value) || 1e-3, range) : Math.abs(value) || 1e-3)
      const moved = (by: number) => p.map((v, j) => (j === k ? v + by : v))
      return xs.map(at => (curve(at, moved(h)) - curve(at, moved(-h))) / (2 * h))
    })
    const dot = (a: number[], b: number[]) => a.reduce((sum, v, i) => sum + v * b[i], 0)
    const scale = J.map(column => Math.sqrt(dot(column, column)) || 1)
    const A = J.map((a, k) => J.map((b, j) => dot(a, b) / scale[k] / scale[j]))
    const g = J.map((column, k) => dot(column, r) / scale[k])
    let accepted = false
    for (let attempt = 0; attempt < 12 && !accepted; attempt++) {
      const step = solve(
        A.map((row, k) => row.map((v, j) => v + (j === k ? lambda : 0))),
        g,
      )
      const next = p.map((value, k) => value + step[k] / scale[k])
      const tried = rssOf(curve, x, y, next)
      accepted = tried < rss
      if (accepted) [p, rss] = [next, tried]
      lambda = accepted ? Math.max(lambda / 5, 1e-15) : lambda * 4
    }
    if (!accepted) break
  }
  return p
}

/** Gaussian elimination with pivoting. */
function solve(A: number[][], b: readonly number[]): number[] {
  const rows = A.map((row, k) => [...row, b[k]])
  const n = rows.length
  for (let k = 0; k < n; k++) {
    const pivot = rows.slice(k).reduce((best, row, j) => (Math.abs(row[k]) > Math.abs(rows[best][k]) ? k + j : best), k)
    ;[rows[k], rows[pivot]] = [rows[pivot], rows[k]]
    for (let i = k + 1; i < n; i++) {
      const factor = rows[i][k] / (rows[k][k] || 1e-300)
      for (let j = k; j <= n; j++) rows[i][j] -= factor * rows[k][j]
    }
  }
  const t = Array(n).fill(0)
  for (let k = n - 1; k >= 0; k--)
    t[k] = (rows[k][n] - rows[k].slice(k + 1, n).reduce((s, v, j) => s + v * t[k + 1 + j], 0)) / (rows[k][k] || 1e-300)
  return t
}

export const meanOf = (y: ArrayLike<number>) => Array.from(y).reduce((sum, at) => sum + at / y.length, 0)

/** Normal noise with this share of the spread of y. */
export function noisy(y: readonly number[], share: number, seed: number): number[] {
  const random = stream(seed, 77)
  const spread = Math.max(...y) - Math.min(...y)
  return y.map(at => at + share * spread * random.normal())
}
