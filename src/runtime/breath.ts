/** Milliseconds of uninterrupted work after which the event loop gets a turn. */
const LONGEST = 20

/**
 * Gives the event loop a turn once 20 ms have passed, through a MessageChannel: timers are throttled in hidden tabs.
 * Call `close` when done, or the ports keep the process alive.
 */
export class Breath {
  readonly #channel = new MessageChannel()
  #last = performance.now()
  #resume: (() => void) | undefined

  constructor() {
    this.#channel.port1.onmessage = () => this.#resume?.()
  }

  /** A promise to wait for, when a turn is due. */
  due(): Promise<void> | undefined {
    if (performance.now() - this.#last < LONGEST) return undefined
    return new Promise(resolve => {
      this.#resume = () => {
        this.#last = performance.now()
        resolve()
      }
      this.#channel.port2.postMessage(0)
    })
  }

  close(): void {
    this.#channel.port1.close()
    this.#channel.port2.close()
  }
}
