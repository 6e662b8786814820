import { rowsPerSample } from '../curvature/rows.js'
import { kfac } from './kronecker/kfac.js'
import type { DecayRule } from './regularization.js'
import { allowance } from './rows/affordable.js'
import { canEliminate, isEliminated } from './rows/eliminated.js'
import { smwGN } from './rows/smw-gn.js'
import { smwNG } from './rows/smw-ng.js'
import type { Smw } from './rows/smw-options.js'
import { methodOf, type Optimizer, type ResolvedOptimizer, settle } from './table.js'
import { countedSteps, type Task } from './task.js'

/** One line of the rule. */
interface Row {
  /** Whom it is for. */
  readonly of: string
  readonly holds: (task: Task) => boolean
  readonly takes: Optimizer
  /** Of a method with several recipes: whether it settled to the one that this line speaks of. */
  readonly as?: (settled: ResolvedOptimizer, task: Task) => boolean
  /** What acts against over-fitting, where that came with the method; else it is what `regularization` takes by itself. */
  readonly decay?: (task: Task) => DecayRule
  /** What was measured. */
  readonly because: string
}

/** What the rule takes, what it settles to, and why, in a sentence. */
export interface Choice {
  readonly said: Optimizer
  readonly settled: ResolvedOptimizer
  readonly decay?: DecayRule
  readonly sentence: string
}

const regression = ({ heads }: Task): boolean => heads.some(({ loss }) => loss.task === 'regression')
const classes = (task: Task): boolean => !regression(task)
const twoClasses = ({ heads }: Task): boolean => heads.length === 1 && rowsPerSample('ggn', heads) === 1

const ofClasses = ({ heads }: Task): boolean => heads.length === 1 && heads[0].loss.name === 'softmaxCrossEntropy'

/** From here on batches have fewer samples than there are classes: few rows tell the output layer little. */
const MANY_CLASSES = 500

/** In 100 steps of a hundred classes its decay left 5 times the loss of `smwNG`, in 300 it is even with it or ahead. */
const LEAST_STEPS = 300

/** Of how many steps of `smwNG` one of `kfac` may cost the flops: wide layers have factors to invert. */
const TIMES = 4

/** Whether a step costs what the time budget has for one, and no more than some of `smwNG`. */
function payable(settled: ResolvedOptimizer, task: Task): boolean {
  const flops = methodOf(settled).flops(settled, task)
  const instead = settle(smwNG(), { ...task, seconds: undefined })
  return flops <= Math.min(allowance(task, undefined), TIMES * methodOf(instead).flops(instead, task))
}

/** w = loss / 100, at most 15/n, or with fewer parameters than samples their share of it. */
function followLoss({ samples, parameters }: Task): DecayRule {
  const most = (15 * Math.min(1, parameters / samples)) / samples
  return { weightDecay: most, regularization: { kind: 'inProportion', share: 0.01, most } }
}

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
    of: 'regression of exact targets, lambda following the residual, momentum rising',
    holds: regression,
    takes: smwGN(),
    as: settled => 'momentumEnd' in settled && settled.momentumEnd !== undefined,
    because: "the arm's error was a four-hundredth of that of the best of 24 Adams",
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
    because: "in raw numbers 1/8 of Adam's training loss, 20 points of a noisy curve 0.9 of its error on new rows",
  },
  {
    of: 'regression of exact targets in raw numbers or few steps, lambda down to its floor',
    holds: regression,
    takes: smwGN(),
    as: dampedBy('gainRatio'),
    because: "the arm's error was a hundredth of that of the best of 30 Adams",
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
    because: "with the decay that the evidence finds, a fifth to a half of Adam's log-loss on new rows",
  },
  {
    of: 'two classes',
    holds: twoClasses,
    takes: smwNG(),
    because:
      "with the decay that the evidence finds 0.05 to 0.95 of Adam's log-loss on new rows, of 32,561 rows without it the same",
  },
  {
    of: 'five hundred classes or more in numbers about 1, the output layer as a block of its own',
    holds: task => ofClasses(task) && !task.raw && task.heads[0].m >= MANY_CLASSES && canEliminate(task),
    takes: smwGN({ outputLayer: 'eliminated' }),
    as: (settled, task) => methodOf(settled).flops(settled, task) <= allowance(task, undefined),
    because:
      "after 3 s the training loss of 1,000 classes was 1/120 of kfac's, of 500 1/40, of 600 that have two clouds each the same",
  },
  {
    of: 'three classes or more in numbers about 1, weight decay in proportion to the loss',
    holds: task => ofClasses(task) && !task.raw,
    takes: kfac({ damping: 0.03 }),
    as: (settled, task) => countedSteps(task, settled.gradientBatch as number) >= LEAST_STEPS && payable(settled, task),
    decay: followLoss,
    because:
      "on 18 tables half of Adam's training loss and 0.8 of its log-loss on new rows, of which smwNG had up to 2.9 times",
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
  for (const { of, holds, takes, as, decay, because } of rows) {
    if (!holds(task)) continue
    const settled = settle(takes, task)
    if (as && !as(settled, task)) continue
    return {
      said: takes,
      settled,
      ...(decay && { decay: decay(task) }),
      sentence: `${settled.method}: ${of}; ${because}`,
    }
  }
  throw new Error('no line of the rule holds')
}
