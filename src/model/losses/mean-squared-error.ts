import type { Loss } from './loss.js'
import { rootMeanSquare } from './shared/figure.js'
import { meansOf } from './shared/target-rows.js'
import { valueOutputs } from './shared/value-outputs.js'

/** l = ½ ‖z − y‖², H = I, L = I; the likelihood is normal with unit variance. Users see the mean of squares. */
export const meanSquaredError: Loss = {
  name: 'meanSquaredError',
  spec: 'meanSquaredError',
  ...valueOutputs,
  residuals: true,
  shownScale: m => 2 / m,
  unitConstants: columns => columns,
  figure: (compared, first, count) => ({ rmse: rootMeanSquare(compared, first, count) }),

  constantLoss(rows) {
    const { y, columns: m } = rows
    const means = meansOf(rows)
    let squares = 0
    rows.each((row, share) => {
      for (let a = 0; a < m; a++) squares += share * (y[row * m + a] - means[a]) ** 2
    })
    return squares / m
  },

  value({ z }, at, m, y, i) {
    let sum = 0
    for (let a = 0; a < m; a++) sum += (z[at + a] - y[i * m + a]) ** 2
    return sum / 2
  },

  gradient({ z }, at, m, y, i, out) {
    for (let a = 0; a < m; a++) out[a] = z[at + a] - y[i * m + a]
  },

  hessianProduct(_outputs, _at, m, _y, _i, v, out) {
    for (let a = 0; a < m; a++) out[a] = v[a]
  },

  factor({ z }, at, m, y, i, L, s) {
    L.fill(0, 0, m * m)
    for (let a = 0; a < m; a++) {
      L[a * m + a] = 1
      s[a] = z[at + a] - y[i * m + a]
    }
  },

  sampledGradient(_outputs, _at, m, random, out) {
    for (let a = 0; a < m; a++) out[a] = random.normal()
  },
}
