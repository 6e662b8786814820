import { EXIT } from '../exit-codes.js'
import { writingError } from './files.js'

/** A reader that has gone: of a pipe, as in `woodbury predict … | head`, or of a terminal that was closed. */
const GONE = ['EPIPE', 'EIO']

/** Lets a run go on when nobody reads what it says; a result that cannot be written ends it. */
export function guardStreams(): void {
  process.stderr.on('error', () => {})
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (GONE.includes(error.code ?? '')) return
    process.stderr.write(`woodbury: ${writingError('stdout', error).message}\n`)
    process.exit(EXIT.wrongUse)
  })
}
