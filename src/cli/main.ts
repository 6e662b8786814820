#!/usr/bin/env node
import { guardStreams } from './files/streams.js'
import { run } from './run.js'
import { listen } from './signals.js'

listen()
guardStreams()
process.exitCode = await run(process.argv.slice(2))
