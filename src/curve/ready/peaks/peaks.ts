import { checkOptions, oneOf, positiveInteger } from '../../../options.js'
import { rangeOf, sorted } from '../points.js'
import { type ReadyModel, type Recipe, readyModel } from '../ready-model.js'
import { type PeakName, peakShapes } from './peak-shapes.js'
import { type Peak, pickPeaks } from './pick-peaks.js'

const backgrounds = ['none', 'constant', 'linear'] as const
const MOST_PEAKS = 200
/** Beyond, means of neighbours are looked at. */
const MOST_POINTS = 16_384

/** Sum of `count` peaks; `suffix` gives the ending of the k-th one's names. */
function sum(
  recipe: Recipe,
  count: number,
  of: PeakName,
  background: string,
  suffix: (k: number) => string,
): ReadyModel {
  const shape = peakShapes[of]
  const names = Array.from({ length: count }, (_, k) =>
    ['height', 'center', ...shape.rest].map(word => word + suffix(k)),
  )
  const under = background === 'linear' ? ['slope', 'intercept'] : background === 'constant' ? ['c'] : []
  const size = 2 + shape.rest.length
  const terms = names.map(([height, center, width, fraction]) => shape.expression(height, center, width, fraction))
  if (under.length > 0) terms.push(under.length > 1 ? 'slope*x+intercept' : 'c')

  const value = (x: number, p: readonly number[]) => {
    const at = count * size
    let y = under.length > 1 ? p[at] * x + p[at + 1] : under.length > 0 ? p[at] : 0
    for (let k = 0; k < at; k += size) y += p[k] * shape.value((x - p[k + 1]) / p[k + 2], p[k + 3])
    return y
  }

  const guess = (x: Float64Array, y: Float64Array) => {
    const points = sorted(x, y, MOST_POINTS)
    const [from, range] = [points.x[0], rangeOf(points.x)]
    const levels = Float64Array.from(points.y).sort()
    const middle = under.length > 0 ? levels[levels.length >> 1] : 0
    const sign = levels[levels.length - 1] - middle >= middle - levels[0] ? 1 : -1
    const base = under.length > 0 ? (sign > 0 ? levels[0] : levels[levels.length - 1]) : 0
    const up = { x: points.x, y: points.y.map(at => sign * (at - base)) }
    const columns = under.map((_, k) => up.x.map(at => (k < under.length - 1 ? (at - from) / range : 1)))
    const { peaks, level } = pickPeaks(up, count, shape, columns)
    const flat = peaks.flatMap((peak: Peak) =>
      [sign * peak.height, peak.center, peak.width, peak.fraction].slice(0, size),
    )
    if (under.length === 0) return flat
    const constant = sign * level[level.length - 1] + base
    if (under.length === 1) return [...flat, constant]
    const slope = (sign * level[0]) / range
    return [...flat, slope, constant - slope * from]
  }
  const bounds = Object.fromEntries(names.filter(peak => peak.length > 3).map(peak => [peak[3], [0, 1] as const]))
  return readyModel(recipe[0], [...names.flat(), ...under], terms.join('+'), value, guess, recipe, bounds)
}

const single = (name: PeakName) => sum([name], 1, name, 'none', () => '')

/** height exp(−((x − center) / sigma)² / 2). Start: highest point, half-height width, adapted by least squares. */
export const gaussian = (): ReadyModel => single('gaussian')

/** height / (1 + ((x − center) / gamma)²), gamma the half width at half height. Start: as `gaussian`. */
export const lorentzian = (): ReadyModel => single('lorentzian')

/**
 * height (fraction L + (1 − fraction) G): a lorentzian and a gaussian of one full width at half height, `fwhm`.
 * Start: as `gaussian`.
 */
export const pseudoVoigt = (): ReadyModel => single('pseudoVoigt')

/**
 * Sum of `count` peaks with parameters height1, center1, sigma1 (gamma1; fwhm1, fraction1), height2 …, in a start by ascending
 * centre, upon a background c or slope x + intercept. Start: peaks picked one by one on smoothed data and what is left.
 * @throws WoodburyError BAD_OPTION
 */
export function peaks(
  count = 1,
  shape: PeakName = 'gaussian',
  options: { readonly background?: (typeof backgrounds)[number] } = {},
): ReadyModel {
  checkOptions('peaks', ['background'], options)
  const { background = 'none' } = options
  positiveInteger('peaks', 'count', count, MOST_PEAKS)
  oneOf('peaks', 'shape', shape, Object.keys(peakShapes))
  oneOf('peaks', 'background', background, backgrounds)
  return sum(['peaks', count, shape, { background }], count, shape, background, k => `${k + 1}`)
}
