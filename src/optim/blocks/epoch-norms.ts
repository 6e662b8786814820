/** From one epoch to the next, the mean norm of a critical one moves by more than this share. */
const CRITICAL = 0.1

/** Mean gradient norms of the last epochs: whether the one that runs is critical. */
export class EpochNorms {
  readonly #batches: number
  #epoch = 0
  #sum = 0
  #count = 0
  #last = 0
  #before = 0

  constructor(gradientBatch: number | 'full', samples: number) {
    this.#batches = gradientBatch === 'full' ? 1 : Math.ceil(samples / gradientBatch)
  }

  /** Sees the norm of a batch. Returns whether its epoch is the first or second, or the two before differ. */
  see(draw: number, norm: number): boolean {
    const epoch = Math.floor(draw / this.#batches)
    if (epoch !== this.#epoch) {
      this.#before = this.#last
      this.#last = this.#count > 0 ? this.#sum / this.#count : 0
      this.#epoch = epoch
      this.#sum = 0
      this.#count = 0
    }
    if (Number.isFinite(norm)) {
      this.#sum += norm
      this.#count++
    }
    return epoch === 0 || Math.abs(this.#last - this.#before) > CRITICAL * this.#before
  }

  counters(): Record<string, number> {
    return {
      normEpoch: this.#epoch,
      normSum: this.#sum,
      normCount: this.#count,
      normLast: this.#last,
      normBefore: this.#before,
    }
  }

  restore({ normEpoch, normSum, normCount, normLast, normBefore }: Readonly<Record<string, number>>): void {
    this.#epoch = normEpoch
    this.#sum = normSum
    this.#count = normCount
    this.#last = normLast
    this.#before = normBefore
  }
}
