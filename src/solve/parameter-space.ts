import type { Clock } from '../runtime/clock.js'
import { type DType, sizeOf, viewOf } from '../runtime/dtype.js'
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
    factor: arena.reserve(factorSize(parameters) * 8),
    block: arena.reserve(Math.min(rows, blockRows(q)) * parameters * size),
    solution: arena.reserve(parameters * 8),
  }
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

  prepare(operator: Rows): void {
    const { kernels, room, parameters } = this
    this.#samples = operator.samples
    const step = blockRows(operator.q)
    this.clock.time('gram', () => {
      for (let from = 0; from < operator.rows; from += step) {
        const count = Math.min(step, operator.rows - from)
        operator.denseRows(from, count, room.block)
        kernels.syrk(true, parameters, count, [room.block, parameters], [room.normal, parameters], from > 0)
      }
    })
  }

  trace(): number {
    return traceOf(this.kernels, this.room.normal, this.parameters) / this.#samples
  }

  effective(w: number, room: EffectiveRoom): number {
    return effective(this.#factor, this.room.normal, this.parameters, 1 / this.#samples, w, room)
  }

  solve(lambda: number, d: number): Solved | NotPositive {
    const { kernels, room, parameters, clock } = this
    const b = viewOf(kernels.dtype, kernels.buffer, d, parameters)
    const x = this.#solution
    x.set(b)
    const pivot = clock.time('factor', () => this.#factor.of(room.normal, parameters, 1 / this.#samples, lambda))
    if (pivot >= 0) return { code: 'notPositive', pivot }
    clock.time('solve', () => this.#factor.solve(parameters, room.solution))
    let curvature = 0
    for (let p = 0; p < parameters; p++) curvature += x[p] * (b[p] - lambda * x[p])
    b.set(x)
    return { code: 'ok', curvature: Math.max(curvature, 0), slope: 0 }
  }
}
