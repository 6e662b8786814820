import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { ARENA_BASE } from '../src/runtime/memory/arena.js'
import { createMemory } from '../src/runtime/memory/create-memory.js'
import { instantiateKernels } from '../src/runtime/wasm/instantiate.js'
import type { Build } from './row.js'

/** Turns of the loop in `bench/assembly/peak.ts` that one run does, and their flops. */
const PEAK_TURNS = 20_000
export const PEAK_FLOPS = PEAK_TURNS * 12 * 8

/** The register-only loop; needs relaxed SIMD whatever build is measured against it. */
export function peakLoop(): () => void {
  // Node 20 keeps it behind a flag; every module that is to stay plain is compiled by now.
  if (process.version.startsWith('v20.')) setFlagsFromString('--experimental-wasm-relaxed-simd')
  const module = new WebAssembly.Module(readFileSync(new URL('../bench/peak.wasm', import.meta.url)))
  const { peakF32 } = new WebAssembly.Instance(module, { env: { abort() {} } }).exports as {
    peakF32(turns: number, at: number): void
  }
  return () => peakF32(PEAK_TURNS, 1024)
}

/** A function of `bench/assembly/functions.ts`, over a memory of its own with `slabs` areas of `count` float32 numbers. */
export function functionKernels(build: Build, name: 'exp' | 'tanh', count: number, slabs: number) {
  const bytes = 4 * count
  const memory = createMemory(Math.ceil((ARENA_BASE + slabs * bytes) / 65536))
  const module = new WebAssembly.Module(readFileSync(new URL(`../bench/functions-${build}.wasm`, import.meta.url)))
  const exports = instantiateKernels(module, memory, build)
  const views = Array.from({ length: slabs }, (_, k) => {
    const at = ARENA_BASE + k * bytes
    return { at, values: new Float32Array(memory.buffer, at, count) }
  })
  return { kernel: exports[name], views }
}
