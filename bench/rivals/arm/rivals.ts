import { armData, type Matrix } from '../../../src/index.js'
import type { Context } from '../../context.js'
import { pythonWith, runPython } from '../python.js'
import { columnsOf, standardised } from '../standardise.js'

export const HIDDEN = [64, 64]

/** Training and test samples, and samples of neither by which rivals choose their settings. */
export function armSets() {
  const train = armData({ samples: 10_000 })
  const trial = armData({ samples: 2_000, seed: 2000 })
  const test = armData({ samples: 5_000, seed: 1000 })
  return { train, trial, test }
}

export type ArmSets = ReturnType<typeof armSets>
export type Setting = Readonly<Record<string, number | string>>

/** Rates and batches of Adam, the likeliest first. */
const adamGrid = (batches: readonly number[]) =>
  [3e-3, 1e-2, 1e-3].flatMap(rate => batches.map(batch => ({ rate, batch, dtype: 'float32' }))).slice(0, 5)

export const ADAM_GRID = adamGrid([64, 256])

/** A rival from Python: the module it needs, its script, and the settings that it chooses from. */
export const armRivals = {
  'torch-adam': { module: 'torch', grid: adamGrid([128, 512]) },
  'torch-lbfgs': { module: 'torch', grid: [{ history: 100 }, { history: 20 }, { history: 300 }] },
  'sklearn-adam': { module: 'sklearn', grid: adamGrid([64, 200]) },
  'sklearn-lbfgs': { module: 'sklearn', grid: [{ stretch: 1 }, { stretch: 100 }] },
} as const satisfies Record<string, { module: 'torch' | 'sklearn'; grid: Setting[] }>

export type ArmRival = keyof typeof armRivals

interface Answer {
  /** Standardised positions of the hand, [test samples][2]. */
  readonly prediction: number[][]
  /** The script's own figure. */
  readonly error: number
  readonly setting: Setting
  readonly steps: number
  readonly seconds: number
}

export interface ArmBudget {
  /** Of the run that counts; each setting is raced at a quarter of them. */
  readonly seconds: number
  readonly threads: number
  /** How many settings of the grid at most. */
  readonly settings: number
}

export interface ArmOutcome extends Answer {
  /** √mean ‖Δhand‖² on the test samples, from the predictions. */
  readonly handError: number
}

export const settingText = (setting: Setting): string =>
  Object.entries(setting)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')

/** √mean ‖Δ‖² between standardised predictions and positions as they are. */
function handError(prediction: readonly number[][], wanted: Matrix, train: Matrix): number {
  const { scale } = columnsOf(train)
  let squares = 0
  standardised(wanted, columnsOf(train)).forEach((row, i) => {
    row.forEach((value, c) => {
      squares += ((prediction[i][c] - value) * scale[c]) ** 2
    })
  })
  return Math.sqrt(squares / prediction.length)
}

/** What a rival comes to on the arm; nothing where it is not installed. */
export function runArmRival(
  name: ArmRival,
  { train, trial, test }: ArmSets,
  { seconds, threads, settings }: ArmBudget,
  listener: Pick<Context, 'missing' | 'used'>,
): ArmOutcome | undefined {
  const { module, grid } = armRivals[name]
  const program = pythonWith(module, listener)
  if (!program) return undefined
  const [inputs, targets] = [columnsOf(train.x), columnsOf(train.y as Matrix)]
  const x = (set: { x: Matrix }) => standardised(set.x, inputs)
  const y = (set: { y: unknown }) => standardised(set.y as Matrix, targets)
  const sets = { x: x(train), y: y(train), trialX: x(trial), trialY: y(trial), testX: x(test), testY: y(test) }
  const budget = { seconds, threads, settings: grid.slice(0, settings) }
  const task = { ...sets, ...budget, scale: targets.scale, hidden: HIDDEN, seed: 0 }
  const answer = runPython<Answer>(program, `arm/${name}.py`, task, threads)
  return { ...answer, handError: handError(answer.prediction, test.y as Matrix, train.y as Matrix) }
}
