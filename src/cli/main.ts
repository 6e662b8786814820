#!/usr/bin/env node
import { run } from './run.js'
import { listen } from './signals.js'
import { guardStreams } from './streams.js'

listen()
guardStreams()
process.exitCode = await run(process.argv.slice(2))
