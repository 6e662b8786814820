import type { StepRecord } from 'woodbury'

/** Points of a curve; when there are too many every other one goes, so that a run of any length is drawn at once. */
const MOST = 4000

export class Series {
  #records: StepRecord[] = []
  #stride = 1

  add(record: StepRecord): void {
    if (record.step % this.#stride !== 0) return
    this.#records.push(record)
    if (this.#records.length <= MOST) return
    this.#records = this.#records.filter((_, k) => k % 2 === 1)
    this.#stride *= 2
  }

  get records(): readonly StepRecord[] {
    return this.#records
  }
}
