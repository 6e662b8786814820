import { area, line } from 'd3-shape'
import { COLOURS } from '../../draw/palette.js'
import type { Axis } from './axis.js'
import type { Series } from './chart.js'
import { MOST_POINTS, strokesOf } from './thin.js'

/** Far outside, where a renderer would lose count. */
const near = (place: number) => Math.min(Math.max(place, -1e4), 1e5)

export const colourOf = (k: number) => `c${k % COLOURS}`

/** One curve stands out from its points; of several each has the colour of its own. */
const lineColour = (k: number, series: readonly Series[]) => (series.length > 1 ? colourOf(k) : colourOf(1))

/** Where the curve, or a new observation, lies. */
export function bandsOf(series: readonly Series[], x: Axis, y: Axis): string {
  const paths = series.map(({ band }, k) => {
    if (band.x.length < 2) return ''
    const place = (edge: readonly number[]) => (_: number, i: number) => near(y.at(edge[i]))
    const shape = area<number>(value => x.at(value), place(band.lower), place(band.upper)).digits(1)
    return `<path class="band ${lineColour(k, series)}" d="${shape(band.x as number[])}"/>`
  })
  return paths.join('')
}

/** The fitted curves. */
export function linesOf(series: readonly Series[], x: Axis, y: Axis): string {
  const paths = series.map(({ line: drawn }, k) => {
    if (drawn.x.length < 2) return ''
    const shape = line<number>(
      value => x.at(value),
      (_, i) => near(y.at(drawn.y[i])),
    ).digits(1)
    const path = shape.defined((_, i) => Number.isFinite(drawn.y[i]))(drawn.x as number[])
    return path === null ? '' : `<path class="line ${lineColour(k, series)}" d="${path}"/>`
  })
  return paths.join('')
}

/** How thick points are, by their number. */
const SIZES = [
  [60, 6],
  [300, 4.5],
  [MOST_POINTS, 3],
  [Number.POSITIVE_INFINITY, 1.5],
] as const

/** Points, or residuals; bars where sigma is known go with the points. */
export function pointsOf(series: readonly Series[], x: Axis, y: Axis, of: (one: Series) => ArrayLike<number>): string {
  const many = series.reduce((sum, one) => sum + one.y.length, 0)
  const [, size] = SIZES.find(([most]) => many <= most) ?? SIZES[0]
  const paths = series.map((one, k) => {
    const across = Array.from(one.x, value => x.at(value))
    const up = Array.from(of(one), value => near(y.at(value)))
    const strokes = strokesOf(across, up)
    const isThin = strokes.length < across.length
    const dots = strokes.map(
      ([a, b]) => `${moveTo(isThin ? middle(across[a]) : across[a], up[a])}${a === b ? 'h0' : `V${up[b].toFixed(1)}`}`,
    )
    const { sigma } = one
    const bars =
      sigma && of(one) === one.y
        ? strokes.flatMap(stroke => [...new Set(stroke)]).map(i => barOf(one.y[i], sigma[i], across[i], y))
        : []
    const drawn = bars.length > 0 ? `<path class="bars ${colourOf(k)}" d="${bars.join('')}"/>` : ''
    return `${drawn}<path class="points ${colourOf(k)}" stroke-width="${size}" d="${dots.join('')}"/>`
  })
  return paths.join('')
}

/** Of a column of pixels. */
const middle = (x: number) => Math.floor(x) + 0.5

const moveTo = (x: number, y: number) => `M${x.toFixed(1)} ${y.toFixed(1)}`

const barOf = (value: number, sigma: number, at: number, y: Axis) =>
  `${moveTo(at, near(y.at(value - sigma)))}V${near(y.at(value + sigma)).toFixed(1)}`
