import { availableParallelism, freemem, totalmem } from 'node:os'
import type { Command } from 'commander'
import { bestSimdBuild } from '../index.js'
import { version } from './version.js'

const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`

export function addInfo(program: Command): void {
  program
    .command('info')
    .description('say which kernels, threads and memory a run gets here')
    .option('--json', 'print one JSON object')
    .action(({ json }: { json?: boolean }) => {
      const facts = {
        version: version(),
        node: process.versions.node,
        simd: bestSimdBuild(),
        threads: availableParallelism(),
        memory: { total: totalmem(), free: freemem() },
      }
      if (json) process.stdout.write(`${JSON.stringify(facts)}\n`)
      else
        process.stdout.write(
          `woodbury ${facts.version} on Node ${facts.node}\n` +
            `SIMD     ${facts.simd === 'relaxed' ? 'relaxed: with fused multiply-add' : 'plain: without fused multiply-add'}\n` +
            `threads  ${facts.threads}\n` +
            `memory   ${gib(facts.memory.total)}, ${gib(facts.memory.free)} free; one run addresses at most 4.0 GiB\n`,
        )
    })
}
