import type { Workers } from './workers.js'

/** Edge functions: there are none. */
export const workers: Workers = {
  exist: () => false,
  spawn: () => Promise.reject(new Error('there are no workers here')),
  channel: () => Promise.reject(new Error('there are no workers here')),
  memoryStaysHere: () => 'this place has no workers',
  isPage: () => false,
  hardwareThreads: () => 1,
}
