/// <reference lib="esnext.disposable" preserve="true" />
import { WoodburyError } from '../errors.js'
import { DISPOSED } from '../runtime/pools.js'
import type { FitResult, StepRecord } from '../train/records.js'

/**
 * A run that has started: `await` it for its result, `for await` it for progress. Iteration yields the newest record
 * and never holds training up; leaving the loop detaches without aborting.
 */
export class Run implements PromiseLike<FitResult>, AsyncIterable<StepRecord> {
  readonly #result: Promise<FitResult>
  #newest: StepRecord | undefined
  #done = false
  #waiting: (() => void)[] = []
  readonly #end: AbortController

  constructor(
    /** Bytes the run takes, in linear memory and copies of the data. */
    readonly memoryBytes: number,
    end: AbortController,
    start: (publish: (record: StepRecord) => void) => Promise<FitResult>,
  ) {
    this.#end = end
    this.#result = start(record => {
      this.#newest = record
      this.#wake()
    })
      .catch(error => {
        // Whoever took the workers away knows, and need not wait for the run to say so.
        if (error instanceof WoodburyError && error.facts.reason === DISPOSED) this.#detach()
        throw error
      })
      .finally(() => {
        this.#done = true
        this.#wake()
      })
  }

  // biome-ignore lint/suspicious/noThenProperty: a run is awaited like the promise of its result
  then<A = FitResult, B = never>(
    resolved?: ((result: FitResult) => A | PromiseLike<A>) | null,
    rejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result.then(resolved, rejected)
  }

  catch<B = never>(rejected?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<FitResult | B> {
    return this.#result.catch(rejected)
  }

  finally(settled?: (() => void) | null): Promise<FitResult> {
    return this.#result.finally(settled)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StepRecord, void, undefined> {
    this.#detach()
    let seen: StepRecord | undefined
    for (;;) {
      const newest = this.#newest
      if (newest !== undefined && newest !== seen) {
        seen = newest
        yield newest
      } else if (this.#done) break
      else
        await new Promise<void>(resolve => {
          this.#waiting.push(resolve)
        })
    }
    await this.#result
  }

  /** Ends the run after its current step and waits for it: `await using run = fit(…)`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort()
    await this.#result.catch(() => {})
  }

  /** From now on an error is told to those who await the run, and missed by nobody else. */
  #detach(): void {
    this.#result.catch(() => {})
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resume of waiting) resume()
  }
}
