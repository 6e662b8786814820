import type { Places } from './places.js'

/** Each in a chunk of its own: a page whose worker trains need not load the loop. */
export const places: Places = {
  takePool: async (...how) => (await import('../run-in-workers.js')).takePool(...how),
  runInWorkers: async (...run) => (await import('../run-in-workers.js')).runInWorkers(...run),
  async runInline(plan, ...run) {
    const { runInline } = plan.family ? await import('#family-trainer') : await import('#trainer')
    return runInline(plan, ...run)
  },
}
