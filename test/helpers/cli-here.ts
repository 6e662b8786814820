import { run } from '../../src/cli/run.js'
import type { Ran } from './cli.js'

/** Runs `woodbury` in this process, which is far quicker than in one of its own; not for what writes to /dev/stdout. */
export async function woodburyHere(args: readonly string[]): Promise<Omit<Ran, 'signal'>> {
  const said = { stdout: '', stderr: '' }
  const streams = ['stdout', 'stderr'] as const
  const writers = streams.map(name => process[name].write)
  for (const name of streams)
    process[name].write = ((text: string) => {
      said[name] += text
      return true
    }) as typeof process.stdout.write
  try {
    return { code: await run(args), ...said }
  } finally {
    for (const [k, name] of streams.entries()) process[name].write = writers[k]
  }
}
