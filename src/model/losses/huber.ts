import { positiveNumber } from '../../options.js'
import type { Loss } from './loss.js'
import type { LossDefinition } from './shared/definition.js'
import { meanOver, rootMeanSquare } from './shared/figure.js'
import { lossOfConstant, lowered, quantilesOf } from './shared/target-rows.js'
import { valueOutputs } from './shared/value-outputs.js'

/**
 * For each output with e = z − y: l = e²/2 up to |e| = δ, δ|e| − δ²/2 beyond (Huber 1964). H is the curvature of the
 * quadratic that touches l at e and lies above it elsewhere, w = r/e = min(1, δ/|e|): l'' is 0 where r is not. L = √w,
 * s = r/√w. It is the log-likelihood of no distribution from which targets could be drawn.
 */
export const huber: LossDefinition = {
  options: { delta: { check: positiveNumber, byDefault: 1 } },

  make({ delta }, scale): Loss {
    const limit = (a: number) => delta * (scale?.[a] ?? 1)
    const weight = (e: number, a: number) => (Math.abs(e) <= limit(a) ? 1 : limit(a) / Math.abs(e))
    const loss: Loss = {
      name: 'huber',
      spec: { kind: 'huber', delta },
      ...valueOutputs,
      residuals: true,
      shownScale: () => 1,
      unitConstants: columns => columns,

      figure: (compared, first, count) => ({
        mae: meanOver(compared, first, count, (z, y) => Math.abs(z - y)),
        rmse: rootMeanSquare(compared, first, count),
      }),

      constantLoss: rows => lossOfConstant(loss, lowered(loss, quantilesOf(rows, 0.5), rows), rows),

      value({ z }, at, m, y, i) {
        let sum = 0
        for (let a = 0; a < m; a++) {
          const size = Math.abs(z[at + a] - y[i * m + a])
          sum += size <= limit(a) ? size ** 2 / 2 : limit(a) * (size - limit(a) / 2)
        }
        return sum
      },

      gradient({ z }, at, m, y, i, out) {
        for (let a = 0; a < m; a++) out[a] = Math.min(Math.max(z[at + a] - y[i * m + a], -limit(a)), limit(a))
      },

      hessianProduct({ z }, at, m, y, i, v, out) {
        for (let a = 0; a < m; a++) out[a] = weight(z[at + a] - y[i * m + a], a) * v[a]
      },

      secondDerivative({ z }, at, m, y, i, v, out) {
        for (let a = 0; a < m; a++) out[a] = Math.abs(z[at + a] - y[i * m + a]) <= limit(a) ? v[a] : 0
      },

      factor({ z }, at, m, y, i, L, s) {
        L.fill(0, 0, m * m)
        for (let a = 0; a < m; a++) {
          const e = z[at + a] - y[i * m + a]
          const root = Math.sqrt(weight(e, a))
          L[a * m + a] = root
          s[a] = root * e
        }
      },
    }
    return loss
  },
}
