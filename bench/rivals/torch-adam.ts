import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { CLASSES, HIDDEN, INPUTS, RATE, start, type TrainingSet } from './network.js'
import { scriptPath, threadsEnv } from './python.js'

/** Steps of a process of its own, which times them itself. */
export interface StepProcess {
  /** Takes steps; milliseconds of one, and the loss of the last. */
  steps(count: number): Promise<{ ms: number; loss: number }>
  close(): void
}

/** Threads of PyTorch wait for work in a loop before they sleep: milliseconds until they leave the cores to whoever is next. */
const SETTLE_MS = 20

const bytesOf = (array: Float32Array | Int32Array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)

/** PyTorch's Adam step in a process of the given interpreter. */
export function torchAdam(program: string, { batch, count, x, labels }: TrainingSet, threads: number): StepProcess {
  const stdio: ['pipe', 'pipe', 'inherit'] = ['pipe', 'pipe', 'inherit']
  const child = spawn(program, [scriptPath('torch-adam-step.py')], { stdio, env: threadsEnv(threads) })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const widths = [INPUTS, HIDDEN, CLASSES]
  child.stdin.write(`${JSON.stringify({ threads, batch, count, widths, rate: RATE })}\n`)
  const { w1, b1, w2, b2 } = start()
  for (const array of [x, labels, w1, b1, w2, b2]) child.stdin.write(bytesOf(array))
  return {
    async steps(steps) {
      child.stdin.write(`${steps}\n`)
      const { value, done } = await answers.next()
      if (done) throw new Error('bench: the process of PyTorch ended early')
      const [ms, loss] = value.split(' ').map(Number)
      await new Promise(resolve => setTimeout(resolve, SETTLE_MS))
      return { ms: ms / steps, loss }
    },
    close: () => child.stdin.end(),
  }
}
