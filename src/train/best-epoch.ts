import type { FloatArray } from '../runtime/dtype.js'

/** The epoch with the lowest of some loss so far, and its parameters. Epoch 0 is the start. */
export class BestEpoch {
  epoch = 0

  constructor(
    public loss: number,
    readonly params: FloatArray,
  ) {}

  take(epoch: number, loss: number, params: FloatArray): void {
    this.epoch = epoch
    this.loss = loss
    this.params.set(params)
  }
}
