import type { Control } from './control.js'
import { cutRange } from './cut.js'
import { type Executor, type Job, SPLIT_WORK } from './executor.js'
import { milliseconds } from './timers.js'
import { type KernelExports, kernelNames } from './wasm/instantiate.js'
import type { SimdBuild } from './wasm/simd.js'

type Kernel = (...args: number[]) => void

/** What the threads of a run share. */
export interface SharedRun {
  readonly memory: WebAssembly.Memory
  readonly module: WebAssembly.Module
  /** The second module, where the run's method has kernels in it. */
  readonly family?: WebAssembly.Module
  readonly control: SharedArrayBuffer
  readonly simd: SimdBuild
  /** Byte offset of each thread's scratch area; the leader is thread 0. */
  readonly scratch: readonly number[]
}

/** The leader's executor: a kernel with enough work is cut into as many ranges as there are threads. */
export class PoolExecutor implements Executor {
  readonly memory: WebAssembly.Memory
  readonly threads: number
  readonly simd: SimdBuild
  readonly scratch: number
  readonly #numbers: ReadonlyMap<string, number>

  constructor(
    run: SharedRun,
    readonly exports: KernelExports,
    readonly control: Control,
  ) {
    this.memory = run.memory
    this.threads = run.scratch.length
    this.simd = run.simd
    this.scratch = run.scratch[0]
    this.#numbers = new Map(kernelNames(exports).map((name, k) => [name, k]))
  }

  run(job: Job): void {
    const kernel = this.exports[job.kernel] as Kernel
    if (this.threads === 1 || job.work < SPLIT_WORK) {
      call(kernel, job.args, job.scratch, this.scratch, job.start, job.start + job.extent)
      return
    }
    const bounds = cutRange(job.extent, this.threads, job.cut).map(bound => bound + job.start)
    this.control.publish(this.#numbers.get(job.kernel) as number, job.args, job.scratch, bounds)
    const started = milliseconds()
    call(kernel, job.args, job.scratch, this.scratch, bounds[0], bounds[1])
    this.control.meet(this.threads - 1, milliseconds() - started)
  }
}

/** A helper's life during a run: thread `t` does its range of every published kernel until the run ends. */
export function serveKernels(run: SharedRun, exports: KernelExports, control: Control, t: number): void {
  const kernels = kernelNames(exports).map(name => exports[name] as Kernel)
  let generation: number | undefined = 0
  let spent = 0
  for (;;) {
    generation = control.next(generation, spent)
    if (generation === undefined) return
    const { kernel, args, scratch, from, to } = control.job(t)
    const started = milliseconds()
    call(kernels[kernel], args, scratch, run.scratch[t], from, to)
    spent = milliseconds() - started
    control.arrive()
  }
}

function call(kernel: Kernel, args: readonly number[], scratch: boolean, area: number, from: number, to: number): void {
  if (from >= to) return
  if (scratch) kernel(...args, area, from, to)
  else kernel(...args, from, to)
}
