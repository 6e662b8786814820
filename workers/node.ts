import { parentPort } from 'node:worker_threads'
import { expose } from 'comlink/dist/esm/comlink.mjs'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { verbs } from './verbs.js'

if (parentPort) expose(verbs, nodeEndpoint(parentPort))
