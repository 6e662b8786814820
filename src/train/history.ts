/** Records kept before every second one is dropped. */
const MOST = 10_000

/** A run's records, thinned evenly past 10,000 so that a long run does not fill the memory; the newest is always kept. */
export class History<R> {
  readonly #kept: R[] = []
  #newest: R | undefined
  #stride = 1
  #seen = 0

  add(record: R): void {
    this.#newest = record
    if (this.#seen++ % this.#stride !== 0) return
    this.#kept.push(record)
    if (this.#kept.length < MOST) return
    for (let i = 0; i < MOST / 2; i++) this.#kept[i] = this.#kept[2 * i]
    this.#kept.length = MOST / 2
    this.#stride *= 2
  }

  get newest(): R | undefined {
    return this.#newest
  }

  records(): R[] {
    const last = this.#newest
    return last === undefined || this.#kept.at(-1) === last ? [...this.#kept] : [...this.#kept, last]
  }
}
