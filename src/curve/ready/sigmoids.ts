import { floats } from '../algebra/floats.js'
import { gapOf, rangeOf, sorted, steps } from './points.js'
import { type ReadyModel, readyModel } from './ready-model.js'
import { risingShare } from './rising-share.js'
import { separable } from './separable.js'

/** 1 / (1 + e^−z), which neither overflows nor has an undefined derivative at infinite exponents. */
const rise = (z: number) => (1 + Math.tanh(z / 2)) / 2
const doubleRise = (z: number) => Math.exp(-Math.exp(Math.min(-z, 700)))

/** Height, centre and rate of height · shape(rate (x − centre)): centre and the rate's magnitude by search, for both signs. */
function growthCurve(x: Float64Array, y: Float64Array, shape: (z: number) => number): number[] {
  const points = sorted(x, y, 128)
  const [range, gap] = [rangeOf(points.x), gapOf(points.x)]
  const from = points.x[0]
  const centres = steps(from - range / 4, from + 1.5 * range, range / 10)
  const rates = steps(Math.log(0.7 / range), Math.log(Math.min(4 / gap, 60 / range)), 0.8)
  const candidates = centres.flatMap(centre => rates.map(rate => [centre, rate]))
  const [up, down] = [1, -1].map(sign => {
    const basis = ([centre, log]: readonly number[]) => {
      const rate = sign * Math.exp(log)
      return (at: number, phi: number[]) => {
        phi[0] = shape(rate * (at - centre))
      }
    }
    return { sign, ...separable(points.x, points.y, 1, basis, candidates, [range / 10, 0.8]) }
  })
  const { c, q, sign } = down.rss < up.rss ? down : up
  return [c[0], q[0], sign * Math.exp(q[1])]
}

/** height / (1 + exp(−rate (x − center))), half of the height at the centre. Start: centre and rate by search. */
export const logistic = (): ReadyModel =>
  readyModel(
    'logistic',
    ['height', 'center', 'rate'],
    'height*(1+tanh(rate*(x-center)/2))/2',
    (x, [height, center, rate]) => height * rise(rate * (x - center)),
    (x, y) => growthCurve(x, y, rise),
  )

/** height exp(−exp(−rate (x − center))), steepest at the centre, 37 % of the height. Start: centre and rate by search. */
export const gompertz = (): ReadyModel =>
  readyModel(
    'gompertz',
    ['height', 'center', 'rate'],
    'height*exp(-exp(min(rate*(center-x),700)))',
    (x, [height, center, rate]) => height * doubleRise(rate * (x - center)),
    (x, y) => growthCurve(x, y, doubleRise),
  )

/** Doses of 0 are this: their curve is at its end, and its derivatives are 0 instead of undefined. */
const NO_DOSE = 1e-300
const logDose = (x: number) => Math.log(Math.max(x, NO_DOSE))

/** Points on log dose, doses of 0 at their end, and where the doses above 0 lie. */
function onLogDose(x: Float64Array, y: Float64Array) {
  const points = sorted(x, y, 128)
  const t = floats(points.x.length)
  for (let i = 0; i < t.length; i++) t[i] = logDose(points.x[i])
  let none = 0
  while (points.x[none] <= 0) none++
  const doses = t.subarray(none)
  return { t, y: points.y, from: doses.length > 0 ? doses[0] : 0, range: doses.length > 0 ? rangeOf(doses) : 1 }
}

/** bottom < top, ec50, slope: midpoint and slope by search on log dose, the ends by linear least squares. */
function symmetric(x: Float64Array, y: Float64Array): number[] {
  const { t, y: responses, from, range } = onLogDose(x, y)
  const { middle, slope, a, b } = risingShare(t, responses, from, range)
  return b < 0 ? [a + b, a, Math.exp(middle), -slope] : [a, a + b, Math.exp(middle), slope]
}

/** The ends of `symmetric`, ec50, slope, asymmetry; a curve that falls is not one that rises with its ends exchanged. */
function asymmetric(x: Float64Array, y: Float64Array): number[] {
  const { t, y: responses, from, range } = onLogDose(x, y)
  // An asymmetric curve is nearly another one with its ends exchanged: a coarse grid may take the wrong one.
  const [shift, turn] = [range / 12, 0.6]
  const slopes = steps(Math.log(2 / range), Math.log(40 / range), turn)
  const candidates = steps(from, from + range, shift).flatMap(middle =>
    slopes.flatMap(slope => [1, 0.4, 2.5].map(g => [middle, slope, Math.log(g)])),
  )
  const fit = (sign: number) => {
    const basis = ([middle, log, logAsymmetry]: readonly number[]) => {
      const slope = sign * Math.exp(log)
      const asymmetry = Math.exp(logAsymmetry)
      return (at: number, phi: number[]) => {
        const share = rise(slope * (at - middle))
        phi[0] = 1
        phi[1] = asymmetry === 1 ? share : share ** asymmetry
      }
    }
    return { sign, ...separable(t, responses, 2, basis, candidates, [shift, turn, 0.4]) }
  }
  const [up, down] = [fit(1), fit(-1)]
  const { sign, c, q } = down.rss < up.rss ? down : up
  return [c[0], c[0] + c[1], Math.exp(q[0]), sign * Math.exp(q[1]), Math.exp(q[2])]
}

/**
 * 4PL: bottom + (top − bottom) / (1 + (ec50/x)^slope), x ≥ 0 (a dose of 0 is the end of the curve); slope < 0 falls with the
 * dose. Start: ec50 and slope by search on log dose, the ends by linear least squares, bottom below top.
 */
export const logistic4 = (): ReadyModel =>
  readyModel(
    'logistic4',
    ['bottom', 'top', 'ec50', 'slope'],
    `bottom+(top-bottom)*(1+tanh(slope*log(max(x,${NO_DOSE})/ec50)/2))/2`,
    (x, [bottom, top, ec50, slope]) => bottom + (top - bottom) * rise(slope * (logDose(x) - Math.log(ec50))),
    symmetric,
  )

/**
 * 5PL: bottom + (top − bottom) / (1 + (ec50/x)^slope)^asymmetry; ec50 is the dose of half effect where asymmetry is 1
 * (Gottschalk & Dunn 2005). Start: as `logistic4`, with the asymmetry in the search, rising and falling.
 */
export const logistic5 = (): ReadyModel =>
  readyModel(
    'logistic5',
    ['bottom', 'top', 'ec50', 'slope', 'asymmetry'],
    `bottom+(top-bottom)*((1+tanh(slope*log(max(x,${NO_DOSE})/ec50)/2))/2)^asymmetry`,
    (x, [bottom, top, ec50, slope, asymmetry]) =>
      bottom + (top - bottom) * rise(slope * (logDose(x) - Math.log(ec50))) ** asymmetry,
    asymmetric,
  )
