import type { runInline } from '../inline.js'
import type { takePool } from '../pool.js'
import type { runInWorkers } from '../run-in-workers.js'

/** The two ways to run a plan; package.json names the file behind `#places` for each place. */
export interface Places {
  readonly takePool: typeof takePool
  readonly runInWorkers: typeof runInWorkers
  readonly runInline: typeof runInline
}
