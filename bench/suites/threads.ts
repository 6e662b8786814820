import { spawn } from 'node:child_process'
import { InlineExecutor } from '../../src/runtime/executor.js'
import { Kernels } from '../../src/runtime/kernels.js'
import { Arena } from '../../src/runtime/memory/arena.js'
import { scratchBytes } from '../../src/runtime/memory/scratch.js'
import { instantiateKernels } from '../../src/runtime/wasm/instantiate.js'
import { trainingKernels } from '../../src/runtime/wasm/training-kernels.js'
import { type Context, versus } from '../context.js'
import { interleave } from '../interleave.js'
import { openPool } from '../pool.js'
import { trainingSet } from '../rivals/network.js'
import { openTrainer } from '../trainer.js'
import { pushThrough } from './methods.js'

const N = 512

/** Keeps one core busy while `during` runs. */
async function besideBusyCore(during: () => Promise<void>): Promise<void> {
  const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
  try {
    await new Promise(resolve => setTimeout(resolve, 200))
    await during()
  } finally {
    busy.kill('SIGKILL')
  }
}

/** A product on two threads against the same on one. */
export async function threadedMatmul(context: Context): Promise<void> {
  const name = `matmul.f32.n${N}`
  if (!context.wants(name)) return
  const arena = new Arena()
  const [A, B, C] = [0, 1, 2].map(() => arena.reserve(N * N * 4))
  const scratch = [0, 1].map(() => arena.reserve(scratchBytes('float32', N)))
  const pool = await openPool(context.build, arena.pages, scratch)
  const { memory } = pool.executor
  const exports = instantiateKernels(await trainingKernels.module(context.build), memory, context.build)
  const one = new Kernels(new InlineExecutor(memory, exports, context.build, scratch[0]), 'float32')
  const two = new Kernels(pool.executor, 'float32')
  const product = (kernels: Kernels) => () => kernels.matmul('NN', [N, N, N], [A, N], [B, N], [C, N], false)
  const race = async (suffix: string) => {
    const times = await interleave([{ run: product(two) }, { run: product(one) }], context.patience)
    versus(context, name + suffix, 'one-thread', times, 0, { threads: 2 })
  }
  await race('')
  await besideBusyCore(() => race('.busy'))
  await pool.close()
}

/** A whole step on two threads against the same on one. */
export async function threadedStep(context: Context): Promise<void> {
  const batch = 1000
  const name = `step.smw-ng.b${batch}`
  if (!context.wants(name)) return
  const set = trainingSet(batch)
  const optimizer = pushThrough(batch)
  const one = await openTrainer(context.build, set, optimizer, 1)
  const two = await openTrainer(context.build, set, optimizer, 2)
  const rounds = Math.min(context.patience.rounds, 9)
  const race = async (suffix: string) => {
    const contestants = [{ run: () => two.step() }, { run: () => one.step() }]
    const times = await interleave(contestants, { ...context.patience, rounds })
    versus(context, name + suffix, 'one-thread', times, 0, { threads: 2 })
  }
  await race('')
  await besideBusyCore(() => race('.busy'))
  await two.close()
}
