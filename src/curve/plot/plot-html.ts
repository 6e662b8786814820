import { escapeHtml } from '../../draw/escape-html.js'
import { pageStyle } from '../../draw/page-style.js'
import type { CurveFit } from '../curve-fit.js'
import type { CurveData } from '../data/points.js'
import type { Cause } from '../result/uncertainty.js'
import { drawn, titleOf } from './plot-fit.js'
import type { PlotOptions } from './plot-options.js'

const style = `${pageStyle}svg.woodbury-fit { max-width: 100%; height: auto; display: block; margin: 16px 0 } pre { overflow-x: auto; font-size: 13px } h2 { font-size: 17px; margin: 28px 0 4px }`

const number = (value: number | null): string =>
  value === null ? '' : String(Number(value.toPrecision(6))).replaceAll('-', '−')

/**
 * A fit as one self-contained HTML page: the plot, a table of the parameters, the report. No script, no request.
 * @param data as for `plotFit`
 * @throws WoodburyError as `plotFit`
 */
export function plotHtml(fit: CurveFit, data: CurveData | readonly CurveData[], options: PlotOptions = {}): string {
  const plot = drawn(fit, data, options, { heading: false })
  const title = options.title ?? titleOf(fit)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body>
<h1>${escapeHtml(title)}</h1><p class="quiet">${escapeHtml(`${fit.converged ? 'Converged' : 'Not converged'}: ${fit.reason}.`)}</p>
${plot}
<h2>Parameters</h2><div class="scroll">${table(fit)}</div>
<h2>Report</h2><pre>${escapeHtml(fit.report())}</pre>
</body></html>
`
}

function table(fit: CurveFit): string {
  const kind = fit.errors === 'absolute' ? 'absolute' : 'scaled'
  const intervals = fit.degreesOfFreedom > 0 || fit.errors === 'absolute' ? fit.confidenceIntervals() : undefined
  const rows = Object.keys(fit.parameters).map(name => {
    const interval = intervals?.[name]
    return [
      Array.isArray(fit.parameters) ? `p${name}` : name,
      number(fit.parameters[name]),
      number(fit.standardErrors[name]),
      interval ? `${number(interval[0])} … ${number(interval[1])}` : '',
      causeText(fit.causes[name]),
    ]
  })
  const derived = Object.entries(fit.derived).map(([name, { value, standardError }]) => [
    name,
    number(value),
    number(standardError),
    '',
    'derived',
  ])
  const cells = (tag: 'th' | 'td', texts: readonly string[]) =>
    `<tr>${texts.map(text => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`
  const head = ['', 'value', `standard error (${kind})`, '95 % interval', '']
  return `<table>${[cells('th', head), ...[...rows, ...derived].map(row => cells('td', row))].join('')}</table>`
}

/** Why there is no standard error: a kind's own words. */
const causeText = (cause: Cause | null): string =>
  cause
    ? `${cause.kind.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)}${cause.with.length > 0 ? `, with ${cause.with.join(', ')}` : ''}`
    : ''
