import type { KernelExports } from './wasm/instantiate.js'

/** Multiply-adds below which a kernel stays in one thread: a barrier costs about as much as this many. */
export const SPLIT_WORK = 200_000

/**
 * How the extent of a kernel is cut: rows of a rectangle, rows of a lower triangle (row i costs i), or parts that the
 * kernel itself makes, one for each thread.
 */
export type Cut = 'even' | 'triangle' | 'parts'

/** One split kernel call: `exports[kernel](...args, [scratch of the thread,] from, to)` over `extent` rows from `start`. */
export interface Job {
  readonly kernel: string
  readonly args: readonly number[]
  readonly start: number
  readonly extent: number
  /** Multiply-adds in all. */
  readonly work: number
  readonly cut: Cut
  /** Whether the kernel packs panels into the thread's scratch area. */
  readonly scratch: boolean
}

/** Where kernels run: whole in this thread, or split over a pool. The step loop cannot tell which. */
export interface Executor {
  readonly memory: WebAssembly.Memory
  readonly exports: KernelExports
  readonly threads: number
  readonly simd: 'plain' | 'relaxed'
  /** Byte offset of the scratch area of this thread. */
  readonly scratch: number
  run(job: Job): void
}

/** Runs every kernel whole, in the calling thread. */
export class InlineExecutor implements Executor {
  readonly threads = 1

  constructor(
    readonly memory: WebAssembly.Memory,
    readonly exports: KernelExports,
    readonly simd: 'plain' | 'relaxed',
    readonly scratch: number,
  ) {}

  run(job: Job): void {
    const kernel = this.exports[job.kernel] as (...args: number[]) => void
    const end = job.start + job.extent
    if (job.scratch) kernel(...job.args, this.scratch, job.start, end)
    else kernel(...job.args, job.start, end)
  }
}
