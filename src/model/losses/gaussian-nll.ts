import { exp, log } from '../../portable.js'
import type { Loss, Outputs } from './loss.js'
import type { LossDefinition } from './shared/definition.js'
import { rootMeanSquare } from './shared/figure.js'
import { lossOfConstant, meansOf, variancesOf } from './shared/target-rows.js'

/** |t| up to which σ² = e^t; beyond, the loss rises along ½ |t| so that t comes back. */
const LARGEST = 20

/** Of a mean's square: a variance this small is that of equal targets, rounded. */
const ROUNDING = 1e-24

const LOG_2PI = 1.8378770664093453

/**
 * l = Σ t/2 + e^{−t} (μ − y)²/2 over target columns, of 2c outputs: c means μ, then c logarithms t of variances (Nix & Weigend
 * 1994); log(2π)/2 is left out. H is the Fisher information diag(e^{−t}, ½), since the Hessian is indefinite;
 * L = √H, s = r/L.
 */
export const gaussianNLL: LossDefinition = {
  options: {},

  make(_, scale): Loss {
    /** Of the units that t is in where σ is standardised: t = t' + 2 log s. */
    const shift = (a: number) => 2 * log(scale?.[a] ?? 1)
    const clamped = (t: number, a: number) => Math.min(Math.max(t, shift(a) - LARGEST), shift(a) + LARGEST)
    /** Mean, clamped t and what it lacks of t, of each column. */
    const each = (
      { z }: Pick<Outputs, 'z'>,
      at: number,
      m: number,
      visit: (mu: number, t: number, beyond: number, a: number, b: number) => void,
    ) => {
      const c = m / 2
      for (let a = 0; a < c; a++) {
        const t = clamped(z[at + c + a], a)
        visit(z[at + a], t, z[at + c + a] - t, a, c + a)
      }
    }
    const slopeOf = (t: number, beyond: number, e: number) =>
      beyond === 0 ? (1 - exp(-t) * e * e) / 2 : Math.sign(beyond) / 2
    const lossAt = (t: number, beyond: number, e: number) => (t + Math.abs(beyond) + exp(-t) * e * e) / 2
    const loss: Loss = {
      name: 'gaussianNLL',
      spec: 'gaussianNLL',
      task: 'regression',
      link: 'mean and log-variance',
      labels: false,
      unitsPerColumn: 2,
      normalised: false,
      rows: m => m,
      shownScale: () => 1,

      unitConstants: ({ mean, scale: s }) => ({
        mean: [...mean, ...s.map(deviation => 2 * log(deviation))],
        scale: [...s, ...s.map(() => 1)],
      }),

      startBias(rows) {
        const means = meansOf(rows)
        const told = (variance: number, a: number) => variance > ROUNDING * means[a] * means[a]
        const logs = variancesOf(rows, means).map((variance, a) => (told(variance, a) ? log(variance) : 0))
        return Float64Array.of(...means.map(() => 0), ...logs)
      },

      inverseLink(z, m) {
        for (let at = 0; at < z.length; at += m)
          each({ z }, at, m, (_mu, t, _beyond, _a, b) => {
            z[at + b] = exp(t / 2)
          })
      },

      figure(compared, first, count) {
        const { z, units, y, columns, count: n, weights } = compared
        let sum = 0
        for (let i = 0; i < n; i++) {
          const weight = weights?.[i] ?? 1
          if (weight > 0)
            each({ z }, i * units, units, (mu, t, beyond, a) => {
              if (a >= first && a < first + count)
                sum -= weight * (lossAt(t, beyond, mu - y[i * columns + a]) + LOG_2PI / 2)
            })
        }
        return { logLikelihood: sum / n, rmse: rootMeanSquare(compared, first, count) }
      },

      constantLoss(rows) {
        const means = meansOf(rows)
        const logs = variancesOf(rows, means).map((variance, a) => clamped(log(variance), a))
        return lossOfConstant(loss, Float64Array.of(...means, ...logs), rows)
      },

      leastLoss: ({ columns }) => {
        let least = 0
        for (let a = 0; a < columns; a++) least += (shift(a) - LARGEST) / 2
        return least
      },

      value(outputs, at, m, y, i) {
        let sum = 0
        each(outputs, at, m, (mu, t, beyond, a) => {
          sum += lossAt(t, beyond, mu - y[(i * m) / 2 + a])
        })
        return sum
      },

      gradient(outputs, at, m, y, i, out) {
        each(outputs, at, m, (mu, t, beyond, a, b) => {
          const e = mu - y[(i * m) / 2 + a]
          out[a] = exp(-t) * e
          out[b] = slopeOf(t, beyond, e)
        })
      },

      hessianProduct(outputs, at, m, _y, _i, v, out) {
        each(outputs, at, m, (_mu, t, _beyond, a, b) => {
          out[a] = exp(-t) * v[a]
          out[b] = v[b] / 2
        })
      },

      secondDerivative(outputs, at, m, y, i, v, out) {
        each(outputs, at, m, (mu, t, beyond, a, b) => {
          const e = mu - y[(i * m) / 2 + a]
          const within = beyond === 0 ? exp(-t) * e : 0
          out[a] = exp(-t) * v[a] - within * v[b]
          out[b] = (within * e * v[b]) / 2 - within * v[a]
        })
      },

      factor(outputs, at, m, y, i, L, s) {
        L.fill(0, 0, m * m)
        each(outputs, at, m, (mu, t, beyond, a, b) => {
          const e = mu - y[(i * m) / 2 + a]
          L[a * m + a] = exp(-t / 2)
          L[b * m + b] = Math.SQRT1_2
          s[a] = exp(-t / 2) * e
          s[b] = slopeOf(t, beyond, e) * Math.SQRT2
        })
      },

      sampledGradient(outputs, at, m, random, out) {
        each(outputs, at, m, (_mu, t, _beyond, a, b) => {
          const xi = random.normal()
          out[a] = -exp(-t / 2) * xi
          out[b] = (1 - xi * xi) / 2
        })
      },
    }
    return loss
  },
}
