import { run } from '../../src/cli/run.js'
import type { Ran } from './cli.js'

const streams = [process.stdout, process.stderr] as const

/**
 * Runs `woodbury` in this process, without a terminal, which is far quicker than in one of its own; not for signals, nor
 * for what writes to /dev/stdout.
 */
export async function woodburyHere(
  args: readonly string[],
  { cwd = process.cwd() }: { readonly cwd?: string } = {},
): Promise<Omit<Ran, 'signal'>> {
  const said = ['', '']
  const folder = process.cwd()
  const own = streams.map(({ write, isTTY }) => ({ write, isTTY }))
  for (const [k, stream] of streams.entries()) {
    stream.isTTY = false
    stream.write = ((text: string) => {
      said[k] += text
      return true
    }) as typeof stream.write
  }
  process.chdir(cwd)
  try {
    const code = await run(args)
    const [stdout, stderr] = said
    return { code, stdout, stderr }
  } finally {
    process.chdir(folder)
    for (const [k, stream] of streams.entries()) Object.assign(stream, own[k])
  }
}
