import type { Loss, LossName, LossSpec, Outputs, Target } from '../../model/losses/loss.js'
import { exp } from '../../portable.js'

type HessianProduct = Loss['hessianProduct']

/** ∂²l/∂z² of a loss that is a sum over outputs, from an output and its target. */
const diagonal =
  (second: (z: number, y: number) => number): HessianProduct =>
  ({ z }: Outputs, at: number, m: number, y: Target, i: number, v: Float64Array, out: Float64Array) => {
    for (let a = 0; a < m; a++) out[a] = second(z[at + a], y[i * m + a]) * v[a]
  }

/** z from which losses of counts go on along their slope. */
const LARGEST_LOG = 30

/** |t| from which the loss goes on along its slope. */
const LARGEST_LOG_VARIANCE = 20

type Options = Readonly<Record<string, number>>

/** Losses whose own curvature is another than ∂²l/∂z², as Gauss–Newton steps want it. */
const exact: Partial<Record<LossName, (options: Options) => HessianProduct>> = {
  huber: ({ delta }) => diagonal((z, y) => (Math.abs(z - y) <= delta ? 1 : 0)),
  quantile: ({ width }) => diagonal((z, y) => (Math.abs(z - y) < width ? 0.5 / width : 0)),
  poisson: () => diagonal(z => (z < LARGEST_LOG ? exp(z) : 0)),
  negativeBinomial: ({ k }) =>
    diagonal((z, y) => {
      const mu = exp(z)
      return z < LARGEST_LOG ? (k * mu * (y + k)) / (k + mu) ** 2 : 0
    }),
  gaussianNLL: () => gaussian,
}

/** Of t/2 + e^{−t} e²/2, e = μ − y: e^{−t} [1, −e; −e, e²/2]. */
const gaussian: HessianProduct = ({ z }, at, m, y, i, v, out) => {
  const c = m / 2
  for (let a = 0; a < c; a++) {
    const t = z[at + c + a]
    const e = z[at + a] - y[i * c + a]
    const inside = Math.abs(t) < LARGEST_LOG_VARIANCE ? 1 : 0
    const precision = exp(-Math.min(Math.max(t, -LARGEST_LOG_VARIANCE), LARGEST_LOG_VARIANCE))
    out[a] = precision * (v[a] - inside * e * v[c + a])
    out[c + a] = inside * precision * ((e * e * v[c + a]) / 2 - e * v[a])
  }
}

/** v ↦ (∂²l/∂z²) v of one sample; of a loss of the user's own the curvature he gave. */
export function outputHessian({ name, spec, hessianProduct }: Loss): HessianProduct {
  const options = typeof spec === 'object' ? (spec as Exclude<LossSpec, LossName> & Options) : {}
  return exact[name]?.(options) ?? hessianProduct
}
