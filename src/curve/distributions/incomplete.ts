import { betaDensity, gammaDensity } from './log-gamma.js'

/** Both tails, each with full relative accuracy where it is the smaller one, and the density times the variable. */
export interface Tails {
  readonly lower: number
  readonly upper: number
  readonly slope: number
}

const TINY = 1e-300
/** Terms grow as the root of the larger parameter: 6,000 for 1e6. */
const MOST_TERMS = 100_000

/** b₀ + a₁/(b₁ + a₂/(b₂ + …)) by the modified Lentz method; `term(k)` writes aₖ, bₖ into `pair`. */
function continuedFraction(first: number, term: (k: number, pair: number[]) => void): number {
  const pair = [0, 0]
  let f = first || TINY
  let c = f
  let d = 0
  for (let k = 1; k < MOST_TERMS; k++) {
    term(k, pair)
    d = 1 / (pair[1] + pair[0] * d || TINY)
    c = pair[1] + pair[0] / c || TINY
    f *= c * d
    if (Math.abs(c * d - 1) < 2e-16) break
  }
  return f
}

/** Regularised incomplete gamma functions P and Q(a, x), a > 0, x ≥ 0: the series DLMF 8.7.1, the fraction 8.9.2. */
export function incompleteGamma(a: number, x: number): Tails {
  const slope = x > 0 ? gammaDensity(a, x) : 0
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let k = a + 1; term > sum * 1e-17; k++) {
      term *= x / k
      sum += term
    }
    const lower = slope * sum
    return { lower, upper: 1 - lower, slope }
  }
  const fraction = continuedFraction(x + 1 - a, (k, pair) => {
    pair[0] = -k * (k - a)
    pair[1] = x + 2 * k + 1 - a
  })
  const upper = slope / fraction
  return { lower: 1 - upper, upper, slope }
}

/** The fraction DLMF 8.17.22, fast where x is below the mean. */
const betaFraction = (a: number, b: number, x: number) =>
  continuedFraction(1, (k, pair) => {
    const m = k >> 1
    const n = a + 2 * m
    pair[0] = (k & 1 ? (-(a + m) * (a + b + m)) / (n * (n + 1)) : (m * (b - m)) / ((n - 1) * n)) * x
    pair[1] = 1
  })

/** 1 + (a + b) / (a + 1) x + …, DLMF 8.17.8: every term is positive, so that none of the digits are lost. */
function betaSeries(a: number, b: number, x: number): number {
  let term = 1
  let sum = 1
  for (let k = 0; term > sum * 1e-17; k++) {
    term *= ((a + b + k) / (a + 1 + k)) * x
    sum += term
  }
  return sum
}

/** Beyond the mean by so much the series would leave the other tail as a small difference. */
const BEYOND = 8

/**
 * Regularised incomplete beta function I_x(a, b) and its complement; y is 1 − x, given apart. The slope is that over
 * log(x / y). The fraction loses digits about the mean where one parameter is far larger; there the series is short.
 */
export function incompleteBeta(a: number, b: number, x: number, y: number): Tails {
  const slope = x > 0 && y > 0 ? betaDensity(a, b, x, y) : 0
  const n = a + b
  const isLower = x < y ? n * x < a + BEYOND : n * y >= b + BEYOND
  if (isLower) {
    const lower = (slope / a) * (x < y ? betaSeries(a, b, x) : 1 / betaFraction(a, b, x))
    return { lower, upper: 1 - lower, slope }
  }
  const upper = (slope / b) * (x < y ? 1 / betaFraction(b, a, y) : betaSeries(b, a, y))
  return { lower: 1 - upper, upper, slope }
}
