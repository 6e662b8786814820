import { operations } from '../../curve/expression/operations.js'
import type { FloatArray } from '../../runtime/dtype.js'
import type { RecordedItem } from './plan.js'

/** A recorded expression of positions, `count` of them at a time. */
export class Potential {
  readonly #values: Float64Array

  constructor(
    readonly items: readonly RecordedItem[],
    readonly columns: number,
    readonly count: number,
  ) {
    this.#values = new Float64Array(items.length * count)
  }

  /** The values at positions x, count × columns; they stand until the next call. */
  at(x: FloatArray): Float64Array {
    const { columns, count } = this
    const V = this.#values
    this.items.forEach(({ kind, value, of }, k) => {
      const place = k * count
      if (kind === 'constant') V.fill(value, place, place + count)
      else if (kind === 'column') for (let i = 0; i < count; i++) V[place + i] = x[i * columns + value]
      else operations[kind].forward(V, place, of[0] * count, (of[1] ?? 0) * count, count)
    })
    return V.subarray((this.items.length - 1) * count)
  }
}
