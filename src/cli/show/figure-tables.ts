import { count, figure } from '../../report/format.js'
import type { Sets } from '../train/sets.js'
import { FIGURES, figuresIn, textOf } from './figure-texts.js'
import type { Figures } from './figures.js'
import { plainTable } from './plain-table.js'

/** Targets that are listed one by one. */
const MOST_TARGETS = 24

/** The figures of each set, and of each target in its own unit where there are several. */
export function figureTables(figures: Partial<Figures>, sets: Partial<Sets>): string[] {
  const names = (['train', 'validation', 'test'] as const).filter(name => figures[name])
  const found = figuresIn(names.map(name => figures[name]))
  const squares = found.length === 1 && found[0] === 'rmse'
  const head = ['', 'samples', squares ? 'mean square' : 'loss', ...found.map(key => FIGURES[key].head)]
  const rows = names.map(name => [
    name,
    count(sets[name]?.x.shape[0] ?? 0),
    figure(figures[name]?.loss ?? Number.NaN),
    ...found.map(key => textOf(key, figures[name])),
  ])
  return [
    plainTable([head, ...rows], ['left', ...head.slice(1).map(() => 'right' as const)]),
    ...targetTable(figures, names),
  ]
}

/** The first figure of each target in its own unit, where there are several. */
function targetTable(figures: Partial<Figures>, names: readonly (keyof Figures)[]): string[] {
  const targets = Object.keys(figures[names[0]]?.targets ?? {})
  if (targets.length === 0) return []
  const [key] = figuresIn(targets.map(target => figures[names[0]]?.targets?.[target]))
  const rows = targets
    .slice(0, MOST_TARGETS)
    .map(target => [target, ...names.map(name => textOf(key, figures[name]?.targets?.[target]))])
  const more = targets.length - MOST_TARGETS
  const rest = more > 0 ? [[`and ${count(more)} more: --json has them`]] : []
  const head = [`${FIGURES[key].head} of`, ...names]
  return [plainTable([head, ...rows, ...rest], ['left', ...names.map(() => 'right' as const)])]
}
