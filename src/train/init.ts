import { checkOptions, positiveInteger } from '../options.js'
import { setWasmSource, type WasmSource } from '../runtime/load.js'
import { endPools, setWorkerUrl } from './pool.js'
import { setThreads } from './threads.js'

export interface InitOptions {
  /** Where the kernels come from, by build: an address, their bytes, or a compiled module. */
  wasm?: WasmSource
  /** Address of the worker's script. */
  workerUrl?: string | URL
  /** What `threads: 'auto'` means from now on. */
  threads?: number
}

/**
 * Says where wasm and workers are loaded from, for places in which the defaults do not hold. Optional.
 * @throws WoodburyError BAD_OPTION
 */
export function init(options: InitOptions = {}): void {
  checkOptions('init', ['wasm', 'workerUrl', 'threads'], options)
  if (options.threads !== undefined) setThreads(positiveInteger('init', 'threads', options.threads, 64))
  if (options.workerUrl !== undefined) setWorkerUrl(options.workerUrl)
  if (options.wasm !== undefined) setWasmSource(options.wasm)
}

/**
 * Ends the worker pool. Not needed for a process to exit: idle workers never keep it alive. A run that still goes on
 * rejects with WORKER_LOST and what it reached; the next run starts a new pool.
 */
export function dispose(): void {
  endPools()
}
