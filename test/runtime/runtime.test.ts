import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { init } from '../../src/index.js'
import { ABORT, Control, END, LOST, RUNNING } from '../../src/runtime/control.js'
import { ARENA_BASE, Arena } from '../../src/runtime/memory/arena.js'
import { createMemory } from '../../src/runtime/memory/create-memory.js'
import { instantiateKernels, kernelNames } from '../../src/runtime/wasm/instantiate.js'
import { bestSimdBuild, hasSimd } from '../../src/runtime/wasm/simd.js'
import { trainingKernels } from '../../src/runtime/wasm/training-kernels.js'
import { workers } from '../../src/runtime/worker-kinds/node.js'
import { refuses } from '../helpers/refuses.js'

test('the arena lays areas out one after the other, aligned to 64 bytes, and counts them', () => {
  const arena = new Arena()
  assert.equal(
    [arena.reserve(1), arena.reserve(64), arena.reserve(65)],
    [ARENA_BASE, ARENA_BASE + 64, ARENA_BASE + 128],
  )
  assert.is(arena.bytes, 256)
  assert.is(arena.pages, 2)
})

test('this engine has SIMD, threads and kernels whose tables end below the arena', async () => {
  assert.ok(hasSimd())
  assert.ok(workers.hardwareThreads() >= 1)
  const exports = instantiateKernels(await trainingKernels.module(bestSimdBuild()), createMemory(2), bestSimdBuild())
  const names = kernelNames(exports)
  assert.ok(names.includes('matmulF32') && names.includes('choleskyF64'))
  assert.equal(names, [...names].sort())
})

test('a memory that no engine has is refused as OUT_OF_MEMORY', () =>
  refuses(() => createMemory(70_000), { code: 'OUT_OF_MEMORY' }))

test('init takes the kernels from bytes, and says which place does not hold them', async () => {
  const file = new URL('../../assembly/plain.wasm', import.meta.url)
  init({ wasm: { plain: new Uint8Array(readFileSync(file)) } })
  assert.instance(await trainingKernels.module('plain'), WebAssembly.Module)
  init({ wasm: { plain: new URL('nowhere.wasm', file) } })
  await refuses(() => trainingKernels.module('plain'), { code: 'BAD_FILE', says: ['nowhere.wasm', 'init'] })
  init({ wasm: { plain: file } })
  assert.instance(await trainingKernels.module('plain'), WebAssembly.Module)
})

test('control: a job is seen by its helper, a lost pool stays lost', () => {
  const control = new Control()
  const helper = new Control(control.shared)
  assert.is(control.state, RUNNING)
  assert.is(control.current, -1)
  control.publish(3, [1.5, -2], true, [0, 16, 40])
  assert.is(helper.next(0, 0), 1)
  assert.equal(helper.job(1), { kernel: 3, args: [1.5, -2], scratch: true, from: 16, to: 40 })
  helper.arrive()
  control.meet(1, 0)
  control.state = ABORT
  assert.is(helper.state, ABORT)
  control.state = END
  assert.is(helper.next(1, 0), undefined)
  control.state = LOST
  control.state = RUNNING
  assert.is(control.state, LOST)
})

test('the leader of a lost pool does not wait for ever', async () => {
  const control = new Control()
  control.publish(0, [], false, [0, 1, 2])
  control.state = LOST
  await refuses(() => control.meet(1, 0), { code: 'WORKER_LOST' })
})

test.run()
