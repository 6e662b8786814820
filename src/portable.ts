/**
 * exp, log and cos by additions, multiplications and divisions alone, which every engine rounds alike: those of `Math`
 * differ in the last bit from engine to engine, and with them a seed would no longer mean the same run. At most 2 ulp.
 */

const number = new Float64Array(1)
const words = new Uint32Array(number.buffer)

/** ln 2 in two parts; products of the first with a small whole number are exact. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

/** 2ᵏ, −1022 ≤ k ≤ 1023. */
function powerOfTwo(k: number): number {
  words[0] = 0
  words[1] = (k + 1023) << 20
  return number[0]
}

/** Terms of Σ rⁿ/n! beyond which |r| ≤ ½ ln 2 adds nothing. */
const EXP_TERMS = 14

export function exp(x: number): number {
  if (!(x < 709.782712893384)) return x > 0 ? Number.POSITIVE_INFINITY : x
  if (x < -745.1332191019412) return 0
  const k = Math.round(x / Math.LN2)
  const r = x - k * LN2_HIGH - k * LN2_LOW
  let sum = 1
  for (let n = EXP_TERMS; n > 0; n--) sum = 1 + (r / n) * sum
  const half = Math.trunc(k / 2)
  return sum * powerOfTwo(half) * powerOfTwo(k - half)
}

/** Terms of 2 Σ s²ⁿ⁺¹/(2n + 1), |s| ≤ (√2 − 1)/(√2 + 1). */
const LOG_TERMS = 11

export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN
  const tiny = x < 2.2250738585072014e-308
  number[0] = tiny ? x * 2 ** 54 : x
  let k = (words[1] >>> 20) - (tiny ? 1077 : 1023)
  words[1] = (words[1] & 0xfffff) | 0x3ff00000
  let m = number[0]
  if (m > Math.SQRT2) {
    m /= 2
    k++
  }
  const s = (m - 1) / (m + 1)
  const square = s * s
  let sum = 0
  for (let n = LOG_TERMS; n > 0; n--) sum = square * (1 / (2 * n + 1) + sum)
  return k * LN2_HIGH + (2 * s + (2 * s * sum + k * LN2_LOW))
}

/** log(1 + x), with x small as well: Kahan's correction of the rounding of 1 + x. */
export function log1p(x: number): number {
  const u = 1 + x
  return u === 1 ? x : (log(u) * x) / (u - 1)
}

/** Terms of the series of cos and sin, |argument| ≤ π/4. */
const COS_TERMS = 10

/** cos(π x), x finite. */
export function cosPi(x: number): number {
  const turned = Math.abs(x) % 2
  const y = turned > 1 ? 2 - turned : turned
  if (y > 0.5) return -cosPi(1 - y)
  return y > 0.25 ? series(Math.PI * (0.5 - y), 1) : series(Math.PI * y, 0)
}

/** cos a for `odd` 0, sin a for 1. */
function series(a: number, odd: 0 | 1): number {
  const square = a * a
  let sum = 1
  for (let n = COS_TERMS; n > 0; n--) sum = 1 - (square / ((2 * n + odd) * (2 * n - 1 + odd))) * sum
  return odd ? a * sum : sum
}

/** aⁿ for a whole n ≥ 0. */
export function power(a: number, n: number): number {
  let result = 1
  for (let base = a, left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= base
    base *= base
  }
  return result
}
