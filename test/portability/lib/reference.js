import { fileURLToPath } from 'node:url'
import { command } from './command.js'

/** The folder into which everything was installed. */
export const root = fileURLToPath(new URL('..', import.meta.url))

let promise

/** The report of Node 20, against which every other place is held. */
export function reference() {
  promise ??= command(process.execPath, ['apps/runtime.js'], { cwd: root }).then(lastLine)
  return promise
}

export const lastLine = output => JSON.parse(output.trim().split('\n').at(-1))
