import { type Batch, placeOf, type Samples } from '../../model/feed.js'
import { type Head, weightOf } from '../../model/heads.js'

/** A δ below this is 0: products of subnormal numbers crawl. */
const LEAST = 1e-30

/** δ ← ω (z − y) / N of a batch's squared errors, in one pass with its mean loss Σ ½ ω ‖z − y‖² / N, which it returns. */
export function seedResiduals(head: Head, samples: Samples, batch: Batch): number {
  const { m, delta, outputs } = head
  const { z } = outputs
  const [y] = samples.targets
  let total = 0
  for (let i = 0; i < batch.count; i++) {
    const place = placeOf(batch, i)
    const weight = weightOf(head, samples, place) / batch.count
    if (weight === 0) {
      delta.fill(0, i * m, (i + 1) * m)
      continue
    }
    let squares = 0
    for (let a = 0; a < m; a++) {
      const r = z[i * m + a] - y[place * m + a]
      squares += r * r
      const value = weight * r
      delta[i * m + a] = Math.abs(value) < LEAST ? 0 : value
    }
    total += (weight * squares) / 2
  }
  return total
}
