import { geometricMean, short } from '../check/bars.js'
import type { Experiment } from '../experiments/experiment.js'
import { type Line, linesOf } from '../experiments/figures.js'
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
  const table = markdown([
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
  return `${table}\n\nSeconds × seeds of the longest runs. Each by \`npm run experiments -- <name>\`.`
}

/** Seconds of Adam's whole run over those in which a method comes to its end; 0 where it never does. */
const timesFaster = ({ secondsToAdam }: Line, whole: number) =>
  secondsToAdam === undefined ? 0 : whole / secondsToAdam

const MANY_TIMES = 5

/** Every method of second order against Adam over sets of an experiment: below it, much sooner, on new rows. */
export async function againstAdam(
  experiment: Experiment,
  groups: Readonly<Record<string, readonly string[]>>,
): Promise<string> {
  const { results } = await replay(experiment)
  const whole = experiment.seconds[experiment.seconds.length - 1]
  const lines = new Map(experiment.cells.map(cell => [cell.name, linesOf(experiment, cell, results)]))
  const find = (set: string, method: string) => lines.get(set)?.find(line => line.method === method) as Line
  const rows = Object.keys(results.tuned.methods)
    .filter(method => method !== 'Adam')
    .map(method => [
      method,
      ...Object.values(groups).flatMap(sets => {
        const pairs = sets.map(set => ({ ours: find(set, method), adam: find(set, 'Adam') }))
        const below = pairs.filter(({ ours, adam }) => ours.train.middle < adam.train.middle).length
        const sooner = pairs.filter(({ ours }) => timesFaster(ours, whole) >= MANY_TIMES).length
        const fresh = geometricMean(pairs.map(({ ours, adam }) => ours.test.middle / adam.test.middle))
        return [`${below} of ${sets.length}`, `${sooner} of ${sets.length}`, fresh.toFixed(3)]
      }),
    ])
  const heads = Object.keys(groups).flatMap(name => [
    `${name}: training below Adam`,
    `Adam’s end ${MANY_TIMES} times sooner`,
    'test / Adam’s',
  ])
  return `${markdown([['method', ...heads], ...rows])}\n\n\`npm run experiments -- ${experiment.name}\``
}
