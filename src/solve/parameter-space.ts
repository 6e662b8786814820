import type { RowOperator } from '../curvature/operator.js'
import type { Arena } from '../runtime/arena.js'
import { type DType, type FloatArray, sizeOf, viewOf } from '../runtime/dtype.js'
import type { Kernels } from '../runtime/kernels.js'
import type { NotPositive, Solved, System } from './system.js'

/** Rows of J~ formed at a time. */
const BLOCK = 256

export interface ParameterSpaceRoom {
  /** P² elements: J~ᵀJ~. */
  readonly normal: number
  /** P² float64: J~ᵀJ~/N + ΛI and its factor. */
  readonly factor: number
  /** A block of rows, at most BLOCK + q × P elements. */
  readonly block: number
  /** P float64. */
  readonly solution: number
  /** R float64. */
  readonly t: number
}

export function reserveParameterSpace(
  arena: Arena,
  dtype: DType,
  parameters: number,
  rows: number,
  q: number,
): ParameterSpaceRoom {
  const size = sizeOf(dtype)
  return {
    normal: arena.reserve(parameters * parameters * size),
    factor: arena.reserve(parameters * parameters * 8),
    block: arena.reserve(Math.min(rows, blockRows(q)) * parameters * size),
    solution: arena.reserve(parameters * 8),
    t: arena.reserve(rows * 8),
  }
}

const blockRows = (q: number): number => Math.max(1, Math.floor(BLOCK / q)) * q

/**
 * The parameter side: (J~ᵀJ~/N + ΛI) d = Λa + Oᵀe by a P × P Cholesky in float64, for more rows than parameters.
 * J~ passes through in blocks of rows. Conventions: `system.ts`.
 */
export class ParameterSpace implements System {
  #operator!: RowOperator
  readonly #solution: Float64Array
  readonly #t: Float64Array
  #d: FloatArray | undefined
  #at = -1

  constructor(
    readonly kernels: Kernels,
    readonly float64: Kernels,
    readonly room: ParameterSpaceRoom,
    readonly parameters: number,
    rows: number,
  ) {
    this.#solution = new Float64Array(kernels.buffer, room.solution, parameters)
    this.#t = new Float64Array(kernels.buffer, room.t, rows)
  }

  prepare(operator: RowOperator): void {
    this.#operator = operator
    const { kernels, room, parameters } = this
    const step = blockRows(operator.q)
    for (let from = 0; from < operator.rows; from += step) {
      const count = Math.min(step, operator.rows - from)
      operator.denseRows(from, count, room.block)
      kernels.syrk(true, parameters, count, [room.block, parameters], [room.normal, parameters], from > 0)
    }
  }

  solve(lambda: number, d: number, e: Float64Array | undefined, zero: boolean): Solved | NotPositive {
    const { kernels, float64, room, parameters } = this
    const { rows, samples } = this.#operator
    const view = this.#view(d)
    const x = this.#solution
    if (zero) view.fill(0)
    else kernels.scale(lambda, d, parameters)
    if (e) {
      const root = Math.sqrt(samples)
      for (let r = 0; r < rows; r++) this.#t[r] = e[r] / root
      this.#operator.applyTransposed(room.t, d, true)
    }
    x.set(view)
    const F = [room.factor, parameters] as const
    kernels.shifted([room.normal, parameters], F, parameters, 1 / samples, lambda)
    const pivot = float64.cholesky(F, parameters)
    if (pivot >= 0) return { code: 'notPositive', pivot }
    float64.solveLower(F, parameters, [room.solution, 1], 1)
    float64.solveLowerTransposed(F, parameters, [room.solution, 1], 1)
    let curvature = 0
    for (let p = 0; p < parameters; p++) curvature += x[p] * (view[p] - lambda * x[p])
    view.set(x)
    return { code: 'ok', curvature: Math.max(curvature, 0), slope: e ? this.#slope(d, e) : 0 }
  }

  /** −eᵀO d. */
  #slope(d: number, e: Float64Array): number {
    const { rows, samples } = this.#operator
    this.#operator.apply(d, this.room.t)
    let sum = 0
    for (let r = 0; r < rows; r++) sum -= e[r] * this.#t[r]
    return sum / Math.sqrt(samples)
  }

  #view(d: number): FloatArray {
    if (d !== this.#at || !this.#d) this.#d = viewOf(this.kernels.dtype, this.kernels.buffer, d, this.parameters)
    this.#at = d
    return this.#d
  }
}
