import { exp, log } from '../../portable.js'
import { poisson as drawPoisson } from '../../random/index.js'
import { capped, countLoss, countRange, yLogY } from './shared/counts.js'

/**
 * l = μ − y z, μ = e^z, each output the logarithm of a mean (McCullagh & Nelder 1989, ch. 6); log y! is left out.
 * H = μ. Targets need not be whole: rates and sums of weights have the same slopes.
 */
export const poisson = countLoss(
  {
    value(z, y) {
      const at = capped(z)
      return exp(at) * (1 + (z - at)) - y * z
    },
    slope: (mu, y) => mu - y,
    curvature: mu => mu,
    second: mu => mu,
    draw: (mu, random) => drawPoisson(random, mu),
    least: y => y - yLogY(y),
    deviance: (mu, y) => 2 * ((y > 0 ? y * log(y / mu) : 0) - (y - mu)),
  },
  {
    name: 'poisson',
    spec: 'poisson',
    range: { ...countRange, words: 'counts, numbers from 0 to 1e13' },
  },
)
