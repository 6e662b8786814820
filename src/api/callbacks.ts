/** Calls what the caller of a run gave it. An error, thrown or rejected with, ends the run, whose error it becomes. */
export class Callbacks {
  readonly #pending = new Set<Promise<void>>()
  #failure: { readonly error: unknown } | undefined

  /** @param end ends the run, after its step: workers that are still at it would fail the next run */
  constructor(readonly end: () => void) {}

  call(callback: () => unknown): void {
    if (this.#failure) return
    try {
      const returned = callback() as PromiseLike<unknown> | null | undefined
      if (typeof returned?.then === 'function') this.#hear(Promise.resolve(returned))
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Until every promise has settled. @throws the first error */
  async settled(): Promise<void> {
    await Promise.all(this.#pending)
    if (this.#failure) throw this.#failure.error
  }

  #hear(promise: Promise<unknown>): void {
    const heard = promise.then(
      () => void this.#pending.delete(heard),
      error => this.#fail(error),
    )
    this.#pending.add(heard)
  }

  #fail(error: unknown): void {
    this.#failure ??= { error }
    this.end()
  }
}
