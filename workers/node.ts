import { parentPort } from 'node:worker_threads'
import { expose } from 'comlink/dist/esm/comlink.mjs'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { familySteppers } from '../src/step/family-steppers.js'
import { verbsOf } from './verbs.js'

if (parentPort) expose(verbsOf(familySteppers), nodeEndpoint(parentPort))
