import type { Kernels } from '../runtime/kernels.js'

/**
 * θ twice: a step is tried in the spare place and becomes current by one turn, so the last accepted parameters are
 * always whole. `turned` tells whoever else reads the memory which place that is.
 */
export class ParameterPair {
  #current = 0

  constructor(
    readonly places: readonly [number, number],
    readonly count: number,
    readonly turned: (current: number) => void,
  ) {}

  get current(): number {
    return this.places[this.#current]
  }

  get spare(): number {
    return this.places[1 - this.#current]
  }

  /** spare ← θ + α d. */
  tryStep(kernels: Kernels, alpha: number, direction: number): void {
    kernels.axpby(1, this.current, alpha, direction, this.spare, this.count)
  }

  turn(): void {
    this.#current = 1 - this.#current
    this.turned(this.#current)
  }
}
