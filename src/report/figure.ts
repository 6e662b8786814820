import { scaleLinear, scaleLog } from 'd3-scale'
import { line } from 'd3-shape'

/** One curve of a figure. */
export interface Curve {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface FigureOptions {
  readonly title: string
  readonly xLabel: string
  readonly yLabel: string
  readonly curves: readonly Curve[]
  readonly logY: boolean
}

const WIDTH = 640
const HEIGHT = 320
const MARGIN = { top: 16, right: 16, bottom: 44, left: 64 }

/** More points than this cannot be told apart at this width. */
const MOST_POINTS = 800

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] as string)

/** Points that a scale can show, thinned to what the eye can tell apart. */
function visible(points: Curve['points'], logY: boolean): Curve['points'] {
  const shown = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y) && (!logY || y > 0))
  const stride = Math.ceil(shown.length / MOST_POINTS)
  return shown.filter((_, k) => k % stride === 0 || k === shown.length - 1)
}

function tickText(value: number, logY: boolean): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (logY || size < 0.01 || size >= 1e5) return value.toExponential(0).replace('e+', 'e')
  return String(Number(value.toPrecision(6)))
}

/** A line chart as one SVG element, coloured by the classes of the page's style. */
export function figure({ title, xLabel, yLabel, curves, logY }: FigureOptions): string {
  const shown = curves.map(curve => ({ name: curve.name, points: visible(curve.points, logY) }))
  const all = shown.flatMap(({ points }) => points)
  if (all.length === 0)
    return `<figure><figcaption>${escapeHtml(title)}</figcaption><p class="quiet">Nothing was recorded.</p></figure>`
  const xs = all.map(([x]) => x)
  const ys = all.map(([, y]) => y)
  const [low, high] = [Math.min(...ys), Math.max(...ys)]
  const range: [number, number] = [HEIGHT - MARGIN.bottom, MARGIN.top]
  const x = scaleLinear([0, Math.max(...xs) || 1], [MARGIN.left, WIDTH - MARGIN.right])
  const y = logY
    ? scaleLog([low / 1.2, high * 1.2], range)
    : scaleLinear(low === high ? [low - 1, high + 1] : [low, high], range).nice()
  const path = line<readonly [number, number]>(
    ([at]) => x(at),
    ([, value]) => y(value),
  ).digits(1)
  const yTicks = decades(y.ticks(logY ? 6 : 5), logY)
  const grid = yTicks.map(
    tick =>
      `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}"/>` +
      `<text class="tick" x="${MARGIN.left - 8}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${tickText(tick, logY)}</text>`,
  )
  const xTicks = x
    .ticks(6)
    .map(
      tick =>
        `<text class="tick" x="${x(tick).toFixed(1)}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${tickText(tick, false)}</text>`,
    )
  const paths = shown.map(({ points }, k) => `<path class="curve c${k}" d="${path(points) ?? ''}"/>`)
  const legend = shown.map(({ name }, k) => `<span><i class="c${k}"></i>${escapeHtml(name)}</span>`).join('')
  return `<figure>
<figcaption>${escapeHtml(title)}${curves.length > 1 ? `<span class="legend">${legend}</span>` : ''}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(`${title}: ${yLabel} against ${xLabel}`)}">
${grid.join('')}${xTicks.join('')}
<text class="label" x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escapeHtml(xLabel)}</text>
<text class="label" transform="rotate(-90)" x="${-(MARGIN.top + HEIGHT - MARGIN.bottom) / 2}" y="14" text-anchor="middle">${escapeHtml(yLabel)}</text>
${paths.join('\n')}
</svg></figure>`
}

/** On a log axis only the powers of ten, as soon as there are two of them; at most eight. */
function decades(ticks: number[], logY: boolean): number[] {
  if (!logY) return ticks
  const powers = ticks.filter(tick => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9)
  const chosen = powers.length >= 2 ? powers : ticks
  const stride = Math.ceil(chosen.length / 8)
  return chosen.filter((_, k) => k % stride === 0)
}
