import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adam, dense, fit, sequential, sgd } from '../../src/index.js'
import { predict } from '../../src/predict.js'
import { InlineExecutor } from '../../src/runtime/executor.js'
import { Kernels } from '../../src/runtime/kernels.js'
import { ARENA_BASE } from '../../src/runtime/memory/arena.js'
import { createMemory } from '../../src/runtime/memory/create-memory.js'
import { scratchBytes } from '../../src/runtime/memory/scratch.js'
import { instantiateKernels } from '../../src/runtime/wasm/instantiate.js'
import { predictKernels } from '../../src/runtime/wasm/predict-kernels.js'
import { bestSimdBuild } from '../../src/runtime/wasm/simd.js'
import { trainingKernels } from '../../src/runtime/wasm/training-kernels.js'
import { openRun } from '../helpers/open-run.js'
import { randomRun } from '../reference/random-run.js'

const called = new Set<string>()
const Instance = WebAssembly.Instance

/** Every instance made from now on writes down which of its functions are called. */
WebAssembly.Instance = function Counted(module: WebAssembly.Module, imports: WebAssembly.Imports) {
  const { exports } = new Instance(module, imports)
  const count =
    (name: string, value: (...args: number[]) => number) =>
    (...args: number[]) => {
      called.add(name)
      return value(...args)
    }
  const counted = Object.entries(exports).map(([name, value]) => [
    name,
    typeof value === 'function' ? count(name, value as never) : value,
  ])
  return { exports: Object.fromEntries(counted) }
} as unknown as typeof WebAssembly.Instance

const functionsOf = (module: WebAssembly.Module): string[] =>
  WebAssembly.Module.exports(module)
    .filter(({ kind }) => kind === 'function')
    .map(({ name }) => name)
    .sort()

const x = Array.from({ length: 40 }, (_, i) => [i / 40, (i % 7) / 7])
const data = { x, y: x.map(([a, b]) => a - b) }
const wide = sequential({ input: 2 }, [dense(24, 'tanh'), dense(16, 'tanh'), dense(1)])

test('whoever only predicts calls every function of that build: nothing is shipped for tests alone', async () => {
  called.clear()
  for (const dtype of ['float32', 'float64'] as const) await predict(wide, x, { dtype })
  const copies = randomRun(0).graph
  for (const dtype of ['float32', 'float64'] as const)
    await predict({ graph: copies, params: randomRun(0).params } as never, { u: [[1, 2]], x: [[1, 2]] }, { dtype })
  assert.equal([...called].sort(), functionsOf(await predictKernels.module(bestSimdBuild())))
})

test('training calls every function of its build: nothing is shipped for tests alone', async () => {
  called.clear()
  for (const dtype of ['float32', 'float64'] as const) {
    // Between them: both sides, every kind of row, skip connections, several heads.
    for (let seed = 0; seed < 24; seed++)
      (await openRun(randomRun(seed), dtype, 1)).stepper.step({ rate: 0.1, used: 0 })
    for (const optimizer of [adam(), sgd({ momentum: 0.9 })]) await fit(wide, data, { optimizer, dtype, steps: 1 })
  }
  const module = await trainingKernels.module(bestSimdBuild())
  factorInParts(module)
  assert.equal([...called].sort(), functionsOf(module))
})

test('a float32 run calls every function of its part of the build, and nothing else', async () => {
  called.clear()
  for (let seed = 0; seed < 24; seed++)
    (await openRun(randomRun(seed), 'float32', 1)).stepper.step({ rate: 0.1, used: 0 })
  for (const optimizer of [adam(), sgd({ momentum: 0.9 })])
    await fit(wide, data, { optimizer, dtype: 'float32', steps: 1 })
  const build = bestSimdBuild()
  factorInParts(await trainingKernels.module(build))
  const bytes = readFileSync(new URL(`../../assembly/single-${build}.wasm`, import.meta.url))
  assert.equal([...called].sort(), functionsOf(await WebAssembly.compile(bytes)))
})

/** A factor that two threads share, both of them here: in a pool nobody could count. */
function factorInParts(module: WebAssembly.Module): void {
  const memory = createMemory(64)
  const build = bestSimdBuild()
  const executor = new InlineExecutor(memory, instantiateKernels(module, memory, build), build, ARENA_BASE)
  const kernels = new Kernels(Object.assign(executor, { threads: 2 }), 'float64')
  const [n, at] = [256, ARENA_BASE + scratchBytes('float64', 256)]
  new Float64Array(memory.buffer, at, n * n).forEach((_, k, A) => {
    if (k % (n + 1) === 0) A[k] = 1
  })
  assert.is(kernels.cholesky([at, n], n), -1)
}

test.run()
