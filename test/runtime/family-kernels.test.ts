import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InlineExecutor } from '../../src/runtime/executor.js'
import { FamilyKernels } from '../../src/runtime/family-kernels.js'
import { Kernels } from '../../src/runtime/kernels.js'
import { ARENA_BASE, FAMILY_BASE } from '../../src/runtime/memory/arena.js'
import { createMemory } from '../../src/runtime/memory/create-memory.js'
import { familyModules } from '../../src/runtime/wasm/family-modules.js'
import { instantiateKernels, kernelNames } from '../../src/runtime/wasm/instantiate.js'
import { bestSimdBuild } from '../../src/runtime/wasm/simd.js'
import { trainingKernels } from '../../src/runtime/wasm/training-kernels.js'
import { assertClose } from '../helpers/assert-close.js'

const build = bestSimdBuild()
const [core, family] = await Promise.all([trainingKernels.module(build), familyModules.module(build)])

/** The exports of a module alone, over a memory of its own. */
const alone = (module: WebAssembly.Module) =>
  new WebAssembly.Instance(module, { env: { memory: createMemory(2) }, tile: { rows: 4 } }).exports

test('the kernels of both modules are called over one memory, in which each leaves the tables of the other alone', () => {
  const memory = createMemory(2)
  const exports = instantiateKernels(core, memory, build, family)
  const executor = new InlineExecutor(memory, exports, build, ARENA_BASE + 4096)
  const A = new Float64Array(memory.buffer, ARENA_BASE, 4)
  A.set([2, 0, 1, 2])
  const values = new Float64Array(memory.buffer, ARENA_BASE + 32, 6)
  const found = new FamilyKernels(executor, 'float64').eigenSymmetric([A.byteOffset, 2], 2, values.byteOffset, 65616)
  assert.is(found, -1)
  assertClose(values.subarray(0, 2), [1, 3], 1e-15)
  assertClose([A[0] * A[1], A[2] * A[3]], [-0.5, 0.5], 1e-15)
  A.set([-1, 0, 1, 2])
  const out = new Float64Array(memory.buffer, ARENA_BASE + 512, 4)
  new Kernels(executor, 'float64').activation('tanh', A.byteOffset, 0, out.byteOffset, 0, 4, 1)
  assertClose(out, [...A].map(Math.tanh), 1e-15)
})

test('the tables of the core end below those of the second module, and those below the arena', () => {
  const end = (module: WebAssembly.Module) => (alone(module).__heap_base as WebAssembly.Global).value
  assert.ok(end(core) <= FAMILY_BASE)
  assert.ok(end(family) >= FAMILY_BASE)
  assert.ok(end(family) <= ARENA_BASE)
})

test('kernels have one order of names in every thread of a run, and no name twice', () => {
  const names = kernelNames(instantiateKernels(core, createMemory(2), build, family))
  const [first, second] = [core, family].map(module => kernelNames(alone(module) as never))
  assert.equal(names, [...first, ...second].sort())
  assert.is(new Set(names).size, names.length)
  assert.not.ok('eigenSymmetricF64' in instantiateKernels(core, createMemory(2), build))
})

test.run()
