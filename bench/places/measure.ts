import { adam } from '../../src/index.js'
import { Kernels } from '../../src/runtime/kernels.js'
import { Arena } from '../../src/runtime/memory/arena.js'
import { scratchBytes } from '../../src/runtime/memory/scratch.js'
import { difference } from '../contest.js'
import { interleave, type Patience } from '../interleave.js'
import { randoms } from '../kit.js'
import { openPool } from '../pool.js'
import { jaxAdam } from '../rivals/jax-adam.js'
import { type Jax, jaxProduct, onWasm } from '../rivals/jax-wasm.js'
import { RATE, trainingSet } from '../rivals/network.js'
import type { Build } from '../row.js'
import { openTrainer, residualOf } from '../trainer.js'

const BATCH = 256
const N = 768

/** Both by their row's name, without its place. */
const measurements: Readonly<Record<string, (jax: Jax, wanted: Wanted, threads: number) => Promise<Measured>>> = {
  [`step.adam.b${BATCH}`]: steps,
  [`matmul.f32.n${N}`]: products,
}

/** A measurement on so many threads of ours; those of jax-js are as many as it takes by itself. */
export interface Task {
  readonly name: string
  readonly threads: number
}

export const tasks: readonly Task[] = Object.keys(measurements).flatMap(name =>
  [1, 2].map(threads => ({ name, threads })),
)

/** What is measured in a place, and where jax-js is, seen from there. */
export interface Wanted {
  readonly jax: string
  readonly build: Build
  readonly patience: Patience
  readonly tasks: readonly Task[]
}

export interface Measured {
  /** Milliseconds, ours and theirs. */
  readonly times: readonly number[]
  readonly residual: number
}

/** What a place has to say, task by task; `jaxThreads` is 1 where no memory is shared. */
export interface PlaceReport {
  readonly jaxThreads: number
  readonly measured: readonly Measured[]
}

/** As the library itself asks. */
function jaxThreads(): number {
  const shares = typeof SharedArrayBuffer === 'function' && typeof Worker === 'function'
  return shares ? navigator.hardwareConcurrency : 1
}

async function steps(jax: Jax, { build, patience }: Wanted, threads: number): Promise<Measured> {
  const set = trainingSet(BATCH)
  const optimizer = adam({ gradientBatch: BATCH, learningRate: RATE })
  const residual = await residualOf(set, optimizer)
  const ours = await openTrainer(build, set, optimizer, threads)
  const times = await interleave([{ run: () => ours.step() }, { run: jaxAdam(jax, set) }], patience)
  await ours.close()
  return { times, residual }
}

async function products(jax: Jax, { build, patience }: Wanted, threads: number): Promise<Measured> {
  const arena = new Arena()
  const [A, B, C] = [0, 1, 2].map(() => arena.reserve(N * N * 4))
  const scratch = Array.from({ length: threads }, () => arena.reserve(scratchBytes('float32', N)))
  const pool = await openPool(build, arena.pages, scratch)
  const { executor } = pool
  const kernels = new Kernels(executor, 'float32')
  const view = (at: number) => new Float32Array(executor.memory.buffer, at, N * N)
  const values = [1, 2].map(seed => randoms(N * N, 'float32', seed) as Float32Array)
  view(A).set(values[0])
  view(B).set(values[1])
  const run = () => kernels.matmul('NN', [N, N, N], [A, N], [B, N], [C, N], false)
  run()
  const theirs = await jaxProduct(jax, N, values, product => product.data())()
  const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const residual = difference(view(C), theirs, largest)
  const done = jaxProduct(jax, N, values, async product => (await product.blockUntilReady()).dispose())
  const times = await interleave([{ run }, { run: done }], patience)
  await pool.close()
  return { times, residual }
}

/** Our Adam step and our product, on one thread and on two, against those of jax-js, in the thread that calls. */
export async function measure(wanted: Wanted): Promise<PlaceReport> {
  const jax = await onWasm((await import(wanted.jax)) as Jax)
  const measured: Measured[] = []
  for (const { name, threads } of wanted.tasks) measured.push(await measurements[name](jax, wanted, threads))
  return { jaxThreads: jaxThreads(), measured }
}
