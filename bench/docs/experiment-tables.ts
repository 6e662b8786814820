import { geometricMean, median, short } from '../check/bars.js'
import type { Experiment } from '../experiments/experiment.js'
import { finalRuns, type Line, linesOf, longest, type Results } from '../experiments/figures.js'
import { replay } from '../experiments/replay.js'
import { goalColumns, shareOfAdam } from '../experiments/summary.js'
import { madeBy, markdown } from './markdown.js'

function seedsOf(lines: readonly Line[]): string {
  const counts = lines.map(({ seeds }) => seeds)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  if (most === 1) return 'one seed'
  return least === most ? `medians of ${most} seeds` : `medians of ${least} to ${most} seeds`
}

/** Every method of one experiment, a table a set. */
export async function experimentTable(experiment: Experiment): Promise<string> {
  const { results, kept } = await replay(experiment)
  const goals = goalColumns(
    experiment,
    ({ seconds, epochs }) => `${seconds.toPrecision(2)} s, ${epochs.toPrecision(2)} ep`,
  )
  const head = [
    experiment.loss.label,
    experiment.test.label,
    'epochs',
    'time to Adam’s end',
    ...goals.map(([text]) => text),
  ]
  const all: Line[] = []
  const sets = experiment.cells.map(cell => {
    const lines = linesOf(experiment, cell, results)
    all.push(...lines)
    const rows = lines.map(line => [
      line.method,
      short(line.train.middle),
      short(line.test.middle),
      line.epochs.toPrecision(2),
      shareOfAdam(line),
      ...goals.map(([, text]) => text(line)),
    ])
    return markdown([[cell.name, ...head], ...rows])
  })
  const budget = `${experiment.seconds.join(', ')} s each`
  return [...sets, `${budget}, ${seedsOf(all)}: ${madeBy(kept.command, kept.date, kept.machine)}`].join('\n\n')
}

const isFirstOrder = (method: string) => method === 'SGD' || method === 'Adam'

/** Adam and the best method of second order of each set: losses, new rows, the share of the time. */
export async function bestOfEach(experiments: readonly Experiment[]): Promise<string> {
  const rows: string[][] = []
  for (const experiment of experiments) {
    const { results } = await replay(experiment)
    for (const cell of experiment.cells) {
      const lines = linesOf(experiment, cell, results)
      const adam = lines.find(({ method }) => method === 'Adam') as Line
      const ours = lines.filter(({ method }) => !isFirstOrder(method))
      const best = ours.reduce((least, line) => (line.train.middle < least.train.middle ? line : least))
      rows.push([
        experiment.cells.length > 1 ? `${experiment.name}: ${cell.name}` : experiment.name,
        `${experiment.seconds[experiment.seconds.length - 1]} s × ${best.seeds}`,
        `${short(adam.train.middle)} / ${short(adam.test.middle)}`,
        best.method,
        `${short(best.train.middle)} / ${short(best.test.middle)}`,
        shareOfAdam(best) || 'not reached',
      ])
    }
  }
  return markdown([
    [
      'experiment',
      'budget',
      'Adam, training / test',
      'deepest of second order',
      'training / test',
      'time to Adam’s end',
    ],
    ...rows,
  ])
}

/** What is said of the UCI tables: SMW-GN against Adam, each as its own grid chose. */
export interface UciFigures {
  /** Sets on which some setting of second order ends below Adam. */
  readonly below: number
  readonly sets: number
  /** By set: Adam's seconds over those to its end. */
  readonly faster: readonly number[]
  readonly testRatio: number
}

/** Figures of one method against Adam over the named sets. */
export function against(
  experiment: Experiment,
  results: Results,
  method: string,
  names: readonly string[],
): UciFigures {
  const pairs = names.map(name => {
    const cell = experiment.cells.find(one => one.name === name)
    if (!cell) throw new Error(`${experiment.name} has no set ${name}`)
    const lines = linesOf(experiment, cell, results)
    const find = (wanted: string) => lines.find(line => line.method === wanted) as Line
    const whole = median(longest(finalRuns(results, name, 'Adam', 'training')).map(({ end }) => end.seconds))
    return { ours: find(method), adam: find('Adam'), whole }
  })
  return {
    below: pairs.filter(({ ours, adam }) => ours.train.middle < adam.train.middle).length,
    sets: pairs.length,
    faster: pairs.map(({ ours, whole }) => (ours.secondsToAdam === undefined ? 0 : whole / ours.secondsToAdam)),
    testRatio: geometricMean(pairs.map(({ ours, adam }) => ours.test.middle / adam.test.middle)),
  }
}
