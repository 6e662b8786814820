import type { Clock } from '../runtime/clock.js'
import { type DType, sizeOf } from '../runtime/dtype.js'
import type { Kernels } from '../runtime/kernels.js'
import type { Arena } from '../runtime/memory/arena.js'
import { type EffectiveRoom, effective } from './effective.js'
import { Factor, factorSize } from './factor.js'
import type { Rows } from './rows.js'
import type { NotPositive, RightHandSide, Solved, System } from './system.js'
import { traceOf } from './trace.js'

export interface RowSpaceRoom {
  /** R² elements: K. */
  readonly gram: number
  /** K/N + ΛI and its factor. */
  readonly factor: number
  /** R float64 each. */
  readonly t: number
}

export function reserveRowSpace(arena: Arena, dtype: DType, rows: number): RowSpaceRoom {
  return {
    gram: arena.reserve(rows * rows * sizeOf(dtype)),
    factor: arena.reserve(factorSize(rows) * 8),
    t: arena.reserve(rows * 8),
  }
}

/**
 * The Woodbury side: d = a + Oᵀt with a = b/Λ, (O Oᵀ + ΛI) t = e − O a, an R × R Cholesky in float64.
 * O d = e − Λt falls out, so the curvature of the step costs nothing. Conventions: `system.ts`.
 */
export class RowSpace implements System {
  #operator!: Rows
  readonly #factor: Factor
  readonly #t: Float64Array
  /** O a. */
  readonly #ofA: Float64Array

  constructor(
    readonly kernels: Kernels,
    readonly float64: Kernels,
    readonly clock: Clock,
    readonly room: RowSpaceRoom,
    readonly parameters: number,
    rows: number,
  ) {
    this.#t = new Float64Array(kernels.buffer, room.t, rows)
    this.#factor = new Factor(kernels, float64, room.factor)
    this.#ofA = new Float64Array(rows)
  }

  prepare(operator: Rows): void {
    this.#operator = operator
    this.clock.time('gram', () => operator.gram(this.room.gram))
  }

  trace(): number {
    const { rows, samples } = this.#operator
    return traceOf(this.kernels, this.room.gram, rows) / samples
  }

  effective(w: number, room: EffectiveRoom): number {
    const { rows, samples } = this.#operator
    return effective(this.#factor, this.room.gram, rows, 1 / samples, w, room)
  }

  /** ‖Oᵀγ‖ from K, without forming the vector. */
  normOf(gamma: Float64Array): number {
    const { rows, samples } = this.#operator
    const { kernels, room } = this
    this.#t.set(gamma.subarray(0, rows))
    return Math.sqrt(Math.max(kernels.quadratic([room.gram, rows], rows, room.t) / samples, 0))
  }

  solve(lambda: number, d: number, { holds, rowSide, unformed }: RightHandSide): Solved | NotPositive {
    const { kernels, room, clock } = this
    const { rows, samples } = this.#operator
    const root = Math.sqrt(samples)
    const t = this.#t
    const e = rowSide?.e
    let slope = unformed ? -unformed.squares / lambda : 0
    if (holds.includes(true)) {
      clock.time('apply', () => {
        this.#operator.scale(1 / lambda, d, holds)
        slope += this.#operator.apply(d, room.t, holds)
      })
    } else t.fill(0, 0, rows)
    for (let r = 0; r < rows; r++) {
      this.#ofA[r] = (t[r] - (unformed ? unformed.rows[r] / lambda : 0)) / root
      t[r] = (e ? e[r] : 0) - this.#ofA[r]
    }
    const pivot = clock.time('factor', () => this.#factor.of(room.gram, rows, 1 / samples, lambda))
    if (pivot >= 0) return { code: 'notPositive', pivot }
    clock.time('solve', () => this.#factor.solve(rows, room.t))
    let curvature = 0
    for (let r = 0; r < rows; r++) {
      const along = (e ? e[r] : 0) - lambda * t[r]
      curvature += along * along
      if (rowSide) slope += rowSide.gamma ? rowSide.gamma[r] * along : -lambda * t[r] * this.#ofA[r]
      t[r] /= root
      if (unformed) slope += unformed.rows[r] * t[r]
    }
    // −eᵀOd with e = Od + Λt: e may be 1e15 where a class is all but impossible, and along loses its digits there.
    if (rowSide && !rowSide.gamma) slope -= curvature + lambda * kernels.quadratic([room.gram, rows], rows, room.t)
    const share = unformed ? -1 / lambda : 0
    clock.time('apply', () => this.#operator.applyTransposed(room.t, d, holds, share))
    return { code: 'ok', curvature, slope }
  }
}
