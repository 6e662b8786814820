import { places } from '#places'
import { messageOf } from '../brand.js'
import { isDenied } from '../denied.js'
import { isNotImported } from './own-modules.js'
import type { RunPlan } from './plan.js'
import type { Pool } from './pool.js'
import { fallback } from './threads.js'

/** A plan whose workers, if it needs any, have said hello. */
export interface Placed {
  readonly plan: RunPlan
  readonly pool?: Pool
}

/** Why the last pool could not be started: it is not tried again before `init` changes something. */
let refusal: string | undefined

export const poolRefusal = (): string | undefined => refusal

export function forgetRefusal(): void {
  refusal = undefined
}

/** Takes the workers of a plan; where they refuse, the plan goes on with what is left, and `warn` hears it. */
export async function settlePlace(plan: RunPlan, warn: (warning: string) => void): Promise<Placed> {
  if (plan.place === 'inline') return { plan }
  if (refusal === undefined)
    try {
      const pool = await places.takePool(plan)
      if (plan.place === 'worker' || pool.shares) return { plan, pool }
      warn(fallback(plan.threads, 'memory that is posted to a worker turns out not to be shared', 'worker'))
      return { plan: { ...plan, threads: 1, place: 'worker' }, pool }
    } catch (error) {
      refusal = messageOf(error)
    }
  warn(fallback(plan.threads, withRemedy(refusal), 'inline'))
  return { plan: { ...plan, threads: 1, place: 'inline' } }
}

/** Why there are no workers, and what helps. */
export const withRemedy = (said: string): string => `workers cannot be started (${said}). ${remedyOf(said)}`

const remedyOf = (said: string): string => {
  if (isDenied(said)) return 'Start Node with --allow-worker'
  return isNotImported(said) ? PARTS : POLICY
}

const PARTS = 'Check the address in init({ parts }), and that its module runs in a worker'

const POLICY =
  'A strict Content-Security-Policy needs worker-src blob:, or the address of a copy of worker.js in init({ workerUrl })'
