import { WoodburyError } from '../../errors.js'
import { nonNegativeInteger } from '../../options.js'
import { type ReadyModel, readyModel } from './ready-model.js'

const HIGHEST = 20

/** Coefficients of p(u) (a u + b) + c q(u), lowest power first. */
const extend = (p: number[], a: number, b: number, q: number[], c: number) =>
  Array.from({ length: p.length + 1 }, (_, k) => a * (p[k - 1] ?? 0) + b * (p[k] ?? 0) + c * (q[k] ?? 0))

/**
 * Least squares with polynomials that are orthogonal on the points (Forsythe 1957), in u = (x − middle) / half, which is
 * then undone. Fewer different points than coefficients leave the highest at 0.
 */
function coefficients(x: Float64Array, y: Float64Array, degree: number): number[] {
  const from = x.reduce((a, b) => Math.min(a, b))
  const half = (x.reduce((a, b) => Math.max(a, b)) - from) / 2 || 1
  const u = x.map(at => (at - from) / half - 1)
  const rest = y.slice()
  let [p, before] = [u.map(() => 1), u.map(() => 0)]
  let [inU, inUBefore]: number[][] = [[1], []]
  let normBefore = 1
  const sum = Array(degree + 1).fill(0)
  for (let k = 0; k <= degree; k++) {
    let [norm, share, centre] = [0, 0, 0]
    for (let i = 0; i < u.length; i++) {
      norm += p[i] * p[i]
      share += p[i] * rest[i]
      centre += u[i] * p[i] * p[i]
    }
    // Of fewer different points nothing but rounding is left; a monic polynomial shrinks to about 2⁻ᵏ on them.
    if (!(norm > 1e-20 * u.length * 4 ** -k)) break
    for (let i = 0; i < u.length; i++) rest[i] -= (share / norm) * p[i]
    inU.forEach((value, j) => {
      sum[j] += (share / norm) * value
    })
    const back = k > 0 ? -norm / normBefore : 0
    const next = u.map((at, i) => (at - centre / norm) * p[i] + back * before[i])
    ;[inU, inUBefore] = [extend(inU, 1, -centre / norm, inUBefore, back), inU]
    ;[p, before, normBefore] = [next, p, norm]
  }
  return sum
    .reduceRight<number[]>((all, c) => extend(all, 1 / half, -(from / half + 1), [c], 1), [])
    .slice(0, degree + 1)
}

/** c. Start: the mean. */
export const constant = (): ReadyModel =>
  readyModel(
    'constant',
    ['c'],
    'c',
    (_, [c]) => c,
    (x, y) => coefficients(x, y, 0),
  )

/** slope x + intercept. Start: linear least squares. */
export const line = (): ReadyModel =>
  readyModel(
    'line',
    ['slope', 'intercept'],
    'slope*x+intercept',
    (x, [slope, intercept]) => slope * x + intercept,
    (x, y) => coefficients(x, y, 1).reverse(),
  )

/**
 * c0 + c1 x + … to the power `degree`, 0 to 20, in Horner's form. Start: the least squares answer itself.
 * @throws WoodburyError BAD_OPTION
 */
export function polynomial(degree = 2): ReadyModel {
  if (nonNegativeInteger('polynomial', 'degree', degree) > HIGHEST)
    throw new WoodburyError(
      'BAD_OPTION',
      `polynomial: degree is ${degree}. Pass a whole number from 0 to ${HIGHEST}.`,
      {
        option: 'degree',
        got: degree,
      },
    )
  const names = Array.from({ length: degree + 1 }, (_, k) => `c${k}`)
  return readyModel(
    'polynomial',
    names,
    names.reduceRight((inner, name) => `${name}+x*(${inner})`),
    (x, c) => c.reduceRight((sum, of) => sum * x + of, 0),
    (x, y) => coefficients(x, y, degree),
    ['polynomial', degree],
  )
}
