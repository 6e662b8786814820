import { hello } from '../src/train/hello.js'
import { lead, leadAlone, serve } from '../src/train/lead.js'
import type { PoolWorker } from '../src/train/pool.js'

/** What a worker can be asked for. */
export const verbs: PoolWorker = { hello, lead, leadAlone, serve }
