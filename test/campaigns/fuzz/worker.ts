/** Runs blocks and tells of each; the parent sees in shared memory at which input it is, should it never come back. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import { runBlock } from './block.js'
import { BLOCK, roundOf, seedOf } from './schedule.js'
import { targets } from './targets/table.js'

export interface Task {
  readonly seed: number
  readonly from: number
  readonly to: number
  /** Number of inputs begun in this block, and the block. */
  readonly place: Int32Array
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const { seed, from, to, place } = workerData as Task
const round = roundOf(targets)

for (let block = from; block < to; block++) {
  Atomics.store(place, 0, 0)
  Atomics.store(place, 1, block)
  const target = round[block % round.length]
  const onInput = () => Atomics.add(place, 0, 1)
  const result = await runBlock(target, { seed: seedOf(seed, block), count: BLOCK, onInput })
  if (block % 20 === 0) collect()
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
  parentPort?.postMessage({ block, target: target.name, ...result, rss, heapUsed, arrayBuffers })
}
