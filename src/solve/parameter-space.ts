import type { Clock } from '../runtime/clock.js'
import { type DType, type FloatArray, sizeOf, viewOf } from '../runtime/dtype.js'
import type { Kernels } from '../runtime/kernels.js'
import type { Arena } from '../runtime/memory/arena.js'
import { type EffectiveRoom, effective } from './effective.js'
import { Factor, factorSize } from './factor.js'
import type { Rows } from './rows.js'
import type { NotPositive, Solved, System } from './system.js'
import { traceOf } from './trace.js'

/** Rows of J~ formed at a time. */
const BLOCK = 256

export interface ParameterSpaceRoom {
  /** P² elements: J~ᵀJ~. */
  readonly normal: number
  /** J~ᵀJ~/N + ΛI and its factor. */
  readonly factor: number
  /** A block of rows, at most BLOCK + q × P elements. */
  readonly block: number
  /** P float64. */
  readonly solution: number
}

/** What each of these places holds. */
export function parameterSpaceSizes(dtype: DType, parameters: number, rows: number, q: number) {
  return {
    normal: { length: parameters * parameters, dtype },
    factor: { length: factorSize(parameters), dtype: 'float64' },
    block: { length: Math.min(rows, blockRows(q)) * parameters, dtype },
    solution: { length: parameters, dtype: 'float64' },
  } as const
}

export function reserveParameterSpace(
  arena: Arena,
  dtype: DType,
  parameters: number,
  rows: number,
  q: number,
): ParameterSpaceRoom {
  const { normal, factor, block, solution } = parameterSpaceSizes(dtype, parameters, rows, q)
  const reserve = ({ length, dtype: type }: { length: number; dtype: DType }) => arena.reserve(length * sizeOf(type))
  return { normal: reserve(normal), factor: reserve(factor), block: reserve(block), solution: reserve(solution) }
}

const blockRows = (q: number): number => Math.max(1, Math.floor(BLOCK / q)) * q

/**
 * The parameter side: (J~ᵀJ~/N + ΛI) d = b by a P × P Cholesky in float64, for more rows than parameters; g is formed,
 * so b always carries it. J~ passes through in blocks of rows. Conventions: `system.ts`.
 */
export class ParameterSpace implements System {
  #samples = 1
  readonly #solution: Float64Array
  readonly #factor: Factor
  #view: FloatArray | undefined

  constructor(
    readonly kernels: Kernels,
    readonly float64: Kernels,
    readonly clock: Clock,
    readonly room: ParameterSpaceRoom,
    readonly parameters: number,
  ) {
    this.#solution = new Float64Array(kernels.buffer, room.solution, parameters)
    this.#factor = new Factor(kernels, float64, room.factor)
  }

  /** `more`: the rows join those that are there. */
  prepare(operator: Rows, more = false): void {
    const { kernels, room, parameters } = this
    this.#samples = (more ? this.#samples : 0) + operator.samples
    const step = blockRows(operator.q)
    this.clock.time('gram', () => {
      for (let from = 0; from < operator.rows; from += step) {
        const count = Math.min(step, operator.rows - from)
        operator.denseRows(from, count, room.block)
        kernels.syrk(true, parameters, count, [room.block, parameters], [room.normal, parameters], more || from > 0)
      }
    })
  }

  /** C was written to `room.normal` as it is, its lower triangle at least. */
  given(): void {
    this.#samples = 1
  }

  trace(): number {
    return traceOf(this.kernels, this.room.normal, this.parameters) / this.#samples
  }

  effective(w: number, room: EffectiveRoom): number {
    return effective(this.#factor, this.room.normal, this.parameters, 1 / this.#samples, w, room)
  }

  solve(lambda: number, d: number): Solved | NotPositive {
    const { kernels, parameters } = this
    const b = viewOf(kernels.dtype, kernels.buffer, d, parameters)
    const x = this.#solution
    x.set(b)
    const pivot = this.factor(lambda)
    if (pivot >= 0) return { code: 'notPositive', pivot }
    this.solveFactored()
    let curvature = 0
    for (let p = 0; p < parameters; p++) curvature += x[p] * (b[p] - lambda * x[p])
    b.set(x)
    return { code: 'ok', curvature: Math.max(curvature, 0), slope: 0 }
  }

  /** Factors C + shift I + diag `more`. Returns −1, or the pivot that is not positive. */
  factor(shift: number, more?: Float64Array): number {
    const { room, parameters, clock } = this
    return clock.time('factor', () => this.#factor.of(room.normal, parameters, 1 / this.#samples, shift, more))
  }

  /** P numbers at `room.solution`: what `solveFactored` and `quadratic` work on. */
  get solution(): Float64Array {
    return this.#solution
  }

  /** The right-hand side in `solution` becomes the solution under the last factor. */
  solveFactored(): void {
    this.clock.time('solve', () => this.#factor.solve(this.parameters, this.room.solution))
  }

  /** xᵀC x of what is in `solution`. */
  quadratic(): number {
    const { kernels, room, parameters } = this
    return kernels.quadratic([room.normal, parameters], parameters, room.solution) / this.#samples
  }

  /** An element of C, column ≤ row. */
  element(row: number, column: number): number {
    const { kernels, room, parameters } = this
    this.#view ??= viewOf(kernels.dtype, kernels.buffer, room.normal, parameters * parameters)
    return this.#view[row * parameters + column] / this.#samples
  }
}
