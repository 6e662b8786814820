import Table from 'cli-table3'
import type { Evaluation, FitResult } from '../index.js'
import { count, figure, percent } from '../report/format.js'
import { settingsOf } from '../report/settings.js'
import type { Figures } from './figures.js'
import type { Sets } from './sets.js'

const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** A table without lines or colours. */
export function plainTable(rows: readonly (readonly string[])[], align: ('left' | 'right')[]): string {
  const table = new Table({
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: align,
  })
  table.push(...rows.map(row => [...row]))
  return table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
}

/** What `train` prints at its end: the figures of each set, then how the run went. */
export function trainTable(result: FitResult, figures: Figures, sets: Sets): string {
  const names = (['train', 'validation', 'test'] as const).filter(name => figures[name])
  const regression = figures.train.rmse !== undefined
  const head = ['', 'samples', ...(regression ? ['mean square', 'RMS error'] : ['loss', 'accuracy'])]
  const rows = names.map(name => [
    name,
    count(sets[name]?.x.shape[0] ?? 0),
    figure(figures[name]?.loss ?? Number.NaN),
    figureText(figures[name]),
  ])
  const { steps, epochs, seconds, stopped, reason, history, threads, simd } = result
  const lambda = history.at(-1)?.lambda
  const facts: [string, string][] = [
    [
      'run',
      `${count(steps)} steps, ${count(epochs)} epochs, ${seconds.toFixed(1)} s, ${threads} ${threads > 1 ? 'threads' : 'thread'}, ${simd} SIMD`,
    ],
    ['stopped', reason.includes(stopped) ? reason : `${stopped}: ${reason}`],
    ...(lambda === undefined ? [] : [['lambda', figure(lambda)] as [string, string]]),
    ...settingsOf(result.optimizer),
  ]
  return `${plainTable([head, ...rows], ['left', 'right', 'right', 'right'])}\n\n${plainTable(facts, ['left', 'left'])}\n`
}

function figureText(evaluation?: Evaluation): string {
  if (evaluation?.accuracy !== undefined) return percent(evaluation.accuracy)
  return evaluation?.rmse === undefined ? '' : figure(evaluation.rmse)
}
