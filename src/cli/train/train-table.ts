import type { FitResult } from '../../index.js'
import { count, figure } from '../../report/format.js'
import { settingsOf } from '../../report/settings.js'
import { figureTables } from '../show/figure-tables.js'
import type { Figures } from '../show/figures.js'
import { plainTable } from '../show/plain-table.js'
import type { Sets } from './sets.js'

/** Columns beside the names of facts in a terminal of 80. */
const WIDTH = 60

/** In lines of at most `WIDTH` where words allow. */
const folded = (sentence: string): string =>
  sentence.replace(new RegExp(`(.{1,${WIDTH}})(?: |$)`, 'g'), '$1\n').trimEnd()

/** What `train` prints at its end: the figures of each set, then how the run went. */
export function trainTable(result: FitResult, figures: Figures, sets: Sets): string {
  const { steps, epochs, seconds, stopped, reason, history, threads, simd } = result
  const lambda = history.at(-1)?.lambda
  const facts: [string, string][] = [
    [
      'run',
      `${count(steps)} steps, ${count(epochs)} epochs, ${seconds.toFixed(1)} s, ${threads} ${threads > 1 ? 'threads' : 'thread'}, ${simd} SIMD`,
    ],
    ['stopped', reason.includes(stopped) ? reason : `${stopped}: ${reason}`],
    ...(lambda === undefined ? [] : [['lambda', figure(lambda)] as [string, string]]),
    ...(result.chosen === undefined ? [] : [['chosen', folded(result.chosen)] as [string, string]]),
    ...settingsOf(result.optimizer),
  ]
  return `${[...figureTables(figures, sets), plainTable(facts, ['left', 'left'])].join('\n\n')}\n`
}
