import { availableParallelism, freemem, totalmem } from 'node:os'
import type { Command } from 'commander'
import { info } from '../index.js'
import { version } from './version.js'

const SIMD = {
  relaxed: 'relaxed: with fused multiply-add',
  plain: 'plain: without fused multiply-add',
  none: 'none: without WebAssembly SIMD nothing trains or predicts here',
}

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
        simd: info().simd,
        threads: availableParallelism(),
        memory: { total: totalmem(), free: freemem() },
      }
      if (json) process.stdout.write(`${JSON.stringify(facts)}\n`)
      else
        process.stdout.write(
          `woodbury ${facts.version} on Node ${facts.node}\n` +
            `SIMD     ${SIMD[facts.simd]}\n` +
            `threads  ${facts.threads}\n` +
            `memory   ${gib(facts.memory.total)}, ${gib(facts.memory.free)} free; one run addresses at most 4.0 GiB\n`,
        )
    })
}
