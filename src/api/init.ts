import { WoodburyError } from '../errors.js'
import { checkOptions, oneOf, positiveInteger } from '../options.js'
import { setOwnModules } from '../place/own-modules.js'
import { forgetRefusal } from '../place/settle-place.js'
import { setThreads } from '../runtime/auto-threads.js'
import { changeSettings, endPools, setWorkerUrl } from '../runtime/pools.js'
import { familyModules } from '../runtime/wasm/family-modules.js'
import type { KernelSources } from '../runtime/wasm/kernel-store.js'
import { hasRelaxedSimd, type SimdBuild, setSimdBuild } from '../runtime/wasm/simd.js'
import { trainingKernels } from '../runtime/wasm/training-kernels.js'
import { moduleAddresses, wasmSources, workerAddress } from './sources.js'

export interface InitOptions {
  /** Where the kernels come from, by build: an address, their bytes, or a compiled module; `family`: the second module. */
  wasm?: KernelSources
  /** Address of a copy of the package's `worker.js`. */
  workerUrl?: string | URL
  /** What `threads: 'auto'` means from now on. */
  threads?: number
  /** Addresses of modules that `register` parts of your own: every worker imports them. The caller's thread does so itself. */
  parts?: readonly (string | URL)[]
  /** The build of the kernels; `auto` is relaxed SIMD where the engine has it. `plain` gives the same bits everywhere. */
  simd?: SimdBuild | 'auto'
}

/**
 * Says where wasm and workers are loaded from, for places in which the package's own do not do. Optional.
 * @throws WoodburyError BAD_OPTION, NO_SIMD where relaxed SIMD is asked for and absent
 */
export function init(options: InitOptions = {}): void {
  checkOptions('init', ['wasm', 'workerUrl', 'threads', 'simd', 'parts'], options)
  const { wasm, workerUrl, threads, simd, parts } = options
  if (threads !== undefined) setThreads(positiveInteger('init', 'threads', threads, 64))
  if (simd !== undefined) {
    oneOf('init', 'simd', simd, ['plain', 'relaxed', 'auto'])
    if (simd === 'relaxed' && !hasRelaxedSimd())
      throw new WoodburyError('NO_SIMD', "init: this engine has no relaxed SIMD. Use simd: 'auto' or 'plain'.")
    setSimdBuild(simd === 'auto' ? undefined : simd)
  }
  if (parts !== undefined) setOwnModules(moduleAddresses(parts))
  if (workerUrl !== undefined) setWorkerUrl(workerAddress(workerUrl))
  if (wasm !== undefined) {
    const { core, family } = wasmSources(wasm)
    trainingKernels.replace(core)
    familyModules.replace(family)
  }
  forgetRefusal()
  changeSettings()
}

/**
 * Ends the worker pool, and resolves when no worker is left. Not needed for a process to exit: idle workers never keep
 * it alive. A run that still goes on rejects with WORKER_LOST and what it reached; the next run starts a new pool.
 */
export async function dispose(): Promise<void> {
  await endPools()
}
