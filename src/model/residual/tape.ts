import { type Operation, operations } from '../../curve/expression/operations.js'

/** One value: a number, a column of the point's own numbers, or an operation on earlier values by their places. */
export type Item =
  | readonly ['constant', number]
  | readonly ['column', number]
  | readonly [operation: Operation, first: number, second?: number]

/** Recorded expressions as plain data: they cross to workers, and a checkpoint knows them by their digest. */
export interface Tape {
  readonly items: readonly Item[]
  /** Places of the results. */
  readonly outputs: readonly number[]
}

/** Points that are computed at a time. */
export const BLOCK = 256

/** Fills column `column` of a block: n numbers of `into` from `at`. */
export type Load = (column: number, into: Float64Array, at: number, n: number) => void

/**
 * Evaluates a tape over blocks of points, with exact derivatives by a reverse sweep. A slope that is not finite where the
 * value is counts as 0.
 */
export class TapeRun {
  readonly #values: Float64Array
  readonly #adjoints: Float64Array
  /** Places and numbers of the columns. */
  readonly columns: readonly { readonly place: number; readonly column: number }[]

  constructor(readonly tape: Tape) {
    const { items } = tape
    this.#values = new Float64Array(items.length * BLOCK)
    this.#adjoints = new Float64Array(items.length * BLOCK)
    this.columns = items.flatMap(([kind, column], place) => (kind === 'column' ? [{ place, column }] : []))
    items.forEach(([kind, value], place) => {
      if (kind === 'constant') this.#values.fill(value, place * BLOCK, (place + 1) * BLOCK)
    })
  }

  /** The values of n points, at most a block. */
  evaluate(load: Load, n: number): void {
    const V = this.#values
    for (const { place, column } of this.columns) load(column, V, place * BLOCK, n)
    this.tape.items.forEach(([kind, u, v = 0], place) => {
      if (kind === 'constant' || kind === 'column') return
      operations[kind].forward(V, place * BLOCK, u * BLOCK, v * BLOCK, n)
    })
  }

  /** Result `output` of the points last evaluated. */
  result(output: number): Float64Array {
    const place = this.tape.outputs[output]
    return this.#values.subarray(place * BLOCK, (place + 1) * BLOCK)
  }

  /** Afterwards `slope` has the derivatives of a result at the n points last evaluated. */
  differentiate(output: number, n: number): void {
    const V = this.#values
    const A = this.#adjoints.fill(0)
    const end = this.tape.outputs[output]
    A.fill(1, end * BLOCK, end * BLOCK + n)
    for (let place = end; place >= 0; place--) {
      const [kind, u, v] = this.tape.items[place]
      if (kind === 'constant' || kind === 'column') continue
      const [first, second] = operations[kind].backward
      const [w, left, right] = [place * BLOCK, u * BLOCK, (v ?? 0) * BLOCK]
      first(A, left, A, w, V, w, left, right, n)
      if (v !== undefined) second(A, right, A, w, V, w, left, right, n)
    }
  }

  /** By the value at a place. */
  slope(place: number): Float64Array {
    return this.#adjoints.subarray(place * BLOCK, (place + 1) * BLOCK)
  }
}
