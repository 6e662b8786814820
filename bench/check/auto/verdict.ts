import { geometricMean, median } from '../bars.js'
import type { Cell, Kind } from './cell.js'
import type { Outcome, Pair } from './outcome.js'

/** Of Adam's training loss: what chance may add. */
export const TRAINING = 1.05

/** Of Adam's figure on new rows. */
export const TEST = 1.1

/** Of the loss of a constant model: a smaller one on both sides is no difference any more. */
export const NEGLIGIBLE = 1e-6

/** A cell against the fixed Adam: medians over the seeds of our figure as a multiple of Adam's. */
export interface Verdict {
  readonly name: string
  readonly kind: Kind
  readonly training: number
  readonly test: number
  /** Whether the training loss counts: not where nothing is left on either side. */
  readonly trainingCounts: boolean
  readonly misses: readonly ('training' | 'test')[]
}

const multiple = (ours: number, adam: number): number => (ours === adam ? 1 : ours / adam)

/** Log-losses of classes that lie apart go down to rounding, where one is a thousand times another. */
const least = (kind: Kind, { constant }: Pair): number => (kind === 'classes' ? NEGLIGIBLE * constant : 0)

export function judge({ name, kind }: Cell, { pairs }: Outcome): Verdict {
  const reached = ({ ours, bare = ours.training }: Pair) => bare
  const training = median(pairs.map(pair => multiple(reached(pair), pair.adam.training)))
  const test = median(
    pairs.map(pair => {
      const floor = least(kind, pair)
      return multiple(Math.max(floor, pair.ours.test), Math.max(floor, pair.adam.test))
    }),
  )
  const isLeft = (of: (pair: Pair) => number) => median(pairs.map(pair => of(pair) / pair.constant)) >= NEGLIGIBLE
  const told = kind !== 'noisy' || pairs.every(({ bare }) => bare !== undefined)
  const trainingCounts = told && (isLeft(reached) || isLeft(({ adam }) => adam.training))
  const misses: ('training' | 'test')[] = []
  if (trainingCounts && !(training <= TRAINING)) misses.push('training')
  if (!(test <= TEST)) misses.push('test')
  return { name, kind, training, test, trainingCounts, misses }
}

/** The bars over all cells, each with the figure beside it. */
export function overall(verdicts: readonly Verdict[]): { name: string; holds: boolean; figure: string }[] {
  const counted = verdicts.filter(({ trainingCounts }) => trainingCounts)
  const below = counted.filter(({ misses }) => !misses.includes('training')).length
  const exact = counted.filter(({ kind }) => kind === 'noise-free')
  const halves = exact.filter(({ training }) => training < 0.5).length
  const worst = verdicts.reduce((most, one) => (one.test > most.test ? one : most))
  const mean = (kind?: Kind) => {
    const of = verdicts.filter(one => kind === undefined || one.kind === kind)
    return of.length > 0 ? geometricMean(of.map(({ test }) => test)) : Number.NaN
  }
  const kinds = (['noise-free', 'noisy', 'classes'] as const).map(kind => `${kind} ${mean(kind).toFixed(3)}`)
  return [
    {
      name: `training loss at most ${TRAINING} times Adam's, that of noisy targets with regularization: 'none'`,
      holds: below === counted.length,
      figure: `${below} of ${counted.length}`,
    },
    {
      name: 'training loss below half of it, exact targets',
      holds: 2 * halves >= exact.length,
      figure: `${halves} of ${exact.length}, bar a half`,
    },
    {
      name: `nowhere above ${TEST} times Adam's figure on new rows`,
      holds: worst.test <= TEST,
      figure: `${verdicts.filter(({ test }) => test <= TEST).length} of ${verdicts.length}, ${worst.test.toPrecision(3)} at worst (${worst.name})`,
    },
    {
      name: 'on new rows at most 1 in the geometric mean',
      holds: mean() <= 1,
      figure: `${mean().toFixed(3)} (${kinds.join(', ')})`,
    },
  ]
}
