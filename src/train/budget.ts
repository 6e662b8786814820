import type { Budget } from './plan.js'
import type { Stopped } from './records.js'

/** How far a run is, in the terms of its budget. */
export interface Progress {
  readonly steps: number
  readonly epochs: number
  readonly seconds: number
}

const limits = ['epochs', 'steps', 'seconds'] as const

/** The largest used fraction of the given budgets: what schedules run over. */
export function usedFraction(budget: Budget, progress: Progress): number {
  let used = 0
  for (const name of limits) {
    const limit = budget[name]
    if (limit !== undefined) used = Math.max(used, progress[name] / limit)
  }
  return used
}

/** The first limit reached, with the sentence that says so. */
export function exhausted(budget: Budget, progress: Progress): { stopped: Stopped; reason: string } | undefined {
  for (const name of limits) {
    const limit = budget[name]
    if (limit === undefined || progress[name] < limit) continue
    const did = name === 'seconds' ? progress[name].toFixed(2) : String(Math.floor(progress[name]))
    return { stopped: name, reason: `the budget of ${limit} ${name} is used (${did})` }
  }
  return undefined
}
