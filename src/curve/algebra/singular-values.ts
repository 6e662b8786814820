import { floats } from './floats.js'

const MOST_SWEEPS = 60

/** A = U Σ Vᵀ of a small matrix: singular values falling, their right vectors as rows of V. */
export interface SingularValues {
  readonly values: Float64Array
  /** Row i is the direction of values[i] (n × n). */
  readonly directions: Float64Array
}

/**
 * One-sided Jacobi (Hestenes 1958; Demmel & Veselić 1992: small singular values keep their relative digits): columns of A, which
 * is n × n and column-major, are rotated until all are orthogonal. Overwrites A.
 */
export function singularValues(A: Float64Array, n: number): SingularValues {
  const V = floats(n * n)
  for (let i = 0; i < n; i++) V[i * n + i] = 1
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let rotated = false
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotated = rotate(A, V, p * n, q * n, n) || rotated
    if (!rotated) break
  }
  const values = floats(n)
  for (let c = 0; c < n; c++) {
    let squares = 0
    for (let i = 0; i < n; i++) squares += A[c * n + i] * A[c * n + i]
    values[c] = Math.sqrt(squares)
  }
  sort(values, V, n)
  return { values, directions: V }
}

/** Largest first, by selection: n is small. */
function sort(values: Float64Array, V: Float64Array, n: number): void {
  for (let to = 0; to < n; to++) {
    let from = to
    for (let c = to + 1; c < n; c++) if (values[c] > values[from]) from = c
    if (from === to) continue
    const kept = values[to]
    values[to] = values[from]
    values[from] = kept
    for (let i = 0; i < n; i++) {
      const moved = V[to * n + i]
      V[to * n + i] = V[from * n + i]
      V[from * n + i] = moved
    }
  }
}

/** Makes two columns orthogonal; false where they are already, to rounding. */
function rotate(A: Float64Array, V: Float64Array, p: number, q: number, n: number): boolean {
  let alpha = 0
  let beta = 0
  let gamma = 0
  for (let i = 0; i < n; i++) {
    alpha += A[p + i] * A[p + i]
    beta += A[q + i] * A[q + i]
    gamma += A[p + i] * A[q + i]
  }
  if (Math.abs(gamma) <= Number.EPSILON * Math.sqrt(alpha * beta) || gamma === 0) return false
  const zeta = (beta - alpha) / (2 * gamma)
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta))
  const cosine = 1 / Math.sqrt(1 + tangent * tangent)
  const sine = cosine * tangent
  turn(A, p, q, cosine, sine, n)
  turn(V, p, q, cosine, sine, n)
  return true
}

function turn(M: Float64Array, p: number, q: number, cosine: number, sine: number, n: number): void {
  for (let i = 0; i < n; i++) {
    const left = M[p + i]
    M[p + i] = cosine * left - sine * M[q + i]
    M[q + i] = sine * left + cosine * M[q + i]
  }
}
