import { runInline } from '../trainers/core.js'
import type { Places } from './places.js'

const noWorkers = () => Promise.reject(new Error('there are no workers here'))

/** Edge functions train in the request itself, and wait for every byte of what they load. */
export const places: Places = { takePool: noWorkers, runInWorkers: noWorkers, runInline }
