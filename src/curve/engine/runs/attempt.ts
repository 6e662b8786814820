import { Minimiser } from '../minimise.js'
import type { Minimum, Problem } from '../problem.js'
import { Projection } from '../projection.js'
import { brokenRow } from '../residuals.js'

/** One run from one start. */
export interface Attempt {
  readonly startsFinite: boolean
  /** ½Σρ there, with linear parameters projected out where they are. */
  readonly startCost: number
  /** Where the start has no finite residual or derivative, −1 where all are finite and only their squares are not. */
  brokenRow(): number
  run(): Minimum
}

/** A run of all parameters, or first of those that are not linear and from there of all: that one tells errors and whether it converged. */
export function attempt(problem: Problem): Attempt {
  const { start, box, typical, residuals, linear } = problem
  if (!linear) return whole(problem)
  const places = Int32Array.from(start.keys()).filter(k => !box.held[k])
  const others = places.filter(k => !linear.includes(k))
  if (others.length === places.length || others.length === 0) return whole(problem)
  const projected = places.filter(k => linear.includes(k))
  const pick = (values: Float64Array) => Float64Array.from(others, k => values[k])
  const reduced = new Minimiser(
    {
      ...problem,
      start: pick(start),
      typical: pick(typical),
      box: { lower: pick(box.lower), upper: pick(box.upper), held: new Uint8Array(others.length) },
      onIteration: record => problem.onIteration?.({ ...record, parameters: allOf(reduced) }),
    },
    () => new Projection(residuals, projected, others, start),
  )
  if (!reduced.startsFinite) return whole(problem)
  return {
    startsFinite: true,
    startCost: reduced.cost,
    brokenRow: () => -1,
    run() {
      const found = reduced.run()
      reduced.linear.cost(found.p)
      const last = whole({ ...problem, start: allOf(reduced) }).run()
      return {
        ...last,
        iterations: found.iterations + last.iterations,
        evaluations: found.evaluations + last.evaluations,
      }
    },
  }
}

/** All parameters at the point of a run with some projected out. */
const allOf = ({ linear }: Minimiser) => (linear as Projection).all.slice()

function whole(problem: Problem): Attempt {
  const minimiser = new Minimiser(problem)
  return {
    startsFinite: minimiser.startsFinite,
    startCost: minimiser.cost,
    brokenRow: () => brokenRow(problem.residuals, problem.start),
    run: () => minimiser.run(),
  }
}
