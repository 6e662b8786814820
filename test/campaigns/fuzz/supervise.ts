import { Worker } from 'node:worker_threads'
import type { BlockResult } from './block.js'
import { roundOf, seedOf } from './schedule.js'
import type { State } from './state.js'
import { targets } from './targets/table.js'
import type { Task } from './worker.js'

/** Seconds of computing without a new input after which the worker hangs: other programs may hold it up for longer. */
const PATIENCE = 20

/** Seconds without a new input after which it waits for what never comes. */
const LONGEST_WAIT = 600

/** MiB of JavaScript objects that an input may need. */
const HEAP = 1024

/** What is told of a block. */
export interface Report extends BlockResult {
  readonly block: number
  readonly target: string
  readonly rss: number
  readonly heapUsed: number
  readonly arrayBuffers: number
  readonly seconds: number
}

/** Runs the blocks from `state.next` on in a worker, and in a new one after an input that hangs or ends it. */
export async function supervise(state: State, blocks: number, onReport: (report: Report) => void): Promise<void> {
  const round = roundOf(targets)
  while (state.next < blocks) {
    const place = new Int32Array(new SharedArrayBuffer(8))
    const said = await blocksIn({ seed: state.seed, from: state.next, to: blocks, place }, onReport)
    if (said === undefined) continue
    const [input, block] = place
    const target = round[block % round.length].name
    const failure = {
      target,
      seed: seedOf(state.seed, block),
      path: String(input - 1),
      input: `input ${input - 1} of block ${block}`,
      error: said,
    }
    onReport({
      block,
      target,
      inputs: input,
      values: 0,
      slowest: 0,
      failure,
      rss: 0,
      heapUsed: 0,
      arrayBuffers: 0,
      seconds: 0,
    })
  }
}

/** Resolves when all blocks are done, or with what ended them: a crash, or an input that never ends. */
function blocksIn(task: Task, onReport: (report: Report) => void): Promise<string | undefined> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: HEAP },
  })
  return new Promise(resolve => {
    let seen = ''
    let computed = 0
    let since = performance.now()
    let told = since
    const computing = () => process.cpuUsage().user / 1e6
    const watch = setInterval(() => {
      const now = task.place.join()
      if (now !== seen) [seen, since, computed] = [now, performance.now(), computing()]
      else if (computing() - computed > PATIENCE) end(`no end within ${PATIENCE} s of computing`)
      else if (performance.now() - since > LONGEST_WAIT * 1000) end(`no end within ${LONGEST_WAIT} s`)
    }, 1000)
    const end = (problem?: string) => {
      clearInterval(watch)
      void worker.terminate()
      resolve(problem)
    }
    worker.on('message', report => {
      onReport({ ...report, seconds: (performance.now() - told) / 1000 })
      told = performance.now()
    })
    worker.on('error', error => end(error.stack ?? String(error)))
    worker.on('exit', code => end(code === 0 ? undefined : `the worker exited with code ${code}`))
  })
}
