import type { Batch } from '../../model/feed.js'

/** What stands for the inverse curvature of every layer with parameters. */
export interface Preconditioner {
  /** Looks at a batch, whose values are the first in the cache; `draw` counts the batches drawn so far. */
  look(theta: number, batch: Batch, draw: number): void
  /** Makes anew what is due under λ. Returns whether every matrix is positive. */
  ready(lambda: number, draw: number): boolean
  /** Byte offset of the preconditioned V, n × units elements like it, valid until the next call. */
  apply(layer: number, V: number, n: number, units: number): number
  /** V ← (A + λ I)⁻¹ Hᵀ D of the first samples of the cache, n × units. Of methods without G. */
  onInputs?(layer: number, samples: number, D: number, V: number): void
  counters(): Readonly<Record<string, number>>
  restore(counters: Readonly<Record<string, number>>): void
}
