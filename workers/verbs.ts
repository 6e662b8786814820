import { hello } from '../src/place/hello.js'
import { leaders, serve } from '../src/place/lead.js'
import type { PoolWorker } from '../src/place/pool.js'
import type { Steppers } from '../src/step/steppers.js'

/** What a worker that knows these methods can be asked for. */
export const verbsOf = (steppers: Steppers): PoolWorker => ({ hello, ...leaders(steppers), serve })
