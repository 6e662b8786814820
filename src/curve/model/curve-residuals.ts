import type { Points } from '../data/points.js'
import type { Residuals } from '../engine/residuals.js'
import type { Curve } from './curve.js'

/** A curve at its points. */
export interface CurveSet {
  readonly curve: Curve
  readonly points: Points
}

/** (f − y) times 1/σ or √weight, data set after data set and output after output. */
export class CurveResiduals implements Residuals {
  readonly rows: number
  readonly hasCheapSlopes: boolean
  private readonly starts: readonly number[]

  constructor(
    private readonly sets: readonly CurveSet[],
    readonly parameters: number,
  ) {
    const starts = [0]
    for (const { points } of sets) starts.push(starts[starts.length - 1] + points.y.length)
    this.starts = starts
    this.rows = starts[sets.length]
    this.hasCheapSlopes = sets.every(({ curve }) => curve.derivatives === 'exact')
  }

  /** The set and its own row behind a row of all. */
  at(row: number): { set: number; row: number } {
    let set = 0
    while (row >= this.starts[set + 1]) set++
    return { set, row: row - this.starts[set] }
  }

  values(p: Float64Array, from: number, to: number, r: Float64Array): void {
    this.each(from, to, ({ curve, points }, first, last, offset) => {
      const into = offset === 0 ? r : r.subarray(offset)
      curve.values(p, first, last, into)
      subtract(points, first, last, into)
    })
  }

  linearise(p: Float64Array, from: number, to: number, r: Float64Array, J: Float64Array, stride: number): void {
    this.each(from, to, ({ curve, points }, first, last, offset) => {
      const into = offset === 0 ? r : r.subarray(offset)
      const columns = offset === 0 ? J : J.subarray(offset)
      curve.linearise(p, first, last, into, columns, stride)
      subtract(points, first, last, into)
      const { scale } = points
      if (!scale) return
      for (let k = 0; k < p.length; k++)
        for (let i = 0; i < last - first; i++) columns[k * stride + i] *= scale[first + i]
    })
  }

  private each(
    from: number,
    to: number,
    visit: (set: CurveSet, first: number, last: number, offset: number) => void,
  ): void {
    const { sets, starts } = this
    for (let set = 0; set < sets.length; set++) {
      const first = Math.max(from, starts[set])
      const last = Math.min(to, starts[set + 1])
      if (first < last) visit(sets[set], first - starts[set], last - starts[set], first - from)
    }
  }
}

function subtract({ y, scale }: Points, first: number, last: number, r: Float64Array): void {
  if (scale) for (let i = 0; i < last - first; i++) r[i] = (r[i] - y[first + i]) * scale[first + i]
  else for (let i = 0; i < last - first; i++) r[i] -= y[first + i]
}
