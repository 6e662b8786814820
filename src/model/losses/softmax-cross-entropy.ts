import type { Loss } from './loss.js'
import { outputsOf } from './outputs.js'
import { entropy } from './shared/entropy.js'
import { shareRight } from './shared/figure.js'

/** Below this a probability is taken as this, in L and s alike, so that s = (p − y)/√p stays finite. */
const SMALLEST = 1e-30

/**
 * l = log Σ e^z − z_y with class indices y; H = diag p − p pᵀ has rank m − 1. With q = √p, k the most probable class,
 * u = q + e_k and the Householder reflection Q = I − 2 u uᵀ/uᵀu (Q q = −e_k), L = diag(q) Q without column k:
 * N (m − 1) rows. Any k would do in exact arithmetic; with a small p_k the huge s of a confident mistake would spread
 * over all rows and cancel there.
 */
export const softmaxCrossEntropy: Loss = {
  name: 'softmaxCrossEntropy',
  spec: 'softmaxCrossEntropy',
  task: 'classification',
  link: 'logit',
  labels: true,
  unitsPerColumn: 1,
  normalised: true,
  rows: m => m - 1,
  shownScale: () => 1,

  inverseLink(z, m) {
    z.set(outputsOf({ normalised: true }, z, m).probabilities)
  },

  figure(compared) {
    const { z, units: m, y } = compared
    const largest = (at: number) => {
      let best = 0
      for (let a = 1; a < m; a++) if (z[at + a] > z[at + best]) best = a
      return best
    }
    return { accuracy: shareRight(compared, i => largest(i * m) === y[i]) }
  },

  /** The entropy of the classes' shares. */
  constantLoss({ y, each }) {
    const shares = new Map<number, number>()
    each((row, share) => {
      shares.set(y[row], (shares.get(y[row]) ?? 0) + share)
    })
    return [...shares.values()].reduce((sum, share) => sum + entropy(share), 0)
  },

  value: ({ logs }, at, _m, y, i) => -logs[at + y[i]],

  gradient({ probabilities }, at, m, y, i, out) {
    for (let a = 0; a < m; a++) out[a] = probabilities[at + a]
    out[y[i]] -= 1
  },

  hessianProduct({ probabilities: p }, at, m, _y, _i, v, out) {
    let mean = 0
    for (let a = 0; a < m; a++) mean += p[at + a] * v[a]
    for (let a = 0; a < m; a++) out[a] = p[at + a] * (v[a] - mean)
  },

  factor({ probabilities }, at, m, y, i, L, s) {
    // The last row of L has no column of its own: it holds q until the columns are written.
    const q = L.subarray((m - 1) * m, m * m)
    let k = 0
    for (let c = 0; c < m; c++) {
      q[c] = Math.sqrt(Math.max(probabilities[at + c], SMALLEST))
      if (q[c] > q[k]) k = c
    }
    // s = (p − y)/√p = q − e_y/q_y; uᵀs = s_k because qᵀs = 0; uᵀu = 2 (1 + q_k).
    const label = y[i]
    const least = (c: number) => (c === label ? q[c] - 1 / q[c] : q[c])
    const fold = least(k) / (1 + q[k])
    let row = 0
    for (let a = 0; a < m; a++) {
      if (a === k) continue
      s[row] = least(a) - fold * q[a]
      const column = L.subarray(row * m, (row + 1) * m)
      const reflect = q[a] / (1 + q[k])
      for (let c = 0; c < m; c++) column[c] = -q[c] * (c === k ? q[a] : reflect * q[c])
      column[a] += q[a]
      row++
    }
  },

  /** L = diag √p − p √pᵀ. */
  combination({ probabilities: p }, at, m, v, out) {
    let along = 0
    for (let a = 0; a < m; a++) {
      out[a] = Math.sqrt(p[at + a]) * v[a]
      along += out[a]
    }
    for (let a = 0; a < m; a++) out[a] -= p[at + a] * along
  },

  sampledGradient({ probabilities }, at, m, random, out) {
    for (let a = 0; a < m; a++) out[a] = probabilities[at + a]
    let left = random.uniform()
    let label = 0
    while (label < m - 1 && left >= out[label]) left -= out[label++]
    out[label] -= 1
  },
}
