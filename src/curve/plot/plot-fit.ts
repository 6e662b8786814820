import { escapeHtml } from '../../draw/escape-html.js'
import type { CurveFit } from '../curve-fit.js'
import type { CurveData } from '../data/points.js'
import { extentOf, type Interval, linearAxis, logAxis, roomy } from './axis.js'
import { type Chart, chartOf, checkFit, type Series } from './chart.js'
import { bandsOf, colourOf, linesOf, pointsOf } from './marks.js'
import { labelled, panel, type Rectangle } from './panel.js'
import { type PlotOptions, type SettledPlot, settlePlot } from './plot-options.js'
import { plotStyle } from './plot-style.js'

const WHERE = 'plotFit'
/** Pixels around the two panels, between them, and of a letter. */
const EDGE = { heading: 30, legend: 28, right: 18, bottom: 46, gap: 14, label: 26, letter: 7.2, bold: 9.2 }
/** The share of the height that the residuals have. */
const STRIP = 0.24
/** How far bars, bands and the line may widen the axis, in heights of the data. */
const BEYOND = 0.6

/**
 * A fit as one self-contained SVG: points (with bars where sigma is given), curve and band, and beneath them the
 * residuals. Of several inputs, observed values over fitted ones. Light and dark follow the reader's system.
 *
 * @param fit what `fitCurve` or `loadFit` returned
 * @param data the data of the fit, `{ x, y, sigma?, weights? }` or a list of such; missing values are left out
 * @throws WoodburyError BAD_OPTION, and SHAPE_MISMATCH, NON_FINITE_INPUT, EMPTY_DATA for the data as `fitCurve`
 * @example writeFileSync('fit.svg', plotFit(fit, { x, y }, { xLabel: 'dose' }))
 */
export function plotFit(fit: CurveFit, data: CurveData | readonly CurveData[], options: PlotOptions = {}): string {
  return drawn(fit, data, options, { heading: true })
}

/** The plot with its title above, or in a page that has it already. */
export function drawn(
  fit: CurveFit,
  data: CurveData | readonly CurveData[],
  options: PlotOptions,
  { heading }: Heading,
): string {
  checkFit(fit, WHERE)
  const plot = settlePlot(options, titleOf(fit), WHERE)
  return draw(chartOf(fit, data, plot, WHERE), plot, heading)
}

interface Heading {
  readonly heading: boolean
}

/** What was fitted, as the report begins. */
export const titleOf = (fit: CurveFit): string => fit.report().split('\n')[0]

function draw(chart: Chart, plot: SettledPlot, heading: boolean): string {
  const { series, isObservedFitted } = chart
  const { width, height, title } = plot
  const xLabel = plot.xLabel ?? (isObservedFitted ? 'fitted' : 'x')
  const yLabel = plot.yLabel ?? (isObservedFitted ? 'observed' : 'y')
  const above = EDGE.heading * Number(heading) + EDGE.legend
  const rows = height - above - EDGE.bottom - EDGE.gap
  const strip = STRIP * rows
  const [least, largest] = extentOf(series.map(({ residuals }) => residuals))
  const most = Math.max(-least, largest)
  const yRange: Interval = [above + rows - strip, above]
  const stripRange: Interval = [height - EDGE.bottom, height - EDGE.bottom - strip]
  const y = linearAxis(domainOf(series), yRange, Math.max(2, Math.round((rows - strip) / 55)))
  const residual = linearAxis(roomy([-most, most], 0.1), stripRange, 3)
  const letters = Math.max(...[...y.ticks, ...residual.ticks].map(({ text }) => text.length))
  const left = EDGE.label + letters * EDGE.letter + 8
  const across: Interval = [left, width - EDGE.right]
  const extent = extentOf(series.map(({ x }) => x))
  const count = Math.max(2, Math.round((width - left) / 90))
  const x = chart.logX ? logAxis(extent, across, count) : linearAxis(roomy(extent, 0.03), across, count)
  const main: Rectangle = { left, right: width - EDGE.right, top: yRange[1], bottom: yRange[0] }
  const beneath: Rectangle = { ...main, top: stripRange[1], bottom: stripRange[0] }
  const zero = `<path class="zero" d="M${left} ${residual.at(0).toFixed(1)}H${main.right}"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" class="woodbury-fit" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escapeHtml(title)}</title>
<desc>${escapeHtml(describe(chart, plot, xLabel, yLabel, most))}</desc>
<style>${plotStyle}</style>
<rect class="paper" width="${width}" height="${height}"/>
${heading ? headingOf(plot) : ''}${legend(chart, plot, above - 10)}
${panel(main, x, y, { below: false })}
${inside(main, bandsOf(series, x, y) + pointsOf(series, x, y, s => s.y) + linesOf(series, x, y))}
${panel(beneath, x, residual, { below: true })}
${inside(beneath, pointsOf(series, x, residual, s => s.residuals) + zero)}
${labelled(main, beneath, xLabel, yLabel, height)}
</svg>`
}

