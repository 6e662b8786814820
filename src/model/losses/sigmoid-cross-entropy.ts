import { exp, log1p } from '../../portable.js'
import type { Loss } from './loss.js'
import { entropy } from './shared/entropy.js'
import { shareRight } from './shared/figure.js'
import { meansOf } from './shared/target-rows.js'

/** |z| beyond which √(σ(1 − σ)) is below 1e-15: L and s use the logit clamped here, and L s = r still holds. */
const LARGEST = 69

const sigmoid = (z: number) => (z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z)))

const clamp = (z: number) => Math.min(Math.max(z, -LARGEST), LARGEST)

/** l = Σ log(1 + e^z) − y z, y in [0, 1], each output a Bernoulli; H = diag σ(1 − σ), L = √H. */
export const sigmoidCrossEntropy: Loss = {
  name: 'sigmoidCrossEntropy',
  spec: 'sigmoidCrossEntropy',
  task: 'classification',
  link: 'logit',
  labels: false,
  unitsPerColumn: 1,
  range: { least: 0, most: 1, code: 'LABEL_OUT_OF_RANGE', words: 'targets from 0 to 1' },
  normalised: false,
  rows: m => m,
  shownScale: () => 1,
  constantLoss: rows => meansOf(rows).reduce((sum, mean) => sum + entropy(mean) + entropy(1 - mean), 0),

  inverseLink(z) {
    for (let at = 0; at < z.length; at++) z[at] = sigmoid(z[at])
  },

  figure(compared) {
    const { z, units: m, y } = compared
    const agree = (at: number) => {
      for (let a = 0; a < m; a++) if (z[at + a] > 0 !== y[at + a] > 0.5) return false
      return true
    }
    return { accuracy: shareRight(compared, i => agree(i * m)) }
  },

  value({ z }, at, m, y, i) {
    let sum = 0
    for (let a = 0; a < m; a++) {
      const logit = z[at + a]
      sum += Math.max(logit, 0) + log1p(exp(-Math.abs(logit))) - y[i * m + a] * logit
    }
    return sum
  },

  gradient({ z }, at, m, y, i, out) {
    for (let a = 0; a < m; a++) out[a] = sigmoid(z[at + a]) - y[i * m + a]
  },

  hessianProduct({ z }, at, m, _y, _i, v, out) {
    for (let a = 0; a < m; a++) out[a] = sigmoid(z[at + a]) * sigmoid(-z[at + a]) * v[a]
  },

  factor({ z }, at, m, y, i, L, s) {
    L.fill(0, 0, m * m)
    for (let a = 0; a < m; a++) {
      const half = exp(clamp(z[at + a]) / 2)
      const target = y[i * m + a]
      L[a * m + a] = 1 / (half + 1 / half)
      s[a] = (1 - target) * half - target / half
    }
  },

  sampledGradient({ z }, at, m, random, out) {
    for (let a = 0; a < m; a++) {
      const p = sigmoid(z[at + a])
      out[a] = p - (random.uniform() < p ? 1 : 0)
    }
  },
}
