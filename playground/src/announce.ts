/** Milliseconds between two announcements: often enough to follow, seldom enough to read on. */
const EVERY = 5000

/** Says how training goes to those who listen, politely. */
export class Announcer {
  #last = Number.NEGATIVE_INFINITY

  constructor(private readonly place: HTMLElement) {}

  /** At once where it matters, else only now and then. */
  say(sentence: string, matters = false): void {
    if (!matters && performance.now() - this.#last < EVERY) return
    this.#last = performance.now()
    this.place.textContent = sentence
  }
}
