import { power } from '../../portable.js'
import type { Direction, Estimate, Solved, Start } from '../direction.js'
import type { Workspace } from '../workspace.js'

/** A direction that can say what its model thinks of any other vector. */
export interface Measured<E extends Estimate> extends Direction<E> {
  /** gᵀv and vᵀC v of a parameter vector at byte offset v, after `prepare`. */
  along(estimate: E, v: number): { readonly slope: number; readonly curvature: number }
}

/**
 * The mean of another's directions with its bias corrected: m ← β m + (1 − β) d, step m/(1 − βᵗ). Only a step that was
 * taken counts; a refused one forgets them all. m: `layout.arrays.previous`, there where β > 0.
 */
export class Averaged<E extends Estimate> implements Direction<E> {
  /** Directions in m. */
  #averaged = 0

  constructor(
    readonly inner: Measured<E>,
    readonly beta: number,
    readonly workspace: Workspace,
  ) {}

  prepare(...at: Parameters<Direction<E>['prepare']>): E {
    return this.inner.prepare(...at)
  }

  solve(start: Start<E>): Solved | undefined {
    const { inner, beta } = this
    const solved = inner.solve(start)
    if (!solved || beta === 0) return solved
    const { kernels, layout, clock } = this.workspace
    const { direction: d, previous } = layout.arrays
    const count = layout.graph.parameters
    const corrected = this.#correction
    const old = this.#averaged > 0 ? beta / corrected : 0
    const norm = clock.time('apply', () => {
      kernels.axpby((1 - beta) / corrected, d, old, old > 0 ? previous : d, d, count)
      return Math.sqrt(kernels.sumSquares(d, count))
    })
    const told = start.trial ? inner.along(start.estimate, d) : { slope: Number.NaN, curvature: Number.NaN }
    return { ...told, norm, exact: false, rate: solved.rate }
  }

  /** 1 − βᵗ of the step at hand. */
  get #correction(): number {
    return 1 - power(this.beta, this.#averaged + 1)
  }

  taken(theta: number): void {
    this.inner.taken(theta)
    if (this.beta === 0) return
    const { kernels, layout, clock } = this.workspace
    const { direction: d, previous } = layout.arrays
    clock.time('apply', () => kernels.axpby(this.#correction, d, 0, d, previous, layout.graph.parameters))
    this.#averaged++
  }

  refused(): void {
    this.inner.refused()
    this.#averaged = 0
  }

  counters(): Record<string, number> {
    return { ...this.inner.counters(), averaged: this.#averaged }
  }

  restore(counters: Readonly<Record<string, number>>): void {
    this.inner.restore(counters)
    this.#averaged = counters.averaged
  }
}
