import { BLOCK, type Residuals } from './residuals.js'

/** The first row whose residual or derivatives at p are no finite numbers, −1 where all are. */
export function brokenRow(residuals: Residuals, p: Float64Array): number {
  const { rows } = residuals
  const stride = Math.min(BLOCK, rows)
  const r = new Float64Array(stride)
  const J = new Float64Array(stride * p.length)
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows)
    residuals.linearise(p, from, to, r, J, stride)
    for (let i = 0; i < to - from; i++) {
      let sum = r[i]
      for (let at = i; at < J.length; at += stride) sum += J[at]
      if (sum - sum !== 0) return from + i
    }
  }
  return -1
}
