import type { Layout } from '../../step/layout.js'
import type { LoopResult } from '../../train/loop.js'
import type { RunPlan } from '../plan.js'
import type { takePool } from '../pool.js'
import type { runInWorkers } from '../run-in-workers.js'
import type { RunListener } from '../run-listener.js'

/** The two ways to run a plan; package.json names the file behind `#places` for each place. */
export interface Places {
  readonly takePool: typeof takePool
  readonly runInWorkers: typeof runInWorkers
  readonly runInline: (plan: RunPlan, layout: Layout, listener: RunListener) => Promise<LoopResult>
}
