import Table from 'cli-table3'
import type { Figure, FitResult } from '../index.js'
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

/** Targets that are listed one by one. */
const MOST_TARGETS = 24

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
  const tables = [
    plainTable([head, ...rows], ['left', 'right', 'right', 'right']),
    ...targetTable(figures, names),
    plainTable(facts, ['left', 'left']),
  ]
  return `${tables.join('\n\n')}\n`
}

/** The figure of each target in its own unit, where there are several. */
function targetTable(figures: Figures, names: readonly (keyof Figures)[]): string[] {
  const targets = Object.keys(figures.train.targets ?? {})
  if (targets.length === 0) return []
  const rows = targets
    .slice(0, MOST_TARGETS)
    .map(target => [target, ...names.map(name => figureText(figures[name]?.targets?.[target]))])
  const more = targets.length - MOST_TARGETS
  const rest = more > 0 ? [[`and ${count(more)} more: --json has them`]] : []
  return [plainTable([['RMS error of', ...names], ...rows, ...rest], ['left', ...names.map(() => 'right' as const)])]
}

function figureText(evaluation?: Figure): string {
  if (evaluation?.accuracy !== undefined) return percent(evaluation.accuracy)
  return evaluation?.rmse === undefined ? '' : figure(evaluation.rmse)
}
