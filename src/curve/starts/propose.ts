import { PURPOSE } from '../../random/purposes.js'
import { type Random, stream } from '../../random/stream.js'
import { putInOrder } from '../engine/in-order.js'
import { Linearisation } from '../engine/linearisation.js'
import type { Problem } from '../engine/problem.js'
import { Projection } from '../engine/projection.js'
import { aboutStart, mirrored } from '../engine/runs/about-start.js'
import type { Scale } from '../expression/scales.js'
import { anyScale, drawn } from './draw.js'
import type { Extents } from './extents.js'

/** A fit of which starts are wanted. */
export interface Wanted {
  /** On as many points as starts are judged by. */
  readonly problem: Problem
  readonly extents: Extents
  /** What is known of the model's own parameters. */
  readonly scales: readonly (Scale | undefined)[]
  /** For each parameter of the problem which of the model's own it is: all sets begin alike. */
  readonly sources: ArrayLike<number>
  /** Parameters that are solved for, since residuals are affine in them. */
  readonly linear: readonly number[]
  readonly seed: number
}

/** Draws by the number of parameters that are drawn; waves need some for every turn that fits between the points. */
const DRAWS = [1, 64, 200, 500, 1000]
const DRAWS_EACH = 8
const WAVE_DRAWS_A_ROW = 6
const MOST_DRAWS = 3000
/** Parameters that all differ by less are the same start. */
const ALIKE = 0.1

/**
 * The `count` best of many points drawn from the data, by their cost, the best first. Linear parameters are solved for at each, so
 * that only the others are drawn; even in the bounds where there are two, else by what the expression shows of them.
 */
export function propose(wanted: Wanted, count: number): Float64Array[] {
  const { problem, linear, sources, scales, seed } = wanted
  const { start, box, residuals, loss } = problem
  const others = Int32Array.from(start.keys()).filter(k => !box.held[k] && !linear.includes(k))
  const own = [...new Set(Array.from(others, k => sources[k]))]
  const hasWaves = own.some(k => scales[k]?.role === 'angle')
  const draws = Math.min(
    MOST_DRAWS,
    (DRAWS[own.length] ?? DRAWS[DRAWS.length - 1]) + (hasWaves ? WAVE_DRAWS_A_ROW * residuals.rows : 0),
  )
  const projection = linear.length > 0 ? new Projection(residuals, Int32Array.from(linear), others, start) : undefined
  const whole = new Linearisation(residuals, loss)
  const spread = new Spread(own.length, stream(seed, PURPOSE.proposals, 0))
  const found: { p: Float64Array; cost: number }[] = []
  for (let draw = 0; draw < Math.max(draws, own.length > 0 ? DRAWS_EACH * count : 1); draw++) {
    if (problem.signal?.aborted) break
    const random = stream(seed, PURPOSE.proposals, draw + 1)
    // The first is the start itself, with its linear parameters solved for.
    const shares = spread.next()
    const p = start.slice()
    if (draw > 0)
      own.forEach((source, at) => {
        const value = valuesOf(wanted, source, shares[at], random)
        for (const k of others) if (sources[k] === source) p[k] = value(k)
      })
    if (projection) {
      for (const k of linear) projection.all[k] = 0
      projection.cost(Float64Array.from(others, k => p[k]))
      for (const k of linear) p[k] = Math.max(box.lower[k], Math.min(projection.all[k], box.upper[k]))
      if (!p.every(Number.isFinite)) continue
    }
    if (box.order) putInOrder(p, box.order)
    const cost = whole.cost(p)
    if (Number.isFinite(cost)) found.push({ p, cost })
  }
  found.sort((a, b) => a.cost - b.cost)
  const chosen: Float64Array[] = []
  for (const { p } of found) {
    if (chosen.length === count) break
    const isKnown = chosen.some(q => others.every(k => Math.abs(q[k] - p[k]) <= ALIKE * Math.abs(q[k])))
    if (!isKnown) chosen.push(p)
  }
  return chosen
}

/** How a value of one of the model's parameters is drawn, for each parameter of the problem that stands for it. */
function valuesOf(
  { problem, extents, scales }: Wanted,
  own: number,
  share: number,
  random: Random,
): (k: number) => number {
  const { lower, upper } = problem.box
  const scale = scales[own]
  const about = random.uniform()
  const free = drawn(scale ?? anyScale(extents, random), extents, share, random)
  return k => {
    if (Number.isFinite(lower[k]) && Number.isFinite(upper[k])) return lower[k] + share * (upper[k] - lower[k])
    const value = scale || about < 0.5 ? free : aboutStart(problem, k, share, random)
    return mirrored(value, lower[k], upper[k])
  }
}

/**
 * Points that fill the unit cube evenly however many are taken: multiples of powers of 1/φ, φ^(d+1) = φ + 1, after a random first
 * one (M. Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018).
 */
class Spread {
  private readonly at: Float64Array
  private readonly by: Float64Array

  constructor(dimensions: number, random: Random) {
    let root = 2
    for (let turn = 0; turn < 60; turn++) root = (1 + root) ** (1 / (dimensions + 1))
    this.by = Float64Array.from({ length: dimensions }, (_, k) => root ** -(k + 1))
    this.at = Float64Array.from({ length: dimensions }, () => random.uniform())
  }

  next(): Float64Array {
    const { at, by } = this
    for (let k = 0; k < at.length; k++) at[k] = (at[k] + by[k]) % 1
    return at
  }
}
