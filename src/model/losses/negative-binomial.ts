import { positiveNumber } from '../../options.js'
import { exp, log, log1p } from '../../portable.js'
import { gamma, poisson } from '../../random/index.js'
import { capped, countLoss, countRange, yLogY } from './shared/counts.js'
import type { LossDefinition } from './shared/definition.js'

/** log((y + k)/(μ + k)), to the digit also where k is so large that the quotient is 1. */
function logRatio(y: number, mu: number, k: number): number {
  const change = (y - mu) / (mu + k)
  return Math.abs(change) < 0.5 ? log1p(change) : log((y + k) / (mu + k))
}

/**
 * l = (y + k) log(k + μ) − y z − k log k, μ = e^z: counts of mean μ and variance μ + μ²/k (Hilbe 2011, ch. 8); the terms
 * of y alone are left out. r = k (μ − y)/(k + μ), H is the Fisher information k μ/(k + μ). A target is drawn from the
 * Poisson distribution whose mean is drawn from the gamma distribution of shape k and mean μ.
 */
export const negativeBinomial: LossDefinition = {
  options: { k: { check: positiveNumber } },

  make: ({ k }) =>
    countLoss(
      {
        value(z, y) {
          const at = capped(z)
          const mu = exp(at)
          return (y + k) * (log1p(mu / k) + ((z - at) * mu) / (k + mu)) + y * (log(k) - z)
        },
        slope: (mu, y) => (mu - y) / (1 + mu / k),
        curvature: mu => mu / (1 + mu / k),
        second: (mu, y) => (mu * (1 + y / k)) / (1 + mu / k) ** 2,
        draw: (mu, random) => poisson(random, (mu / k) * gamma(random, k)),
        least: y => (y + k) * log1p(y / k) + y * log(k) - yLogY(y),
        deviance: (mu, y) => 2 * ((y > 0 ? y * log(y / mu) : 0) - (y + k) * logRatio(y, mu, k)),
      },
      {
        name: 'negativeBinomial',
        spec: { kind: 'negativeBinomial', k },
        range: { ...countRange, whole: true, words: 'counts, whole numbers from 0 to 1e13' },
      },
    ),
}
