// Node, Deno and Bun: one line of JSON.
import { killWorker, living } from '../lib/workers-node.js'
import { scenario } from '../scenario.js'

const api = await import('woodbury')
console.log(JSON.stringify(await scenario(api, { killWorker, living })))
