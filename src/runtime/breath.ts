/** Milliseconds of uninterrupted work after which the event loop gets a turn. */
const LONGEST = 20

/**
 * Gives the event loop a turn once 20 ms have passed: by `setImmediate` where there is one (Node drains a message port
 * before it looks at signals and timers again), else through a MessageChannel (a hidden tab throttles timers).
 * Call `close` when done, or the ports keep the process alive.
 */
export class Breath {
  readonly #channel = typeof setImmediate === 'function' ? undefined : new MessageChannel()
  #last = performance.now()
  #resume: (() => void) | undefined

  constructor() {
    if (this.#channel) this.#channel.port1.onmessage = () => this.#resume?.()
  }

  /** A promise to wait for, when a turn is due. */
  due(): Promise<void> | undefined {
    if (performance.now() - this.#last < LONGEST) return undefined
    return new Promise(resolve => {
      this.#resume = () => {
        this.#last = performance.now()
        resolve()
      }
      if (this.#channel) this.#channel.port2.postMessage(0)
      else setImmediate(this.#resume)
    })
  }

  close(): void {
    this.#channel?.port1.close()
    this.#channel?.port2.close()
  }
}
