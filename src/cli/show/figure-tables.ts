import type { Figure } from '../../index.js'
import { count, figure, percent } from '../../report/format.js'
import type { Sets } from '../train/sets.js'
import type { Figures } from './figures.js'
import { plainTable } from './plain-table.js'

/** Targets that are listed one by one. */
const MOST_TARGETS = 24

/** The figures of each set, and of each target in its own unit where there are several. */
export function figureTables(figures: Partial<Figures>, sets: Partial<Sets>): string[] {
  const names = (['train', 'validation', 'test'] as const).filter(name => figures[name])
  const regression = names.some(name => figures[name]?.rmse !== undefined)
  const head = ['', 'samples', ...(regression ? ['mean square', 'RMS error'] : ['loss', 'accuracy'])]
  const rows = names.map(name => [
    name,
    count(sets[name]?.x.shape[0] ?? 0),
    figure(figures[name]?.loss ?? Number.NaN),
    figureText(figures[name]),
  ])
  return [plainTable([head, ...rows], ['left', 'right', 'right', 'right']), ...targetTable(figures, names)]
}

/** The figure of each target in its own unit, where there are several. */
function targetTable(figures: Partial<Figures>, names: readonly (keyof Figures)[]): string[] {
  const targets = Object.keys(figures[names[0]]?.targets ?? {})
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
