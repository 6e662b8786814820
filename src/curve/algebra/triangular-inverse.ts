import { floats } from './floats.js'

const MOST_TURNS = 200
/** Relative change at which a singular value has settled: it is said to three digits. */
const SETTLED = 1e-6

/** T = A⁻¹ of an upper triangle (n × n, column-major, no 0 on its diagonal), row-major. */
export function inverseOfTriangle(A: Float64Array, n: number): Float64Array {
  const T = floats(n * n)
  for (let i = 0; i < n; i++) {
    T[i * n + i] = 1 / A[i * n + i]
    for (let j = i + 1; j < n; j++) T[i * n + j] = -dot(T, i * n, A, j * n, i, j) / A[j * n + j]
  }
  return T
}

/** T Tᵀ of an upper triangle, which is row-major. */
export function squareOfTriangle(T: Float64Array, n: number): Float64Array {
  const S = floats(n * n)
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++) {
      S[i * n + j] = dot(T, i * n, T, j * n, j, n)
      S[j * n + i] = S[i * n + j]
    }
  return S
}

/** Σ u[k] v[k] from … to, in two sums that do not wait for each other. */
function dot(U: Float64Array, u: number, V: Float64Array, v: number, from: number, to: number): number {
  let even = 0
  let odd = 0
  let k = from
  for (; k + 1 < to; k += 2) {
    even += U[u + k] * V[v + k]
    odd += U[u + k + 1] * V[v + k + 1]
  }
  return k < to ? even + odd + U[u + k] * V[v + k] : even + odd
}

/** ‖M‖₂ of a triangle stored by lines of length n, each from its diagonal to the end or, `before`, from the start to there; by power iteration. */
export function largestSingularValue(M: Float64Array, n: number, before: boolean): number {
  const v = Float64Array.from({ length: n }, (_, k) => 1 + ((7 * k) % 11) / 10)
  const w = floats(n)
  let value = 0
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const length = Math.sqrt(dot(v, 0, v, 0, 0, n))
    for (let k = 0; k < n; k++) v[k] /= length
    for (let line = 0; line < n; line++)
      w[line] = before ? dot(M, line * n, v, 0, 0, line + 1) : dot(M, line * n, v, 0, line, n)
    const found = Math.sqrt(dot(w, 0, w, 0, 0, n))
    v.fill(0)
    for (let line = 0; line < n; line++)
      for (let k = before ? 0 : line; k < (before ? line + 1 : n); k++) v[k] += M[line * n + k] * w[line]
    if (Math.abs(found - value) <= SETTLED * found) return found
    value = found
  }
  return value
}
