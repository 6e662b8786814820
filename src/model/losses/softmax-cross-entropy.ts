import type { FloatArray } from '../../runtime/dtype.js'
import type { Loss } from './loss.js'

/** Below this a probability is taken as this, in L and s alike, so that s = (p − y)/√p stays finite. */
const SMALLEST = 1e-30

function logSumExp(z: FloatArray, at: number, m: number): number {
  let largest = z[at]
  for (let a = 1; a < m; a++) if (z[at + a] > largest) largest = z[at + a]
  let sum = 0
  for (let a = 0; a < m; a++) sum += Math.exp(z[at + a] - largest)
  return largest + Math.log(sum)
}

function probabilities(z: FloatArray, at: number, m: number, out: Float64Array): void {
  const total = logSumExp(z, at, m)
  for (let a = 0; a < m; a++) out[a] = Math.exp(z[at + a] - total)
}

/**
 * l = log Σ e^z − z_y with class indices y; H = diag p − p pᵀ has rank m − 1. With q = √p, u = q + e_m and the
 * Householder reflection Q = I − 2 u uᵀ/uᵀu (Q q = −e_m), L = diag(q) Q without its last column: N (m − 1) rows.
 */
export const softmaxCrossEntropy: Loss = {
  name: 'softmaxCrossEntropy',
  rows: m => m - 1,
  shownScale: () => 1,

  value: (z, at, m, y, i) => logSumExp(z, at, m) - z[at + y[i]],

  gradient(z, at, m, y, i, out) {
    probabilities(z, at, m, out)
    out[y[i]] -= 1
  },

  hessianProduct(z, at, m, v, out) {
    probabilities(z, at, m, out)
    let mean = 0
    for (let a = 0; a < m; a++) mean += out[a] * v[a]
    for (let a = 0; a < m; a++) out[a] *= v[a] - mean
  },

  factor(z, at, m, y, i, L, s) {
    const total = logSumExp(z, at, m)
    // The last row of L has no column of its own: it holds q until the columns are written.
    const q = L.subarray((m - 1) * m, m * m)
    let squared = 0
    for (let c = 0; c < m; c++) {
      q[c] = Math.sqrt(Math.max(Math.exp(z[at + c] - total), SMALLEST))
      squared += (c === m - 1 ? q[c] + 1 : q[c]) ** 2
    }
    const last = q[m - 1] + 1
    // s = (p − y)/√p = q − e_y/q_y, then Qᵀ s.
    const label = y[i]
    const inverse = 1 / q[label]
    let along = 0
    for (let c = 0; c < m; c++) along += (c === m - 1 ? last : q[c]) * (c === label ? q[c] - inverse : q[c])
    const fold = (2 * along) / squared
    for (let a = 0; a < m - 1; a++) {
      s[a] = (a === label ? q[a] - inverse : q[a]) - fold * q[a]
      const reflect = (2 * q[a]) / squared
      for (let c = 0; c < m - 1; c++) L[a * m + c] = -q[c] * reflect * q[c]
      L[a * m + a] += q[a]
      L[a * m + m - 1] = -q[m - 1] * reflect * last
    }
  },

  sampledGradient(z, at, m, random, out) {
    probabilities(z, at, m, out)
    let left = random.uniform()
    let label = 0
    while (label < m - 1 && left >= out[label]) left -= out[label++]
    out[label] -= 1
  },
}
