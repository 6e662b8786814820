import { escapeHtml } from '../../src/draw/escape-html.js'
import { type Curve, figure } from '../../src/report/figure.js'
import { style } from '../../src/report/style.js'
import { short } from '../check/bars.js'
import { curvePalette, curveStyle } from './colours.js'
import type { Cell, Experiment } from './experiment.js'
import { bandOf, finalRuns, linesOf, longest, type Results } from './figures.js'
import { picture } from './picture.js'
import type { RunRecord, Snapshot } from './record.js'
import type { Kept } from './store.js'
import { type Column, goalColumns, shareOfAdam } from './summary.js'

type Axis = readonly [label: string, of: (snapshot: Snapshot) => number]

const SECONDS: Axis = ['seconds', ({ seconds }) => seconds]
const EPOCHS: Axis = ['epochs', ({ epochs }) => epochs]
const STEPS: Axis = ['steps', ({ step }) => step]

/** One self-contained page of an experiment: tables, curves with bands over the seeds, λ and gain ratio, the grids. */
export function page(experiment: Experiment, kept: Kept, results: Results): string {
  const { title, about, cells } = experiment
  const said = `${kept.command}, ${kept.date}, ${kept.machine}.`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${style}
${curvePalette(':root')}
${curveStyle}</style></head><body>
<h1>${escapeHtml(title)}</h1><p class="quiet">${escapeHtml(about)}<br>${escapeHtml(said)} Lines are medians of the seeds, bands their range.</p>
${cells.map(cell => section(experiment, cell, results)).join('\n')}
</body></html>
`
}

const train = ({ train: value }: Snapshot) => value
const fresh = ({ test: value }: Snapshot) => value

/** A method that has no final run yet keeps its colour and has no curve. */
function curvesOf(cell: Cell, results: Results, by: 'training' | 'validation', [, x]: Axis, y: typeof train): Curve[] {
  return Object.keys(results.tuned.methods).map(name => {
    const runs = longest(finalRuns(results, cell.name, name, by))
    return runs.length > 0 ? { name, ...bandOf(runs, x, y) } : { name, points: [] }
  })
}

/** Training loss against seconds on one set, as a picture for pages of Markdown. */
export const pictureOf = ({ loss }: Experiment, cell: Cell, results: Results): string =>
  picture({ xLabel: SECONDS[0], yLabel: loss.label, curves: curvesOf(cell, results, 'training', SECONDS, train) })

function section(experiment: Experiment, cell: Cell, results: Results): string {
  const { loss, test, cells } = experiment
  const methods = Object.keys(results.tuned.methods)
  const against = (axis: Axis, y: typeof train, by: 'training' | 'validation', yLabel: string) =>
    figure({
      title: `${yLabel} against ${axis[0]}`,
      xLabel: axis[0],
      yLabel,
      curves: curvesOf(cell, results, by, axis, y),
      logX: axis === STEPS || axis === EPOCHS,
      logY: true,
    })
  const axes = cells.length > 2 ? [SECONDS] : [SECONDS, EPOCHS, STEPS]
  const figures = [
    ...axes.map(axis => against(axis, train, 'training', loss.label)),
    ...axes.map(axis => against(axis, fresh, 'validation', test.label)),
    ...traces(methods, name => longest(finalRuns(results, cell.name, name, 'training'))[0]),
  ]
  return `<h2>${escapeHtml(cell.name)}</h2>
<div class="scroll">${table(experiment, cell, results)}</div>
<div class="figures">${figures.join('\n')}</div>
${gridOf(cell, results)}`
}

function traces(methods: readonly string[], runOf: (method: string) => RunRecord | undefined): string[] {
  const of = (title: string, yLabel: string, logY: boolean, value: (one: RunRecord['damping'][number]) => number) => {
    const curves = methods.map(name => ({
      name,
      points: (runOf(name)?.damping ?? []).flatMap(one => {
        const y = value(one)
        return Number.isFinite(y) ? [[one.step, y] as const] : []
      }),
    }))
    if (curves.every(({ points }) => points.length === 0)) return []
    return [figure({ title, xLabel: 'steps', yLabel, curves, logX: true, logY })]
  }
  const clipped = (ratio = Number.NaN) => Math.min(Math.max(ratio, -1), 3)
  return [
    ...of('Damping, first seed', 'lambda', true, ({ lambda = Number.NaN }) => lambda),
    ...of('Gain ratio, first seed', 'actual / predicted decrease', false, ({ gainRatio }) => clipped(gainRatio)),
  ]
}

const cellsOf = (tag: 'th' | 'td', texts: readonly string[]) =>
  `<tr>${texts.map(text => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`

function table(experiment: Experiment, cell: Cell, results: Results): string {
  const columns: Column[] = [
    ['method', ({ method }) => method],
    [experiment.loss.label, ({ train }) => short(train.middle)],
    [experiment.test.label, ({ test }) => short(test.middle)],
    ['steps', ({ steps }) => String(steps)],
    ['epochs', ({ epochs }) => epochs.toPrecision(3)],
    ['time to Adam’s end', shareOfAdam],
    ...goalColumns(experiment, ({ seconds, epochs }) => `${seconds.toPrecision(3)} s, ${epochs.toPrecision(3)} ep`),
    ['setting', ({ setting }) => setting],
  ]
  const rows = linesOf(experiment, cell, results).map(line => columns.map(([, text]) => text(line)))
  return `<table>${cellsOf(
    'th',
    columns.map(([head]) => head),
  )}${rows.map(row => cellsOf('td', row)).join('')}</table>`
}

function gridOf({ name }: Cell, { grid, tuned }: Results): string {
  const rows = grid
    .filter(({ cell }) => cell === name)
    .map(({ method, setting, seconds, end, stopped }) => {
      const isFinal = method in tuned.methods && tuned.chosen(name, method).training.name === setting
      return [`${method}${isFinal ? ' •' : ''}`, setting, `${seconds} s`, short(end.train), short(end.test), stopped]
    })
  return `<details><summary>The grid: a quarter of the time, one seed; • goes on</summary><table>${cellsOf('th', ['method', 'setting', 'budget', 'training', 'test', 'stopped'])}${rows
    .map(row => cellsOf('td', row))
    .join('')}</table></details>`
}
