#!/usr/bin/env node
import { run } from './run.js'

// A reader that leaves early, as in `woodbury predict … | head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

process.exitCode = await run(process.argv.slice(2))
