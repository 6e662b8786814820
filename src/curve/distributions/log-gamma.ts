const HALF_LOG_2PI = 0.9189385332046728

/** B₂ₖ / (2k (2k − 1)), k = 1 … 8: Stirling's series, below 1e-17 of its sum from z = 15 on. */
const SERIES = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400]
const FROM = 15

const series = (z: number) => SERIES.reduceRight((sum, c) => sum / (z * z) + c, 0) / z

/** log Γ(z), z > 0, to a few ulp of max(1, |log Γ|): Stirling's series, below z = 15 after Γ(z) = Γ(z + 1) / z. */
export function logGamma(z: number): number {
  let product = 1
  let up = z
  for (; up < FROM; up++) product *= up
  return (up - 0.5) * Math.log(up) - up + HALF_LOG_2PI + series(up) - Math.log(product)
}

/** log Γ(z + 1) − [(z + ½) log z − z + ½ log 2π]: what Stirling's formula leaves, without its cancellation. */
const stirlingError = (z: number) =>
  z < FROM ? logGamma(z + 1) - (z + 0.5) * Math.log(z) + z - HALF_LOG_2PI : series(z)

/** a log(a / m) + m − a, without cancellation where δ = a − m is small against a. */
function deviance(a: number, m: number, delta: number): number {
  const v = delta / (a + m)
  if (Math.abs(v) > 0.1) return a * Math.log(a / m) - delta
  let sum = delta * v
  let term = 2 * a * v
  for (let k = 3; ; k += 2) {
    term *= v * v
    const next = sum + term / k
    if (next === sum) return sum
    sum = next
  }
}

/**
 * The two densities behind the distributions, in the saddle-point form of C. Loader, "Fast and accurate computation of
 * binomial probabilities", 2000: no large logarithms cancel, so that 1e6 degrees of freedom cost no digits.
 * x^a e^−x / Γ(a)
 */
export const gammaDensity = (a: number, x: number): number =>
  Math.sqrt(a / (2 * Math.PI)) * Math.exp(-stirlingError(a) - deviance(a, x, a - x))

/** x^a y^b / B(a, b), where y is 1 − x, given apart because either may be tiny. */
export function betaDensity(a: number, b: number, x: number, y: number): number {
  const n = a + b
  const delta = a * y - b * x
  const error = stirlingError(n) - stirlingError(a) - stirlingError(b)
  return (
    Math.sqrt(((a / n) * b) / (2 * Math.PI)) * Math.exp(error - deviance(a, n * x, delta) - deviance(b, n * y, -delta))
  )
}
