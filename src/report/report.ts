import { escapeHtml } from '../draw/escape-html.js'
import { WoodburyError } from '../errors.js'
import { checkOptions } from '../options.js'
import { isObject, plain } from '../plain.js'
import { dtypeOf } from '../runtime/dtype.js'
import type { FitResult } from '../train/records.js'
import { type Curve, figure } from './figure.js'
import { count } from './format.js'
import { settingsOf } from './settings.js'
import { style } from './style.js'

const APART = 10

export interface ReportRun {
  readonly name: string
  readonly result: FitResult
  /** Further figures of the run for the table, as text. */
  readonly figures?: Readonly<Record<string, string>>
}

export interface ReportOptions {
  readonly title: string
  /** A sentence under the title. */
  readonly about?: string
  readonly runs: readonly ReportRun[]
}

/**
 * A self-contained HTML page: loss against seconds and steps for every run, λ and gain ratio of those that have them,
 * a table, the settings. No script, no request.
 * @throws WoodburyError BAD_OPTION
 */
export function report(options: ReportOptions): string {
  const { title, about = '', runs } = checked(options)
  const curves = (
    x: 'seconds' | 'step',
    y: (record: FitResult['history'][number]) => number | undefined,
    from = runs,
  ): Curve[] =>
    from.map(({ name, result }) => ({
      name,
      points: result.history.flatMap(record => {
        const value = record.accepted ? y(record) : undefined
        return value === undefined ? [] : [[record[x], value] as const]
      }),
    }))
  const damped = runs.filter(({ result }) => result.history.some(({ lambda }) => lambda !== undefined))
  const rated = damped.filter(({ result }) => result.history.some(({ gainRatio }) => gainRatio !== undefined))
  // Log-likelihoods may be of either sign.
  const logY = runs.every(({ result }) => result.history.every(({ loss }) => !(loss < 0)))
  const figures = [
    figure({
      title: 'Loss against time',
      xLabel: 'seconds',
      yLabel: 'loss',
      curves: curves('seconds', r => r.loss),
      logY,
    }),
    figure({
      title: 'Loss against steps',
      xLabel: 'steps',
      yLabel: 'loss',
      curves: curves('step', r => r.loss),
      logX: isApart(runs),
      logY,
    }),
    ...(damped.length > 0
      ? [
          figure({
            title: 'Damping',
            xLabel: 'steps',
            yLabel: 'lambda',
            curves: curves('step', r => r.lambda, damped),
            logY: true,
          }),
        ]
      : []),
    ...(rated.length > 0
      ? [
          figure({
            title: 'Gain ratio',
            xLabel: 'steps',
            yLabel: 'actual / predicted decrease',
            curves: curves('step', clipped, rated),
            logY: false,
          }),
        ]
      : []),
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body>
<h1>${escapeHtml(title)}</h1><p class="quiet">${escapeHtml(about)}</p>
<div class="scroll">${table(runs)}</div>
<div class="figures">${figures.join('\n')}</div>
${runs.map(settings).join('\n')}
</body></html>
`
}

function checked(given: ReportOptions): ReportOptions {
  checkOptions('report', ['title', 'about', 'runs'], given)
  const options = plain(given, 'report')
  const isRun = (run: unknown) =>
    isObject(run) && typeof run.name === 'string' && isObject(run.result) && Array.isArray(run.result.history)
  if (typeof options.title === 'string' && Array.isArray(options.runs) && options.runs.every(isRun)) return options
  throw new WoodburyError(
    'BAD_OPTION',
    'report: pass { title, runs: [{ name, result }] }, each result as fit() returned it.',
  )
}

/** So far apart in steps that on a linear axis the shorter run would be a stroke at its left edge. */
function isApart(runs: readonly ReportRun[]): boolean {
  const steps = runs.map(({ result }) => result.steps)
  return Math.max(...steps) > APART * Math.min(...steps)
}

/** A ratio far outside [−1, 3] says no more than that it is outside, and would flatten the rest. */
const clipped = ({ gainRatio }: FitResult['history'][number]): number | undefined =>
  gainRatio === undefined || Number.isNaN(gainRatio) ? undefined : Math.min(Math.max(gainRatio, -1), 3)

function table(runs: readonly ReportRun[]): string {
  const extra = [...new Set(runs.flatMap(({ figures = {} }) => Object.keys(figures)))]
  const head = ['', ...extra, 'last batch loss', 'steps', 'epochs', 'seconds', 'stopped']
  const rows = runs.map(({ name, result, figures = {} }) => [
    name,
    ...extra.map(key => figures[key] ?? ''),
    result.history.at(-1)?.loss.toExponential(3) ?? '',
    count(result.steps),
    count(result.epochs),
    result.seconds.toFixed(1),
    result.stopped,
  ])
  const cells = (tag: 'th' | 'td', texts: string[]) =>
    `<tr>${texts.map(text => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`
  return `<table>${cells('th', head)}${rows.map(row => cells('td', row)).join('')}</table>`
}

function settings({ name, result }: ReportRun): string {
  const { model, threads, simd, reason, warnings, chosen } = result
  const facts: [string, string][] = [
    ['parameters', `${count(model.params.length)}, ${dtypeOf(model.params)}`],
    ['run', `${threads} ${threads === 1 ? 'thread' : 'threads'}, ${simd} SIMD`],
    ['stopped', reason],
    ...(chosen === undefined ? [] : [['chosen', chosen] satisfies [string, string]]),
    ...settingsOf(result.optimizer),
    ...warnings.map((warning): [string, string] => ['note', warning]),
  ]
  const rows = facts.map(([fact, text]) => `<tr><td>${fact}</td><td>${escapeHtml(text)}</td></tr>`)
  return `<details><summary>Settings of ${escapeHtml(name)}</summary><table>${rows.join('')}</table></details>`
}
