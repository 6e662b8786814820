import { turns } from '#platform'
import { milliseconds } from './timers.js'

/** Milliseconds of uninterrupted work after which the event loop gets a turn. */
const LONGEST = 20

/** Gives the event loop a turn once 20 ms have passed. Call `close` when done. */
export class Breath {
  readonly #turns = turns()
  #last = milliseconds()

  /** A promise to wait for, when a turn is due. */
  due(longest = LONGEST): Promise<void> | undefined {
    if (milliseconds() - this.#last < longest) return undefined
    return new Promise(resolve => {
      this.#turns.after(() => {
        this.#last = milliseconds()
        resolve()
      })
    })
  }

  close(): void {
    this.#turns.close()
  }
}
