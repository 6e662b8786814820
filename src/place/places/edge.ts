import { runInline as runPaper } from '../trainers/paper.js'
import type { Places } from './places.js'

const noWorkers = () => Promise.reject(new Error('there are no workers here'))

/** What the family needs is evaluated where a run wants it: a cold start by the paper's methods has none of it. */
const runInline: Places['runInline'] = async (plan, ...rest) => {
  if (!plan.family) return runPaper(plan, ...rest)
  const { runInline: runFamily } = await import('../trainers/family.js')
  return runFamily(plan, ...rest)
}

/** Edge functions train in the request itself, and wait for every byte of what they load. */
export const places: Places = { takePool: noWorkers, runInWorkers: noWorkers, runInline }
