import { CommanderError } from 'commander'
import { dispose, WoodburyError } from '../index.js'
import { EXIT, type ExitCode } from './exit-codes.js'
import { program } from './program.js'
import { allowRelaxedSimd } from './relaxed-simd.js'

/** Runs the command with its arguments; every error becomes one line on stderr and an exit code here. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  allowRelaxedSimd()
  let code: ExitCode = EXIT.done
  try {
    await program(reached => {
      code = reached
    }).parseAsync(args.length > 0 ? [...args] : ['--help'], { from: 'user' })
    return code
  } catch (error) {
    return explain(error)
  } finally {
    await dispose()
  }
}

function explain(error: unknown): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done
  const isKnown = error instanceof CommanderError || error instanceof WoodburyError
  if (!isKnown) {
    process.stderr.write(`woodbury: internal error, please report it: ${(error as Partial<Error>)?.stack ?? error}\n`)
    return EXIT.failed
  }
  const sentence = error.message.replace(/^(error|woodbury): /, '').replace(/\s*\n\s*/g, ' ')
  process.stderr.write(`woodbury: ${sentence}\n`)
  return error instanceof WoodburyError && error.code === 'WORKER_LOST' ? EXIT.failed : EXIT.wrongUse
}
