import type { Evident } from '../step/evidence/evidence-rows.js'

/** Noise of at most this share of the targets' variance, 3 % of their spread, is taken to be none. */
const NEGLIGIBLE = 1e-3

/** A log-loss of at most this share of that of the classes' shares is that of classes which lie apart. */
const APART = 5e-3

/** What the evidence says of a weight decay, and of how far the training loss can be believed. */
export interface Verdict {
  /** w of f + w/2 ‖θ‖². */
  readonly weight: number
  /** Whether the training loss is near that of new data, so that w may fall with it until the next estimate. */
  readonly honest: boolean
}

/** Effective parameters for each row up to which the training loss is honest. */
const FEW = 1 / 8

/** Of the targets' variance: noise from which on a training loss that falls tells of more than of over-fitting. */
const SMALL = 10 * NEGLIGIBLE

/**
 * For f the mean loss, of squared errors half their sum, whose variance is to be found as well: w = 2 f γ / ((R − γ) ‖θ‖²)
 * with R residuals (MacKay 1992; Foresee & Hagan 1997, in averages). The noise is the loss as shown times R / (R − γ), as a share of
 * `constant`, that of the best constant; where it is negligible, w goes to 0 with it.
 */
export function ofResiduals(
  { effectiveParameters: gamma, loss, shown, rows, squaredNorm }: Evident,
  constant: number,
): Verdict {
  const noise = (shown * rows) / ((rows - gamma) * constant)
  const exact = Math.min(noise / NEGLIGIBLE, 1) ** 2
  const weight = (exact * 2 * loss * gamma) / ((rows - gamma) * squaredNorm)
  return { weight, honest: gamma < FEW * rows || noise < SMALL }
}

/**
 * For a mean log-likelihood of n samples, which has no variance to be found: w = γ / (n ‖θ‖²). Of classes, `entropy` is the
 * log-loss of their shares: one far below it is that of classes which lie apart, and there w goes to 0 with it.
 */
export function ofLikelihood(
  { effectiveParameters, shown, squaredNorm }: Evident,
  samples: number,
  entropy?: number,
): Verdict {
  const apart = entropy ? Math.min(shown / (APART * entropy), 1) ** 2 : 1
  return { weight: (apart * effectiveParameters) / (samples * squaredNorm), honest: apart < 1 }
}
