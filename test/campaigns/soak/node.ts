/** The soak of a Node process: `node --expose-gc node.js <count> <seed>`, told of on standard output as JSON. */
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import * as api from '../../../src/index.js'
import { soak } from './scenario.js'
import type { Memory } from './world.js'

const live = new Set<Worker>()
const { emit } = Worker.prototype
Worker.prototype.emit = function (this: Worker, ...args: Parameters<typeof emit>) {
  if (args[0] === 'online') live.add(this)
  if (args[0] === 'exit') live.delete(this)
  return emit.apply(this, args)
} as typeof emit

const MiB = (bytes: number) => Math.round((bytes / 2 ** 20) * 10) / 10

/** In a turn of its own, so that what only the last promise held is gone. */
async function memory(): Promise<Memory> {
  for (let k = 0; k < 3; k++) {
    await new Promise(resolve => setImmediate(resolve))
    globalThis.gc?.()
  }
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
  const [, kilobytes] = /^VmSize:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? ['', '0']
  return { heap: MiB(heapUsed + arrayBuffers), resident: MiB(rss), addresses: MiB(Number(kilobytes) * 1024) }
}

const [count, seed] = process.argv.slice(2).map(Number)
const place = { api, workers: () => live.size, loseWorker: () => void [...live][0]?.terminate(), memory }
const result = await soak(place, count, seed, line => process.stderr.write(`${line}\n`))
await api.dispose()
process.stdout.write(JSON.stringify({ ...result, left: live.size }))
