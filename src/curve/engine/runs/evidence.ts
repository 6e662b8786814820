import { BLOCK, type Residuals } from '../residuals.js'

/**
 * How many rows say something of each parameter at p, as the squares of its column over the largest of them (n): all of them where
 * they say equally much, a few where it is a narrow peak's. 0 where nothing does, NaN where something is no finite number.
 */
export function evidenceAt(residuals: Residuals, p: Float64Array): Float64Array {
  const { rows, parameters } = residuals
  const stride = Math.min(BLOCK, rows)
  const r = new Float64Array(stride)
  const J = new Float64Array(stride * parameters)
  const sums = new Float64Array(parameters)
  const largest = new Float64Array(parameters)
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows)
    residuals.linearise(p, from, to, r, J, stride)
    let total = 0
    for (let i = 0; i < to - from; i++) total += r[i]
    for (let k = 0; k < parameters; k++) {
      let sum = 0
      for (let i = k * stride; i < k * stride + to - from; i++) {
        const square = J[i] * J[i]
        sum += square
        if (square > largest[k]) largest[k] = square
      }
      sums[k] += total - total === 0 ? sum : Number.NaN
    }
  }
  return sums.map((sum, k) => (sum === 0 ? 0 : sum / largest[k]))
}
