import { instantiateSync } from '@assemblyscript/loader'
import { WoodburyError } from '../errors.js'
import { ARENA_BASE } from './arena.js'
import { hasSimd, type SimdBuild } from './simd.js'

/** The kernels by name; see `assembly/index.ts`. */
export type KernelExports = Record<string, (...args: number[]) => number | undefined>

const modules = new Map<SimdBuild, WebAssembly.Module>()

async function bytesOf(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  if (url.protocol !== 'file:') return new Uint8Array(await (await fetch(url)).arrayBuffer())
  const { readFile } = await import('node:fs/promises')
  return new Uint8Array(await readFile(url))
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
  const url = new URL(`../../assembly/${build}.wasm`, import.meta.url)
  const module = await WebAssembly.compile(await bytesOf(url))
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

/** Instance of the kernels over `memory`; its constant tables end below the arena. */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  const { exports } = instantiateSync(module, { env: { memory } })
  const heapBase = (exports as unknown as { __heap_base: WebAssembly.Global }).__heap_base.value
  if (heapBase > ARENA_BASE) throw new Error(`kernel tables end at ${heapBase}, beyond the arena's start ${ARENA_BASE}`)
  return exports as unknown as KernelExports
}
