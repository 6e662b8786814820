import { rowsPerSample } from '../curvature/rows.js'
import { isEliminated } from './rows/eliminated.js'
import { smwGN } from './rows/smw-gn.js'
import { smwNG } from './rows/smw-ng.js'
import type { Smw } from './rows/smw-options.js'
import { type Optimizer, type ResolvedOptimizer, settle } from './table.js'
import type { Task } from './task.js'

/** One line of the rule. */
interface Row {
  /** Whom it is for. */
  readonly of: string
  readonly holds: (task: Task) => boolean
  readonly takes: Optimizer
  /** Of a method with several recipes: whether it settled to the one that this line speaks of. */
  readonly as?: (settled: ResolvedOptimizer) => boolean
  /** What was measured. */
  readonly because: string
}

/** What the rule takes, what it settles to, and why, in a sentence. */
export interface Choice {
  readonly said: Optimizer
  readonly settled: ResolvedOptimizer
  readonly sentence: string
}

const regression = ({ heads }: Task): boolean => heads.some(({ loss }) => loss.task === 'regression')
const classes = (task: Task): boolean => !regression(task)
const twoClasses = ({ heads }: Task): boolean => heads.length === 1 && rowsPerSample('ggn', heads) === 1

const dampedBy =
  (kind: string) =>
  (settled: ResolvedOptimizer): boolean =>
    'damping' in settled && settled.damping.kind === kind

/**
 * `optimizer: 'auto'`, and `fit` with nothing said: the first line that holds. The batches and the damping of a method are
 * settled by its own recipes, within the time and the memory there are. `docs/decisions/029-what-auto-chooses.md`
 */
const rows: readonly Row[] = [
  {
    of: 'regression, so many outputs that 40 samples do not fit into a step of any kind',
    holds: regression,
    takes: smwGN(),
    as: ({ method }) => method === 'adam',
    because: '31 samples of 30 outputs ended at twice the error of Adam',
  },
  {
    of: 'regression of 12 outputs or more, the output layer in closed form',
    holds: regression,
    takes: smwGN(),
    as: settled => isEliminated(settled as Partial<Smw>),
    because: "1/180 of Adam's training loss at 20 outputs, 1/50,000 at 2,000",
  },
  {
    of: 'regression in numbers about 1, lambda following the residual',
    holds: regression,
    takes: smwGN(),
    as: dampedBy('residualVariance'),
    because: "from 1/400 of Adam's training loss where targets are exact to 0.9 of it where half of them is noise",
  },
  {
    of: 'regression by a loss that is the whole one, lambda by trial',
    holds: regression,
    takes: smwGN(),
    as: dampedBy('nielsen'),
    because: "in raw numbers 1/8 of Adam's training loss, of 20 points of a curve 1e-7 of it",
  },
  {
    of: 'regression of exact targets, lambda down to its floor',
    holds: regression,
    takes: smwGN(),
    as: dampedBy('gainRatio'),
    because: "the arm's error was 1/114 of that of the best of 30 Adams",
  },
  {
    of: 'regression',
    holds: regression,
    takes: smwGN(),
    because: '450,000 rows came to their noise in 20 s, which full gradients had at 2.5 times of it',
  },
  {
    of: 'classes of up to 500 samples, the whole set each step',
    holds: classes,
    takes: smwNG(),
    as: dampedBy('nielsen'),
    because: "1e-4 of Adam's training loss; nothing acts against over-fitting",
  },
  {
    of: 'two classes',
    holds: twoClasses,
    takes: smwNG(),
    because: "of mushrooms 1/85 of Adam's log-loss, of a9a the same",
  },
  {
    of: 'classes',
    holds: classes,
    takes: smwNG(),
    because: "from 1/50 to 0.9 of Adam's training loss on six tables",
  },
]

/** Whom each line is for, in the order of the rule. */
export const lines = (): string[] => rows.map(({ of }) => of)

/** The first line of the rule that holds. */
export function choose(task: Task): Choice {
  for (const { of, holds, takes, as, because } of rows) {
    if (!holds(task)) continue
    const settled = settle(takes, task)
    if (as && !as(settled)) continue
    return { said: takes, settled, sentence: `${settled.method}: ${of}; ${because}` }
  }
  throw new Error('no line of the rule holds')
}
