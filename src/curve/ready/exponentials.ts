import { gapOf, rangeOf, sorted, steps } from './points.js'
import { type ReadyModel, readyModel } from './ready-model.js'
import { type Separable, separable } from './separable.js'

/** exp(−b x) of the largest |x| stays a number. */
const LARGEST_EXPONENT = 600
const PER_E_FOLD = 0.6

/** Logarithms of rates from a tenth of a turn over the range to three between the closest points. */
const rates = (x: Float64Array, step = PER_E_FOLD) => steps(Math.log(0.05 / rangeOf(x)), Math.log(5 / gapOf(x)), step)

/**
 * a exp(−b t), + c with two terms, b of either sign: the better of two searches, each of which counts t from the end
 * where its exponential is 1. t may begin with −∞, where only growth has a value. Returns a, b, c.
 */
export function oneExponential(t: Float64Array, y: Float64Array, terms: 1 | 2): number[] {
  const points = sorted(t, y, 256)
  const finite = points.x.findIndex(Number.isFinite)
  if (finite < 0) return [0, 1, 0]
  const x = points.x.subarray(finite)
  const search = (sign: number): Separable & { from: number } => {
    const from = sign > 0 ? x[0] : x[x.length - 1]
    const basis = ([log]: readonly number[]) => {
      const rate = sign * Math.exp(log)
      return (at: number, phi: number[]) => {
        phi[0] = Math.exp(-rate * (at - from))
        phi[1] = 1
      }
    }
    return {
      from,
      ...separable(
        points.x,
        points.y,
        terms,
        basis,
        rates(x).map(log => [log]),
        [PER_E_FOLD],
      ),
    }
  }
  const falls = search(1)
  const grows = search(-1)
  const sign = grows.rss < falls.rss || Number.isNaN(falls.rss) ? -1 : 1
  const { q, c, from } = sign > 0 ? falls : grows
  const b = sign * Math.min(Math.exp(q[0]), LARGEST_EXPONENT / Math.abs(from))
  return [c[0] * Math.exp(b * from), b, c[1]]
}

/** a exp(−b x). Start: the rate by search over its magnitudes, the height by linear least squares. */
export const exponentialDecay = (): ReadyModel =>
  readyModel(
    'exponentialDecay',
    ['a', 'b'],
    'a*exp(-b*x)',
    (x, [a, b]) => a * Math.exp(-b * x),
    (x, y) => oneExponential(x, y, 1),
  )

/** a exp(−b x) + c, falling or (b < 0) growing. Start: as `exponentialDecay`, with c among the linear parameters. */
export const exponentialDecayOffset = (): ReadyModel =>
  readyModel(
    'exponentialDecayOffset',
    ['a', 'b', 'c'],
    'a*exp(-b*x)+c',
    (x, [a, b, c]) => a * Math.exp(-b * x) + c,
    (x, y) => oneExponential(x, y, 2),
  )

/** a exp(b x). Start: as `exponentialDecay`. */
export const exponentialGrowth = (): ReadyModel =>
  readyModel(
    'exponentialGrowth',
    ['a', 'b'],
    'a*exp(b*x)',
    (x, [a, b]) => a * Math.exp(b * x),
    (x, y) => {
      const [a, b] = oneExponential(x, y, 1)
      return [a, -b]
    },
  )

/** a1 exp(−b1 x) + a2 exp(−b2 x), the faster first. Start: pairs of rates by search, the heights by linear least squares. */
export const biexponential = (): ReadyModel =>
  readyModel(
    'biexponential',
    ['a1', 'b1', 'a2', 'b2'],
    'a1*exp(-b1*x)+a2*exp(-b2*x)',
    (x, [a1, b1, a2, b2]) => a1 * Math.exp(-b1 * x) + a2 * Math.exp(-b2 * x),
    (x, y) => {
      const points = sorted(x, y, 128)
      const from = points.x[0]
      const basis = (q: readonly number[]) => {
        const [fast, slow] = q.map(Math.exp)
        return (at: number, phi: number[]) => {
          phi[0] = Math.exp(-fast * (at - from))
          phi[1] = Math.exp(-slow * (at - from))
        }
      }
      const grid = rates(points.x, 0.8)
      const pairs = grid.flatMap((slow, i) => grid.slice(i + 1).map(fast => [fast, slow]))
      const { q, c } = separable(points.x, points.y, 2, basis, pairs, [0.8, 0.8], 8)
      return [0, 1].flatMap(k => {
        const b = Math.min(Math.exp(q[k]), LARGEST_EXPONENT / Math.abs(from))
        return [c[k] * Math.exp(b * from), b]
      })
    },
  )
