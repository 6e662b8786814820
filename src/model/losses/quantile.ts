import { positiveNumber } from '../../options.js'
import type { Loss } from './loss.js'
import { insideOne, type LossDefinition } from './shared/definition.js'
import { meanOver } from './shared/figure.js'
import {
  lossOfConstant,
  lowered,
  meansOf,
  quantileOf,
  quantilesOf,
  type TargetRows,
  variancesOf,
} from './shared/target-rows.js'
import { valueOutputs } from './shared/value-outputs.js'

/** Width of the rounded corner in interquartile ranges of the targets. */
const SHARE = 0.05

/**
 * For each output with u = y − z and width h: l = (q − ½) u + φ(u)/2, φ = |u| from |u| = h on, u²/(2h) + h/2 within: the
 * check loss of Koenker & Bassett 1978 under a uniform kernel (Fernandes, Guerre & Horta 2021). r = ½ − q − clip(u/h, ±1)/2;
 * H is the curvature of the quadratic that touches l at u and lies above it elsewhere, 1/(2 max(|u|, h)): l'' is 0 where
 * r is not. L = √H, s = r/L. It is the log-likelihood of no distribution from which targets could be drawn.
 */
export const quantile: LossDefinition = {
  options: {
    q: { check: insideOne, byDefault: 0.5 },
    width: { check: positiveNumber, fromTargets: true },
  },

  make({ q, width }, scale): Loss {
    const scaleOf = (a: number) => scale?.[a] ?? 1
    const h = (a: number) => (width ?? SHARE) * scaleOf(a)
    const slope = (u: number, a: number) => 0.5 - q - Math.min(Math.max(u / h(a), -1), 1) / 2
    const curvature = (u: number, a: number) => 0.5 / Math.max(Math.abs(u), h(a))
    const loss: Loss = {
      name: 'quantile',
      spec: { kind: 'quantile', q, ...(width !== undefined && { width }) },
      ...valueOutputs,
      shownScale: () => 1,
      unitConstants: columns => columns,

      settled(rows) {
        if (width !== undefined) return loss.spec
        const spread = Array.from({ length: rows.columns }, (_, a) => spreadOf(rows, a) / scaleOf(a))
        return { kind: 'quantile', q, width: SHARE * Math.min(...spread) }
      },

      figure: (compared, first, count) => ({
        pinball: meanOver(compared, first, count, (z, y) => Math.max(q * (y - z), (q - 1) * (y - z))),
        below: meanOver(compared, first, count, (z, y) => (y < z ? 1 : 0)),
      }),

      constantLoss: rows => lossOfConstant(loss, lowered(loss, quantilesOf(rows, q), rows), rows),

      value({ z }, at, m, y, i) {
        let sum = 0
        for (let a = 0; a < m; a++) {
          const u = y[i * m + a] - z[at + a]
          const size = Math.abs(u)
          sum += (q - 0.5) * u + (size >= h(a) ? size : (size * (size / h(a)) + h(a)) / 2) / 2
        }
        return sum
      },

      gradient({ z }, at, m, y, i, out) {
        for (let a = 0; a < m; a++) out[a] = slope(y[i * m + a] - z[at + a], a)
      },

      hessianProduct({ z }, at, m, y, i, v, out) {
        for (let a = 0; a < m; a++) out[a] = curvature(y[i * m + a] - z[at + a], a) * v[a]
      },

      secondDerivative({ z }, at, m, y, i, v, out) {
        for (let a = 0; a < m; a++) out[a] = Math.abs(y[i * m + a] - z[at + a]) < h(a) ? v[a] / (2 * h(a)) : 0
      },

      factor({ z }, at, m, y, i, L, s) {
        L.fill(0, 0, m * m)
        for (let a = 0; a < m; a++) {
          const u = y[i * m + a] - z[at + a]
          L[a * m + a] = Math.sqrt(curvature(u, a))
          s[a] = slope(u, a) / L[a * m + a]
        }
      },
    }
    return loss
  },
}

/** The interquartile range of a column; of one that is mostly one value the deviation, of a constant 1. */
function spreadOf(rows: TargetRows, a: number): number {
  const range = quantileOf(rows, a, 0.75) - quantileOf(rows, a, 0.25)
  return range || Math.sqrt(variancesOf(rows, meansOf(rows))[a]) || 1
}
