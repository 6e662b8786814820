import { InlineExecutor } from '../../src/runtime/executor.js'
import { Kernels } from '../../src/runtime/kernels.js'
import { Arena } from '../../src/runtime/memory/arena.js'
import { createMemory } from '../../src/runtime/memory/create-memory.js'
import { scratchBytes } from '../../src/runtime/memory/scratch.js'
import { familyModules } from '../../src/runtime/wasm/family-modules.js'
import { instantiateKernels } from '../../src/runtime/wasm/instantiate.js'
import { trainingKernels } from '../../src/runtime/wasm/training-kernels.js'

/** Both modules in this thread, for matrices of at most so many columns, and areas of so many float64 each. */
export async function inlineKernels<Name extends string>(columns: number, counts: Readonly<Record<Name, number>>) {
  const arena = new Arena()
  const entries = Object.entries<number>(counts).map(([name, count]) => [name, arena.reserve(count * 8)])
  const scratch = arena.reserve(scratchBytes('float64', columns))
  const memory = createMemory(arena.pages)
  const family = await familyModules.module('plain')
  const exports = instantiateKernels(await trainingKernels.module('plain'), memory, 'plain', family)
  const executor = new InlineExecutor(memory, exports, 'plain', scratch)
  const at = Object.fromEntries(entries) as Record<Name, number>
  const view = (offset: number, count: number) => new Float64Array(memory.buffer, offset, count)
  return { float64: new Kernels(executor, 'float64'), executor, at, view }
}
