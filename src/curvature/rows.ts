import { type Batch, placeOf, type Samples } from '../model/feed.js'
import { type Head, weightOf, writeDelta } from '../model/heads.js'
import type { Loss } from '../model/losses/loss.js'
import { PURPOSE, stream } from '../random/index.js'

/**
 * What a row is: one scalar s_r of a sample whose derivative by θ is a row of J~, C = J~ᵀJ~/N.
 * `ggn`: columns of √ω L, L Lᵀ = ∂²l/∂z² (Gauss–Newton). `sketched`: the same, but a loss that offers it has one random
 * combination √ω L v of its columns, v of signs ±1, whose expectation is the same matrix. The Fisher kinds have one row a sample and head: √ω times the
 * log-loss with the true label (`empirical`, `improvedEmpirical`) or one drawn from the model (`sampled`).
 */
export type RowKind = 'ggn' | 'sketched' | 'empirical' | 'improvedEmpirical' | 'sampled'

/** Whether the rows span the gradient of their own samples, so that the push-through form applies. */
export const spansGradient = (kind: RowKind): boolean => kind !== 'sampled' && kind !== 'sketched'

/** Whether a head's rows are the columns of its factor. */
const whole = (kind: RowKind, loss: Loss): boolean => kind === 'ggn' || (kind === 'sketched' && !loss.combination)

/** Rows a sample. */
export function rowsPerSample(kind: RowKind, heads: readonly Pick<Head, 'loss' | 'm'>[]): number {
  return heads.reduce((sum, { loss, m }) => sum + (whole(kind, loss) ? loss.rows(m) : 1), 0)
}

/** Draws of the labels of `sampled` and the signs of `sketched`: one stream for each step and sample, so threads do not change them. */
export interface RowDraws {
  readonly seed: number
  readonly step: number
}

/**
 * Seeds the δ of every head with the rows of a batch, sample-major, and writes the right-hand side s with
 * J~ᵀ s = Σ ω ∇l (for `improvedEmpirical` the one of Wu et al. 2024, eq. 8: ω-scaled ‖∂l/∂z‖²; nothing of use where the
 * rows do not span the gradient).
 * `s` holds batch.count × rowsPerSample numbers.
 */
export function seedRows(
  kind: RowKind,
  heads: readonly Head[],
  samples: Samples,
  batch: Batch,
  draws: RowDraws,
  s: Float64Array,
): void {
  const q = rowsPerSample(kind, heads)
  const severalHeads = heads.length > 1
  let first = 0
  heads.forEach((head, k) => {
    const { m, loss, delta, outputs } = head
    if (severalHeads) delta.fill(0, 0, batch.count * q * m)
    const full = whole(kind, loss)
    const rows = full ? loss.rows(m) : 1
    const L = new Float64Array(full ? m * m : m)
    const rhs = new Float64Array(m)
    for (let i = 0; i < batch.count; i++) {
      const place = placeOf(batch, i)
      const root = Math.sqrt(weightOf(head, samples, place))
      const random = (purpose: number) => stream(draws.seed, purpose, draws.step, i * heads.length + k)
      if (full) loss.factor(outputs, i * m, m, samples.targets[k], place, L, rhs)
      else if (kind === 'sketched') {
        random(PURPOSE.outputSigns).signs(rhs, m)
        loss.combination?.(outputs, i * m, m, rhs, L)
      } else if (kind === 'sampled') loss.sampledGradient?.(outputs, i * m, m, random(PURPOSE.sampledLabels), L)
      else loss.gradient(outputs, i * m, m, samples.targets[k], place, L)
      if (kind === 'empirical') rhs[0] = 1
      if (kind === 'improvedEmpirical') rhs[0] = squaredNorm(L, m)
      const row = i * q + first
      for (let a = 0; a < rows; a++) {
        s[row + a] = root === 0 ? 0 : root * rhs[a]
        writeDelta(head, row + a, L, a * m, root)
      }
    }
    first += rows
  })
}

/** Σ r² over the first m. */
export function squaredNorm(r: Float64Array, m: number): number {
  let sum = 0
  for (let a = 0; a < m; a++) sum += r[a] * r[a]
  return sum
}
