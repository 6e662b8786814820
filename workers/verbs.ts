import { hello } from '../src/place/hello.js'
import { lead, leadAlone, serve } from '../src/place/lead.js'
import type { PoolWorker } from '../src/place/pool.js'

/** What a worker can be asked for. */
export const verbs: PoolWorker = { hello, lead, leadAlone, serve }
