import { instantiateSync } from '@assemblyscript/loader'
import { WoodburyError } from '../errors.js'
import { ARENA_BASE } from './arena.js'
import { hasSimd, type SimdBuild } from './simd.js'
import { tileRows } from './tile.js'

/** The kernels by name; see `assembly/index.ts`. */
export type KernelExports = Record<string, (...args: number[]) => number | undefined>

/** Names of the kernels in one order, the same in every thread: a job carries a number. */
export const kernelNames = (exports: KernelExports): string[] =>
  Object.keys(exports)
    .filter(name => /F(32|64)$/.test(name))
    .sort()

const modules = new Map<SimdBuild, WebAssembly.Module>()

/** Where a build comes from: an address, its bytes, or a compiled module. */
export type WasmSource = Partial<Record<SimdBuild, string | URL | Uint8Array<ArrayBuffer> | WebAssembly.Module>>

let source: WasmSource = {}

/** Replaces the default addresses, and forgets what was compiled from them. */
export function setWasmSource(given: WasmSource): void {
  source = given
  modules.clear()
}

async function bytesOf(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  if (url.protocol !== 'file:') return new Uint8Array(await (await fetch(url)).arrayBuffer())
  // Synchronously where that is possible: of a first step's 25 ms the asynchronous way took 2.
  const fs = globalThis.process?.getBuiltinModule?.('node:fs') ?? (await import('node:fs'))
  return new Uint8Array(fs.readFileSync(url))
}

async function compile(from: string | URL | Uint8Array<ArrayBuffer> | WebAssembly.Module): Promise<WebAssembly.Module> {
  if (from instanceof WebAssembly.Module) return from
  try {
    return await WebAssembly.compile(from instanceof Uint8Array ? from : await bytesOf(new URL(from)))
  } catch (cause) {
    throw new WoodburyError(
      'BAD_FILE',
      `woodbury: the kernels could not be loaded from ${from instanceof Uint8Array ? 'the bytes given' : from}. Pass their place to init({ wasm }).`,
      {},
      { cause },
    )
  }
}

/**
 * Compiles a build once and keeps it; a module may be posted to workers.
 * @throws WoodburyError NO_SIMD, BAD_FILE
 */
export async function kernelModule(build: SimdBuild): Promise<WebAssembly.Module> {
  const known = modules.get(build)
  if (known) return known
  if (!hasSimd())
    throw new WoodburyError(
      'NO_SIMD',
      'woodbury: this engine has no WebAssembly SIMD. Use Node 16.4, Chrome 91, Firefox 89, Safari 16.4 or newer.',
    )
  const module = await compile(source[build] ?? new URL(`../../assembly/${build}.wasm`, import.meta.url))
  modules.set(build, module)
  return module
}

/**
 * A shared memory of exactly `pages`.
 * @throws WoodburyError OUT_OF_MEMORY
 */
export function createMemory(pages: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  } catch (cause) {
    throw new WoodburyError(
      'OUT_OF_MEMORY',
      `woodbury: the run needs ${Math.ceil(pages / 16)} MiB of linear memory and the engine refused it. Use smaller batches or a smaller network.`,
      { pages },
      { cause },
    )
  }
}

/** Instance of a build's kernels over `memory`; its constant tables end below the arena. */
export function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  build: SimdBuild,
): KernelExports {
  // The instance's own exports: the loader's would spread the arguments of every call.
  const { exports } = instantiateSync(module, { env: { memory }, tile: { rows: tileRows(build) } }).instance
  const heapBase = (exports as unknown as { __heap_base: WebAssembly.Global }).__heap_base.value
  if (heapBase > ARENA_BASE) throw new Error(`kernel tables end at ${heapBase}, beyond the arena's start ${ARENA_BASE}`)
  return exports as unknown as KernelExports
}
