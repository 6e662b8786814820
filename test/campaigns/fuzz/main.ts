/**
 * `npm run fuzz -- [--count 1000000] [--seed 1] [--from block] [--replay target:seed:path]`: structured mutations of every
 * format and description the package takes. Each input ends in a value that stands its checks or in a typed error, within
 * bounded time and memory; the first failure of a block is printed as small as it goes. A run that was stopped goes on.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Failure, runBlock } from './block.js'
import { BLOCK } from './schedule.js'
import { fresh, readState, type State, writeState } from './state.js'
import { type Report, supervise } from './supervise.js'
import { targets } from './targets/table.js'

const { values: said } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string' },
    replay: { type: 'string' },
  },
})

const say = (line: string) => process.stdout.write(`${line}\n`)
const MiB = (bytes: number) => Math.round(bytes / 2 ** 20)

const tell = ({ target, seed, path, input, error }: Failure) =>
  say(`\nFAILED ${target}\n${input}\n${error}\nnpm run fuzz -- --replay '${target}:${seed}:${path}'`)

async function replay(which: string): Promise<boolean> {
  const [name, seed, ...path] = which.split(':')
  const target = targets.find(one => one.name === name)
  if (!target) throw new Error(`no target "${name}": ${targets.map(one => one.name).join(', ')}`)
  const { failure } = await runBlock(target, { seed: Number(seed), count: BLOCK, path: path.join(':') })
  if (failure) tell(failure)
  return failure === undefined
}

async function campaign(): Promise<boolean> {
  const seed = Number(said.seed)
  const blocks = Math.ceil(Number(said.count) / BLOCK)
  const file = fileURLToPath(new URL(`../../../campaigns/fuzz-${seed}.json`, import.meta.url))
  const kept = said.from === undefined ? readState(file) : undefined
  const state = kept && kept.next < blocks ? kept : fresh(seed, Number(said.from ?? 0))
  if (state === kept) say(`goes on at block ${state.next} of ${blocks}; --from 0 starts anew`)
  await supervise(state, blocks, report => {
    keep(state, report)
    if (report.failure) tell(report.failure)
    const done = report.block + 1
    if (done % Math.ceil(blocks / 20) === 0)
      say(
        `${done * BLOCK} inputs, ${state.failures.length} failures, ${state.memory.at(-1)?.rss} MiB, ${state.seconds.toFixed(0)} s`,
      )
    writeState(file, state)
  })
  summarize(state)
  return state.failures.length === 0
}

function keep(
  state: State,
  { block, target, inputs, values, slowest, failure, rss, heapUsed, arrayBuffers, seconds }: Report,
) {
  state.tallies[target] ??= { inputs: 0, values: 0, slowest: 0 }
  const tally = state.tallies[target]
  tally.inputs += inputs
  tally.values += values
  tally.slowest = Math.max(tally.slowest, slowest)
  if (failure) state.failures.push(failure)
  if (block % 20 === 0) state.memory.push({ block, rss: MiB(rss), heap: MiB(heapUsed + arrayBuffers) })
  state.next = block + 1
  state.seconds += seconds
}

function summarize({ seed, tallies, failures, memory, seconds }: State): void {
  say(`\n| input | inputs | values | typed errors | longest by the clock, s |\n|---|---|---|---|---|`)
  for (const [name, { inputs, values, slowest }] of Object.entries(tallies))
    say(`| ${name} | ${inputs} | ${values} | ${inputs - values} | ${slowest.toFixed(2)} |`)
  const inputs = Object.values(tallies).reduce((sum, tally) => sum + tally.inputs, 0)
  const [first, last] = [memory[Math.floor(memory.length / 10)], memory.at(-1)]
  say(`\nseed ${seed}: ${inputs} inputs, ${failures.length} failures, ${seconds.toFixed(0)} s`)
  say(
    `memory after a tenth: ${first?.rss} MiB, heap ${first?.heap} MiB; at the end: ${last?.rss} MiB, heap ${last?.heap} MiB`,
  )
}

process.exitCode = (await (said.replay === undefined ? campaign() : replay(said.replay))) ? 0 : 1
