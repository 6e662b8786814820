import { PURPOSE } from '../../random/purposes.js'
import { stream } from '../../random/stream.js'
import { Minimiser } from '../engine/minimise.js'
import type { Problem } from '../engine/problem.js'
import type { Residuals } from '../engine/residuals.js'

/** Intervals by parameter; null for what is not fitted, without degrees of freedom, and where too few refits could start. */
export type Bootstrapped = readonly ([number, number] | null)[]

/** The data with other errors: y* = f(p) + e* is r − r(p) + e*, where r is f − y. */
class Resampled implements Residuals {
  readonly rows: number
  readonly parameters: number

  constructor(
    private readonly inner: Residuals,
    private readonly shift: Float64Array,
  ) {
    this.rows = inner.rows
    this.parameters = inner.parameters
  }

  values(p: Float64Array, from: number, to: number, r: Float64Array): void {
    this.inner.values(p, from, to, r)
    for (let i = 0; i < to - from; i++) r[i] -= this.shift[from + i]
  }

  linearise(p: Float64Array, from: number, to: number, r: Float64Array, J: Float64Array, stride: number): void {
    this.inner.linearise(p, from, to, r, J, stride)
    for (let i = 0; i < to - from; i++) r[i] -= this.shift[from + i]
  }
}

/**
 * Percentile intervals from fits of data whose errors were drawn again, with replacement, from the residuals (Efron & Tibshirani
 * 1993, 9.5), widened by √(m/(m − n)) since residuals are smaller than errors. Seeded.
 */
export function bootstrapOf(
  problem: Problem,
  p: Float64Array,
  {
    level,
    samples,
    seed,
    degreesOfFreedom,
  }: { level: number; samples: number; seed: number; degreesOfFreedom: number },
): Bootstrapped {
  const { residuals, box } = problem
  if (degreesOfFreedom === 0) return Array.from(p, () => null)
  const { rows } = residuals
  const r = new Float64Array(rows)
  for (let from = 0; from < rows; from += 256) residuals.values(p, from, Math.min(from + 256, rows), r.subarray(from))
  const widened = Math.sqrt(rows / Math.max(1, rows - p.length))
  const drawn: Float64Array[] = []
  for (let sample = 0; sample < samples; sample++) {
    const random = stream(seed, PURPOSE.bootstrap, sample)
    const shift = r.map(value => value - widened * r[Math.floor(random.uniform() * rows)])
    const run = new Minimiser({
      ...problem,
      residuals: new Resampled(residuals, shift),
      start: p,
      onIteration: undefined,
    })
    if (run.startsFinite) drawn.push(run.run().p)
  }
  return Array.from(p, (_, k) => {
    if (box.held[k] || drawn.length < samples / 2) return null
    const sorted = drawn.map(values => values[k]).sort((a, b) => a - b)
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))]
    return [at((1 - level) / 2), at((1 + level) / 2)]
  })
}
