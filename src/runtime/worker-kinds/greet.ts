import { version } from '../../version.js'
import { later, never } from '../timers.js'
import type { Spawned } from './workers.js'

/** Milliseconds within which a worker must have said hello. */
const PATIENCE = 10_000

/** Waits for a worker's hello; a rejection says why there is none: it ended, is late, or is of another version. */
export async function greeted(spawned: Spawned, hello: Promise<{ readonly version: string }>): Promise<void> {
  let late: ReturnType<typeof later> | undefined
  const failure = new Promise<never>((_, reject) => {
    const fail = (reason: string) => reject(new Error(reason))
    late = later(() => fail(`a worker did not answer within ${PATIENCE / 1000} s`), PATIENCE)
    spawned.onLost(fail)
  })
  try {
    const { version: its } = await Promise.race([hello, failure])
    if (its !== version)
      throw new Error(`the worker's script is of version ${its}, the package of ${version}: copy worker.js anew`)
  } finally {
    never(late)
  }
}
