import type { Found } from './many-fits.js'
import type { Fitted, Share } from './share.js'

/**
 * What is still to be fitted. Where sets begin at their neighbour's result, every `size`-th is fitted first, in a row, and the sets
 * between two of them are a share that begins at the first of the two: which set begins where does not depend on who fits it.
 */
export class Agenda {
  private readonly queue: Share[] = []
  private taken = 0
  private waiting: (() => void)[] = []
  private failure: { readonly error: unknown } | undefined
  done = 0

  constructor(
    readonly count: number,
    private readonly size: number,
    begin: Float64Array,
    private readonly found: Found,
    chains: boolean,
    private readonly tell: ((done: number, of: number) => void) | undefined,
  ) {
    if (chains) this.first(0, Math.ceil(count / size), begin)
    else
      for (let from = 0; from < count; from += size)
        this.queue.push({ from, step: 1, count: Math.min(size, count - from), begin, more: 0 })
  }

  get isOver(): boolean {
    return this.failure !== undefined || this.done === this.count
  }

  /** The next share, once there is one; undefined when none is left or will come. */
  async take(): Promise<Share | undefined> {
    while (!this.isOver && this.queue.length === 0 && this.taken > 0)
      await new Promise<void>(resolve => this.waiting.push(resolve))
    if (this.isOver) return undefined
    const share = this.queue.shift()
    if (share) this.taken++
    return share
  }

  /** A share that its thread did not come to. */
  putBack(share: Share): void {
    this.taken--
    this.queue.unshift(share)
    this.wake()
  }

  /** A share, or its beginning, is fitted. */
  settle(share: Share, fitted: Fitted): void {
    const { from, step, count, more, begin } = share
    const done = fitted.stopped.length
    const n = begin.length
    this.taken--
    this.done += done
    this.found.take(share, fitted)
    const next = (k: number) => fitted.next.slice(k * n, (k + 1) * n)
    const left = count - done + more
    if (step > 1) {
      if (left > 0) this.first(from + done * step, left, next(done - 1))
      for (let k = 0; k < done; k++) this.between(from + k * step, next(k))
    } else if (left > 0) this.queue.unshift({ from: from + done, step, count: left, begin: next(done - 1), more: 0 })
    try {
      this.tell?.(this.done, this.count)
    } catch (error) {
      this.fail(error)
    }
    this.wake()
  }

  /** Ends it all. */
  fail(error: unknown): void {
    this.failure ??= { error }
    this.wake()
  }

  /** Resolves when all is fitted. @throws what it failed by */
  async whenOver(): Promise<void> {
    while (!this.isOver) await new Promise<void>(resolve => this.waiting.push(resolve))
    if (this.failure) throw this.failure.error
  }

  /** Every `size`-th set from here on: before all others, and few at a time, since others wait for them. */
  private first(from: number, left: number, begin: Float64Array): void {
    const count = Math.min(left, Math.ceil(this.size / 8))
    this.queue.unshift({ from, step: this.size, count, begin, more: left - count })
  }

  private between(from: number, begin: Float64Array): void {
    const count = Math.min(this.size, this.count - from) - 1
    if (count > 0) this.queue.push({ from: from + 1, step: 1, count, begin, more: 0 })
  }

  private wake(): void {
    const { waiting } = this
    this.waiting = []
    for (const resolve of waiting) resolve()
  }
}
