import { finiteNumber } from '../../options.js'
import type { Loss, LossName, LossSpec } from './loss.js'
import type { LossDefinition } from './shared/definition.js'
import { lossOfConstant, meansOf } from './shared/target-rows.js'
import { valueOutputs } from './shared/value-outputs.js'

type Numbers = Readonly<Record<string, number>>

/** A loss of a user's module: a sum over outputs, each with a target of its own, in the targets' own units. */
export interface OwnLoss<O extends Numbers = Numbers> {
  readonly kind: string
  /** Its options, numbers, with their defaults. */
  readonly defaults?: O
  /** l(z, y) of one output. */
  value(z: number, y: number, options: O): number
  /** ∂l/∂z. */
  slope(z: number, y: number, options: O): number
  /** The curvature that steps use: ∂²l/∂z², or something above it; taken as 1e-12 where it is less. */
  curvature(z: number, y: number, options: O): number
}

/** A curvature of 0 beside a slope has no square-root factor. */
const LEAST = 1e-12

/** The kind of loss that an own one is. Its targets are not standardised, since its options may be in their unit. */
export const ownDefinition = ({ kind, defaults = {}, value, slope, curvature }: OwnLoss): LossDefinition => ({
  options: Object.fromEntries(
    Object.entries(defaults).map(([name, byDefault]) => [name, { check: finiteNumber, byDefault }]),
  ),

  make(options): Loss {
    const curvatureAt = (z: number, y: number) => {
      const found = curvature(z, y, options)
      return Math.max(found, LEAST)
    }
    const loss: Loss = {
      name: kind as LossName,
      spec: { kind, ...options } as unknown as LossSpec,
      ...valueOutputs,
      shownScale: () => 1,
      figure: () => ({}),
      constantLoss: rows => lossOfConstant(loss, meansOf(rows), rows),

      value({ z }, at, m, y, i) {
        let sum = 0
        for (let a = 0; a < m; a++) sum += value(z[at + a], y[i * m + a], options)
        return sum
      },

      gradient({ z }, at, m, y, i, out) {
        for (let a = 0; a < m; a++) out[a] = slope(z[at + a], y[i * m + a], options)
      },

      hessianProduct({ z }, at, m, y, i, v, out) {
        for (let a = 0; a < m; a++) out[a] = curvatureAt(z[at + a], y[i * m + a]) * v[a]
      },

      factor({ z }, at, m, y, i, L, s) {
        L.fill(0, 0, m * m)
        for (let a = 0; a < m; a++) {
          const root = Math.sqrt(curvatureAt(z[at + a], y[i * m + a]))
          L[a * m + a] = root
          s[a] = slope(z[at + a], y[i * m + a], options) / root
        }
      },
    }
    return loss
  },
})
