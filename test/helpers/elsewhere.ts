import { dispose, init } from '../../src/api/init.js'
import { workers } from '../../src/runtime/worker-kinds/node.js'

/** A place as it is elsewhere: other answers of `#workers` while a test runs, and workers of its own. */
export async function elsewhere(answers: Partial<typeof workers>, visit: () => Promise<void>): Promise<void> {
  const here = { ...workers }
  await dispose()
  Object.assign(workers, answers)
  try {
    await visit()
  } finally {
    Object.assign(workers, here)
    init()
    await dispose()
  }
}
