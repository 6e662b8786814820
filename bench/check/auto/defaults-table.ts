import { median, short } from '../bars.js'
import type { Cell } from './cell.js'
import type { Outcome } from './outcome.js'
import { judge, overall } from './verdict.js'

const times = (ratio: number) => (ratio >= 0.01 && ratio < 100 ? ratio.toPrecision(3) : ratio.toExponential(1))

function row(cell: Cell, outcome: Outcome): string {
  const { training, test, trainingCounts, misses } = judge(cell, outcome)
  const of = (side: 'ours' | 'adam', figure: 'training' | 'test') =>
    short(median(outcome.pairs.map(pair => pair[side][figure])))
  const net = [...cell.hidden, cell.activation].join(' ')
  return `| ${[
    cell.name,
    cell.about,
    net,
    `${cell.seconds * outcome.scale}`,
    `${of('ours', 'training')} / ${of('adam', 'training')}`,
    trainingCounts ? times(training) : `(${times(training)})`,
    `${of('ours', 'test')} / ${of('adam', 'test')}`,
    times(test),
    outcome.chosen,
    misses.length === 0 ? 'holds' : `**${misses.join(', ')}**`,
  ].join(' | ')} |`
}

/** The table of the documents, with the bars over all cells below it. */
export function tableOf(cells: readonly Cell[], outcomes: readonly Outcome[]): string {
  const bars = overall(outcomes.map((outcome, k) => judge(cells[k], outcome)))
  const [{ scale, clock }] = outcomes
  const share = scale === 1 ? 'The whole budgets' : `Budgets times ${scale}`
  const counted = clock === 'wall' ? '' : ', in seconds of processor time of one thread'
  return [
    `${share}${counted}; medians of the seeds, multiples of the fixed Adam's figures; in brackets where they do not count.`,
    '',
    '| cell | rows × inputs | network | s | training loss, ours / Adam | times | new rows, ours / Adam | times | chosen | bars |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...outcomes.map((outcome, k) => row(cells[k], outcome)),
    '',
    ...bars.map(({ name, holds, figure }) => `* ${holds ? 'Holds' : '**Missed**'}: ${name}: ${figure}.`),
  ].join('\n')
}
