import { arrayOf, type DType, type FloatArray, sizeOf, viewOf } from '../src/runtime/dtype.js'
import { InlineExecutor } from '../src/runtime/executor.js'
import { Kernels } from '../src/runtime/kernels.js'
import { Arena } from '../src/runtime/memory/arena.js'
import { createMemory } from '../src/runtime/memory/create-memory.js'
import { scratchBytes } from '../src/runtime/memory/scratch.js'
import { instantiateKernels } from '../src/runtime/wasm/instantiate.js'
import { trainingKernels } from '../src/runtime/wasm/training-kernels.js'
import type { Build } from './row.js'

/** A place in linear memory with its numbers. */
export interface Slab {
  readonly at: number
  readonly values: FloatArray
}

/** Our kernels over a memory of their own, with slabs of seeded numbers in it. */
export class Kit {
  readonly #arena = new Arena()
  readonly #sizes: { at: number; length: number; dtype: DType }[] = []
  #state = 1

  slab(length: number, dtype: DType = 'float32'): number {
    const at = this.#arena.reserve(length * sizeOf(dtype))
    this.#sizes.push({ at, length, dtype })
    return at
  }

  /** Everything reserved so far, filled with numbers in [−½, ½), and kernels of both types over it. */
  async open(build: Build, widest: number) {
    const scratch = this.#arena.reserve(scratchBytes('float64', widest))
    const memory = createMemory(this.#arena.pages)
    const exports = instantiateKernels(await trainingKernels.module(build), memory, build)
    const executor = new InlineExecutor(memory, exports, build, scratch)
    const views = new Map<number, FloatArray>()
    for (const { at, length, dtype } of this.#sizes) {
      const view = viewOf(dtype, memory.buffer, at, length)
      for (let i = 0; i < length; i++) view[i] = this.#draw()
      views.set(at, view)
    }
    const float32 = new Kernels(executor, 'float32')
    const float64 = new Kernels(executor, 'float64')
    const view = (at: number) => views.get(at) as FloatArray
    return { float32, float64, exports, scratch, memory, view }
  }

  #draw(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0
    return this.#state / 2 ** 32 - 0.5
  }
}

/** C = A B of n × n, by its definition in float64, in a few sampled entries; the greatest relative error of `C`. */
export function productResidual(n: number, A: FloatArray, B: FloatArray, C: FloatArray): number {
  let worst = 0
  for (let sample = 0; sample < 64; sample++) {
    const i = (sample * 7919) % n
    const j = (sample * 104729) % n
    let sum = 0
    let size = 0
    for (let p = 0; p < n; p++) {
      sum += A[i * n + p] * B[p * n + j]
      size += Math.abs(A[i * n + p] * B[p * n + j])
    }
    worst = Math.max(worst, Math.abs(C[i * n + j] - sum) / size)
  }
  return worst
}

/** Seeded numbers in [−½, ½) in ordinary memory. */
export function randoms(length: number, dtype: DType, seed = 1): FloatArray {
  const out = arrayOf(dtype, length)
  let state = seed
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    out[i] = state / 2 ** 32 - 0.5
  }
  return out
}
