import type { DType } from './dtype.js'
import type { Cut, Executor } from './executor.js'

/** A streamed element costs about as much as this many multiply-adds. */
const STREAM_WORK = 2

/** Numbers in a block of the passes that sum on their way, as in `assembly/passes.ts`. */
const BLOCK = 2048

/** Bytes that passes which sum on their way want for the sums of their blocks, over `count` numbers. */
export const sumsBytes = (count: number): number => Math.ceil(count / BLOCK) * 16

type Call = (...args: number[]) => number

/** How a call of one dtype reaches the executor, which decides whether it is split over threads. */
export abstract class KernelCalls {
  readonly #suffix: 'F32' | 'F64'

  constructor(
    protected readonly executor: Executor,
    readonly dtype: DType,
  ) {
    this.#suffix = dtype === 'float32' ? 'F32' : 'F64'
  }

  get buffer(): ArrayBufferLike {
    return this.executor.memory.buffer
  }

  protected tiles(name: string, extent: number, work: number, cut: Cut, args: readonly number[]): void {
    this.executor.run({ kernel: name + this.#suffix, args, start: 0, extent, work, cut, scratch: true })
  }

  protected parts(name: string, work: number, args: readonly number[]): void {
    const extent = this.executor.threads
    this.executor.run({ kernel: name + this.#suffix, args, start: 0, extent, work, cut: 'parts', scratch: true })
  }

  protected stream(name: string, extent: number, elements: number, cut: Cut, args: readonly number[]): void {
    const work = elements * STREAM_WORK
    this.executor.run({ kernel: name + this.#suffix, args, start: 0, extent, work, cut, scratch: false })
  }

  protected blocks(name: string, count: number, elements: number, args: readonly number[]): void {
    this.stream(name, Math.ceil(count / BLOCK), elements, 'even', args)
  }

  /** Sum of the blocks' sums in their order, each block having two of them. */
  protected total(sums: number, count: number, which: 0 | 1): number {
    const view = new Float64Array(this.buffer, sums, 2 * Math.ceil(count / BLOCK))
    let total = 0
    for (let k = which; k < view.length; k += 2) total += view[k]
    return total
  }

  protected whole(name: string): Call {
    return this.executor.exports[name + this.#suffix] as Call
  }
}
