import { isSecondOrder, type ResolvedOptimizer } from '../optim/optimizer.js'
import { hasWorkers } from '../runtime/spawn.js'
import { hardwareThreads } from '../runtime/threads.js'

/** Flops of a step below which the barriers of a second thread cost more than it saves. */
const POOL_WORK = 2e7

let auto: number | undefined

/** What `auto` means from now on. */
export function setThreads(threads: number): void {
  auto = threads
}

/** What the thread count follows from. */
export interface Work {
  readonly optimizer: ResolvedOptimizer
  readonly samples: number
  readonly parameters: number
  readonly widths: number
  readonly rowsPerSample: number
}

/** Flops of one step, to the accuracy that a choice of threads needs. */
function flopsOf({ optimizer, samples, parameters, widths, rowsPerSample }: Work): number {
  const batch = optimizer.gradientBatch === 'full' ? samples : optimizer.gradientBatch
  const gradient = 6 * batch * parameters
  if (!isSecondOrder(optimizer)) return gradient
  const rows = optimizer.curvatureBatch * rowsPerSample
  return gradient + (rows <= parameters ? rows ** 2 * widths : rows * parameters ** 2)
}

/**
 * Threads of a run. `auto` is what the hardware has, and one where there are no workers or the work is small; a number
 * is taken as it is, but where there are no workers.
 */
export function threadsOf(asked: number | 'auto', work: Work, warnings: string[]): number {
  if (asked === 1) return 1
  if (!hasWorkers()) {
    if (asked !== 'auto')
      warnings.push(`threads: ${asked} was asked for, but this place has no workers: one thread is used`)
    return 1
  }
  if (asked !== 'auto') return asked
  return flopsOf(work) < POOL_WORK ? 1 : (auto ?? hardwareThreads())
}
