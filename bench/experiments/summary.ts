import { plainTable } from '../../src/cli/show/plain-table.js'
import { short } from '../check/bars.js'
import type { Experiment } from './experiment.js'
import { type Line, linesOf, type Reached, type Results } from './figures.js'

export type Column = readonly [head: string, text: (line: Line) => string]

const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`

/** The goals of an experiment as columns, each with what `text` says of it. */
export function goalColumns({ goals }: Experiment, text: (reached: Reached) => string): Column[] {
  const column = (head: string, of: (line: Line) => Reached | undefined): Column => [
    head,
    line => {
      const reached = of(line)
      return reached ? text(reached) : ''
    },
  ]
  return [
    ...goals.loss.map((goal, k) => column(`to ${goal}`, ({ loss }) => loss[k])),
    ...goals.test.map((goal, k) => column(`to ${percent(1 - goal)}`, line => line.goals[k])),
  ]
}

export const shareOfAdam = ({ toAdam }: Line): string => (toAdam === undefined ? '' : `${(100 * toAdam).toFixed(0)} %`)

/** A table a set for the terminal: training and test figure, share of the time to Adam's end, seconds to the goals. */
export function summary(experiment: Experiment, results: Results): string[] {
  const columns: Column[] = [
    ['method', ({ method }) => method],
    ['train', ({ train }) => short(train.middle)],
    ['test', ({ test }) => short(test.middle)],
    ['to Adam', shareOfAdam],
    ...goalColumns(experiment, ({ seconds }) => `${seconds.toPrecision(2)} s`),
  ]
  const align = columns.map((_, k): 'left' | 'right' => (k === 0 ? 'left' : 'right'))
  return experiment.cells.flatMap(cell => {
    const lines = linesOf(experiment, cell, results)
    const rows = lines.map(line => columns.map(([, text]) => text(line)))
    return [`\n${cell.name}`, plainTable([columns.map(([head]) => head), ...rows], align)]
  })
}
