import { exp, log } from '../portable.js'
import type { Random } from './stream.js'

/** Mean from which on rejection takes fewer draws than a product of uniform numbers. */
const FEW = 10

/** Mean from which on the normal distribution stands for the Poisson's, whose skewness is then below 1e-3. */
const MANY = 1e6

const LOG_ROOT_2PI = 0.9189385332046727

/** log k!, by Stirling's series from 10 on. */
function logFactorial(k: number): number {
  let sum = 0
  if (k < 10) {
    for (let i = 2; i <= k; i++) sum += log(i)
    return sum
  }
  const square = 1 / (k * k)
  return (k + 0.5) * log(k) - k + LOG_ROOT_2PI + (1 / 12 - square * (1 / 360 - square / 1260)) / k
}

/** A count of the Poisson distribution; by transformed rejection (Hörmann 1993, PTRS) for means from 10 to 1e6. */
export function poisson(random: Random, mean: number): number {
  if (mean >= MANY) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()))
  if (mean < FEW) {
    const end = exp(-mean)
    let count = 0
    for (let product = random.uniform(); product > end; product *= random.uniform()) count++
    return count
  }
  const b = 0.931 + 2.53 * Math.sqrt(mean)
  const a = -0.059 + 0.02483 * b
  const inverse = 1.1239 + 1.1328 / (b - 3.4)
  const surely = 0.9277 - 3.6224 / (b - 2)
  for (;;) {
    const u = random.uniform() - 0.5
    const v = 1 - random.uniform()
    const us = 0.5 - Math.abs(u)
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43)
    if (us >= 0.07 && v <= surely) return k
    if (!(k >= 0) || (us < 0.013 && v > us)) continue
    if (log((v * inverse) / (a / (us * us) + b)) <= k * log(mean) - mean - logFactorial(k)) return k
  }
}

/** A number of the gamma distribution of scale 1 (Marsaglia & Tsang 2000; shapes below 1 by their power of a uniform number). */
export function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * exp(log(1 - random.uniform()) / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = random.normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && log(1 - random.uniform()) < (x * x) / 2 + d - d * v + d * log(v)) return d * v
  }
}
