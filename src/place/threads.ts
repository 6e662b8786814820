import { workers } from '#workers'
import { autoThreads } from '../runtime/auto-threads.js'
import type { Place } from '../train/records.js'

/** Flops of a step below which the barriers of a second thread, or another thread at all, cost more than they save. */
const POOL_WORK = 2e7

/**
 * Threads and place of a run. `auto` is what the hardware has, and one where the work is small; a number is taken as it
 * is. Without shared memory one worker has all of it, without workers the caller's thread; a page computes only what is
 * small itself.
 */
export function placeOf(
  asked: number | 'auto',
  flops: number,
  warnings: string[],
): { readonly threads: number; readonly place: Place } {
  const small = flops < POOL_WORK
  const wanted = asked !== 'auto' ? asked : small ? 1 : autoThreads()
  if (!workers.exist()) {
    if (asked !== 'auto' && asked > 1) warnings.push(fallback(asked, 'this place has no workers', 'inline'))
    return { threads: 1, place: 'inline' }
  }
  const apart = workers.isPage() && !small
  if (wanted === 1) return { threads: 1, place: apart ? 'worker' : 'inline' }
  const obstacle = workers.memoryStaysHere()
  if (obstacle === undefined) {
    const has = workers.hardwareThreads()
    if (wanted > has)
      warnings.push(
        `threads: ${wanted}, but the hardware runs ${has} at once: the others take turns and slow the run. Use threads: ${has}.`,
      )
    return { threads: wanted, place: 'pool' }
  }
  const place = small ? 'inline' : 'worker'
  warnings.push(fallback(wanted, obstacle, place))
  return { threads: 1, place }
}

/** The one sentence that says that fewer threads compute than could. */
export const fallback = (wanted: number, reason: string, place: Place): string =>
  `threads: ${wanted} would compute here, but ${reason}. ${place === 'inline' ? 'The calling thread' : 'One worker'} trains instead.`
