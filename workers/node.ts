import { parentPort } from 'node:worker_threads'
import { expose } from 'comlink/dist/esm/comlink.mjs'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { lead, serve } from '../src/train/lead.js'

if (parentPort) expose({ lead, serve }, nodeEndpoint(parentPort))