/** Values of y and of what is drawn besides, as far as that leaves the data visible. */
function domainOf(series: readonly Series[]): [number, number] {
  const data = extentOf(series.map(({ y }) => y))
  const beyond = extentOf([
    ...series.flatMap(({ line: { y }, band }) => [y, band.lower, band.upper]),
    ...series.flatMap(({ y, sigma }) => (sigma ? [y.map((v, k) => v - sigma[k]), y.map((v, k) => v + sigma[k])] : [])),
    data,
  ])
  const most = BEYOND * (data[1] - data[0]) || Number.POSITIVE_INFINITY
  return roomy([Math.max(beyond[0], data[0] - most), Math.min(beyond[1], data[1] + most)], 0.04)
}

/** What is cut off at the edges of a panel; coordinates stay those of the whole. */
const inside = ({ left, right, top, bottom }: Rectangle, drawn: string): string =>
  `<svg x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" viewBox="${left} ${top} ${right - left} ${bottom - top}">${drawn}</svg>`

const bandText = ({ band }: SettledPlot) => `95 % ${band} band`

const hasBand = ({ series }: Chart) => series.some(({ band }) => band.x.length > 1)

function legend(chart: Chart, plot: SettledPlot, up: number): string {
  const names =
    chart.series.length > 1 ? chart.series.map(({ name }, k) => ({ text: `● ${name}`, colour: colourOf(k) })) : []
  const entries = hasBand(chart) ? [...names, { text: `shaded: ${bandText(plot)}`, colour: '' }] : names
  let at = EDGE.label
  return entries
    .map(({ text, colour }) => {
      const drawn = `<text class="${colour}" x="${at.toFixed(0)}" y="${up}">${escapeHtml(text)}</text>`
      at += text.length * EDGE.letter + 12
      return at - 12 > plot.width ? '' : drawn
    })
    .join('')
}

function describe(chart: Chart, plot: SettledPlot, xLabel: string, yLabel: string, most: number): string {
  const points = chart.series.reduce((sum, { y }) => sum + y.length, 0)
  const sets = chart.series.length > 1 ? ` in ${chart.series.length} series` : ''
  const drawn = chart.isObservedFitted ? 'with the line on which both are the same' : 'with the fitted curve'
  const band = hasBand(chart) ? ` and its ${bandText(plot)}` : ''
  return `${points} points${sets}, ${yLabel} against ${xLabel}, ${drawn}${band}. Beneath, the residuals, the largest ${Number(most.toPrecision(3))} from 0.`
}

const headingOf = ({ title, width }: SettledPlot) =>
  `<text class="title" x="${EDGE.label}" y="24">${escapeHtml(shortened(title, (width - 2 * EDGE.label) / EDGE.bold))}</text>`

const shortened = (text: string, letters: number) =>
  text.length <= letters ? text : `${text.slice(0, Math.max(1, Math.floor(letters) - 1))}…`
