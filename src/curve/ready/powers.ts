import { oneExponential } from './exponentials.js'
import { type ReadyModel, readyModel } from './ready-model.js'

/** A power of x is an exponential of log x; x = 0 is its end, and below 0 there is none. */
const onePower = (x: Float64Array, y: Float64Array, terms: 1 | 2) => {
  const [amplitude, rate, offset] = oneExponential(
    x.map(at => Math.log(Math.max(at, 0))),
    y,
    terms,
  )
  return [amplitude, -rate, offset]
}

/** amplitude x^exponent, x ≥ 0. Start: the exponent by search on log x, the amplitude by linear least squares. */
export const powerLaw = (): ReadyModel =>
  readyModel(
    'powerLaw',
    ['amplitude', 'exponent'],
    'amplitude*x^exponent',
    (x, [amplitude, exponent]) => amplitude * x ** exponent,
    (x, y) => onePower(x, y, 1),
  )

/** amplitude x^exponent + offset, x ≥ 0. Start: as `powerLaw`, with the offset among the linear parameters. */
export const powerLawOffset = (): ReadyModel =>
  readyModel(
    'powerLawOffset',
    ['amplitude', 'exponent', 'offset'],
    'amplitude*x^exponent+offset',
    (x, [amplitude, exponent, offset]) => amplitude * x ** exponent + offset,
    (x, y) => onePower(x, y, 2),
  )
