import type { Places } from './places.js'

/** Each in a chunk of its own: a page whose worker trains need not load the loop. */
export const places: Places = {
  takePool: async (...how) => (await import('../pool.js')).takePool(...how),
  runInWorkers: async (...run) => (await import('../run-in-workers.js')).runInWorkers(...run),
  runInline: async (...run) => (await import('../inline.js')).runInline(...run),
}
