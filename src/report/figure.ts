import { scaleLinear, scaleLog } from 'd3-scale'
import { area, line } from 'd3-shape'
import { decades } from '../draw/decades.js'
import { escapeHtml } from '../draw/escape-html.js'

/** One curve of a figure. */
export interface Curve {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Least and most about the curve. */
  readonly band?: readonly (readonly [x: number, least: number, most: number])[]
}

export interface FigureOptions {
  readonly title: string
  readonly xLabel: string
  readonly yLabel: string
  readonly curves: readonly Curve[]
  readonly logX?: boolean
  readonly logY: boolean
}

const WIDTH = 640
const HEIGHT = 320
const MARGIN = { top: 16, right: 16, bottom: 44, left: 64 }

/** Points nearer to each other than this, in units of the view box, cannot be told apart. */
const LEAST_GAP = 0.75

/** Points that the scales can show. */
function visible(points: Curve['points'], logX: boolean, logY: boolean): Curve['points'] {
  const fits = (value: number, log: boolean) => Number.isFinite(value) && (!log || value > 0)
  return points.filter(([x, y]) => fits(x, logX) && fits(y, logY))
}

/** The places of a band of which the scales can show both ends. */
function whole(band: NonNullable<Curve['band']>, logX: boolean, logY: boolean) {
  return band.filter(
    ([x, least, most]) =>
      visible(
        [
          [x, least],
          [x, most],
        ],
        logX,
        logY,
      ).length === 2,
  )
}

/** The points that stand clear of the one before them, and the last. */
function thinned(points: Curve['points'], x: (value: number) => number): Curve['points'] {
  let before = Number.NEGATIVE_INFINITY
  return points.filter(([at], k) => {
    const isClear = x(at) - before >= LEAST_GAP || k === points.length - 1
    if (isClear) before = x(at)
    return isClear
  })
}

const LEAST_EXACT = 1e-9

/** The ticks of an axis as text, all with the fewest digits that tell each of them exactly. */
function tickTexts(ticks: readonly number[]): string[] {
  let digits = 1
  const isOff = (tick: number) => Math.abs(Number(tick.toPrecision(digits)) - tick) > LEAST_EXACT * Math.abs(tick)
  while (digits < 7 && ticks.some(isOff)) digits++
  return ticks.map(tick => tickText(tick, digits))
}

function tickText(value: number, digits: number): string {
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size < 0.01 || size >= 1e7) return value.toExponential(digits - 1).replace(/\.?0*e\+?/, 'e')
  const rounded = Number(value.toPrecision(digits))
  return size < 1e4 ? String(rounded) : `${rounded / 1000}k`
}

/** A line chart as one SVG element, coloured by the classes of the page's style. */
export function figure({ title, xLabel, yLabel, curves, logX = false, logY }: FigureOptions): string {
  const shown = curves.map(({ name, points, band = [] }) => ({
    name,
    points: visible(points, logX, logY),
    band: whole(band, logX, logY),
  }))
  const all = shown.flatMap(({ points }) => points)
  if (all.length === 0)
    return `<figure><figcaption>${escapeHtml(title)}</figcaption><p class="quiet">Nothing was recorded.</p></figure>`
  const xs = all.map(([x]) => x)
  const ys = [...all, ...shown.flatMap(({ band }) => band.flatMap(([x, ...ends]) => ends.map(y => [x, y])))].map(
    ([, y]) => y,
  )
  const [low, high] = [Math.min(...ys), Math.max(...ys)]
  const range: [number, number] = [HEIGHT - MARGIN.bottom, MARGIN.top]
  const across: [number, number] = [MARGIN.left, WIDTH - MARGIN.right]
  const farthest = Math.max(...xs)
  const x = logX ? scaleLog([Math.min(...xs), farthest], across) : scaleLinear([0, farthest || 1], across)
  const y = logY
    ? scaleLog(low === high ? [low / 10, high * 10] : [low / 1.2, high * 1.2], range)
    : scaleLinear(low === high ? [low - 1, high + 1] : [low, high], range).nice()
  const path = line<readonly [number, number]>(
    ([at]) => x(at),
    ([, value]) => y(value),
  ).digits(1)
  const yTicks = decades(y.ticks(logY ? 6 : 5), logY)
  const yTexts = tickTexts(yTicks)
  const grid = yTicks.map(
    (tick, k) =>
      `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}"/>` +
      `<text class="tick" x="${MARGIN.left - 8}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${yTexts[k]}</text>`,
  )
  const xTicks = decades(x.ticks(6), logX)
  const xTexts = tickTexts(xTicks)
  const below = xTicks.map(
    (tick, k) =>
      `<text class="tick" x="${x(tick).toFixed(1)}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${xTexts[k]}</text>`,
  )
  const between = area<readonly [number, number, number]>(
    ([at]) => x(at),
    ([, least]) => y(least),
    ([, , most]) => y(most),
  ).digits(1)
  const paths = shown.flatMap(({ points, band }, k) => [
    ...(band.length > 0 ? [`<path class="band c${k}" d="${between(band) ?? ''}"/>`] : []),
    `<path class="curve c${k}" d="${path(thinned(points, x)) ?? ''}"/>`,
  ])
  const legend = shown.map(({ name }, k) => `<span><i class="c${k}"></i>${escapeHtml(name)}</span>`).join('')
  return `<figure>
<figcaption>${escapeHtml(title)}${curves.length > 1 ? `<span class="legend">${legend}</span>` : ''}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(`${title}: ${yLabel} against ${xLabel}`)}">
${grid.join('')}${below.join('')}
<text class="label" x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escapeHtml(xLabel)}</text>
<text class="label along" transform="rotate(-90)" x="${-(MARGIN.top + HEIGHT - MARGIN.bottom) / 2}" y="14" text-anchor="middle">${escapeHtml(yLabel)}</text>
${paths.join('\n')}
</svg></figure>`
}
