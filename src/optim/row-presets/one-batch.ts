import { type RowKind, rowsPerSample } from '../../curvature/rows.js'
import type { Damping } from '../../damping/table.js'
import { WoodburyError } from '../../errors.js'
import type { OptionTable } from '../../option-table.js'
import { show } from '../../options.js'
import type { Fields } from '../../plain.js'
import { batchOf, batchSamples } from '../batch.js'
import { describe, type Method } from '../method.js'
import { preset } from '../preset.js'
import { allowance } from '../rows/affordable.js'
import { enoughSamples, recipesFor } from '../rows/recipes.js'
import { smwMethod } from '../rows/smw-method.js'
import { type SaidSmw, type Smw, type SmwName, smwOptions } from '../rows/smw-options.js'
import { stepFlops } from '../rows/step-flops.js'
import type { Schedule } from '../schedule.js'
import { isRegression, type Task } from '../task.js'

/** What the presets whose gradient and curvature are of one batch have in common; each unset option is settled by `fit`. */
export interface OneBatchOptions {
  /** N, samples of gradient and curvature; `full` takes the whole training set. */
  gradientBatch?: number | 'full'
  /** A part (`gainRatio()`, `nielsen()`), or a number for a constant λ. */
  damping?: Damping | number
  /** α: a number or a schedule. */
  learningRate?: number | Schedule
  /** μ, 0 ≤ μ < 1. */
  momentum?: number
  /** κ: the step is shortened until ½ ‖O d‖² ≤ κ; 0 is no clip. */
  klClip?: number
  /** c: the step is then shortened until −gᵀd ≤ c · loss of the batch; 0 is none. */
  lossBound?: number
  /** Undo a step that raises the loss, raise λ and reset the momentum. */
  rejectBadSteps?: boolean
  /** Which side of the identity is solved: R × R, P × P, or the smaller one. */
  solve?: 'auto' | 'rows' | 'parameters'
}

/** Rows that a step may have where nobody asked for more: their factor takes a tenth of a second. */
const MOST_ROWS = 1000

const { curvatureBatch: _N2, curvatureFrom: _S2, momentumEnd: _end, ...oneBatch } = smwOptions

/** The table of what they have in common. */
export const oneBatchOptions = oneBatch

/** Settled, but for what is the same for all of them. */
type House = Omit<Smw, 'method' | 'rows' | 'curvatureFrom' | 'curvatureBatch' | 'momentumEnd'>

/** A preset over the SMW direction: its rows, and what it says of the options that were left open. */
export interface OneBatch {
  readonly name: SmwName
  readonly title: string
  readonly rows: RowKind
  readonly options: OptionTable
  /** What takes the place of the house's own mini-batch recipe. @throws WoodburyError BAD_OPTION where the task is none of the method's */
  defaults(house: House, task: Task, said: SaidSmw): Partial<House>
  /** Settled options that are none of its own. */
  readonly fixed?: Partial<House>
  /** Samples beyond which nobody who was not asked goes. */
  most?(task: Task): number
  readonly counters?: Method['counters']
  readonly searchCounters?: Method<Smw>['searchCounters']
  /** Lines of a report beside those of all SMW methods. */
  settings?(settled: Smw, short: (value: number) => string): [string, string][]
}

/** The house's own mini-batches for such rows, as many samples as it can pay; trials wherever λ does not follow residuals. */
function houseOf(part: OneBatch, task: Task, asked: number | 'full' | undefined): House {
  const { rows, most } = part
  const recipes = recipesFor({ method: rows === 'ggn' ? 'smwGN' : 'smwNG', rows }, task)
  const { momentumEnd: _, ...recipe } = recipes.find(({ gradientBatch }) => gradientBatch !== 'full') ?? recipes[0]
  const gradientBatch = asked ?? Math.min(paid(part, recipe.gradientBatch, task), most?.(task) ?? task.samples)
  // What raw numbers do to a step only a trial tells.
  const tried = task.raw === true && isRegression(task) && { rejectBadSteps: true, klClip: 0 }
  return { solve: 'auto', ...recipe, ...tried, gradientBatch: batchOf(gradientBatch, task) }
}

/**
 * The largest batch of a step whose price can be paid.
 * @throws WoodburyError BAD_OPTION where that is not even one sample
 */
function paid({ name, rows }: OneBatch, most: number | 'full', task: Task): number {
  const q = rowsPerSample(rows, task.heads)
  if (q > MOST_ROWS)
    throw new WoodburyError(
      'BAD_OPTION',
      `${name}: a sample has ${q} rows of curvature, and it solves for each of them. Pass iEF() or smwGN(), which need fewer, or a gradientBatch.`,
      { option: 'optimizer', rows: q },
    )
  const allowed = allowance(task, undefined)
  const fitting = Math.floor(MOST_ROWS / q)
  const fits = (n: number) => {
    const optimizer = { gradientBatch: n, curvatureBatch: n, solve: 'auto' } as const
    return stepFlops({ ...task, optimizer, rowsPerSample: q }) <= allowed
  }
  let batch = Math.min(most === 'full' ? task.samples : most, task.samples, fitting)
  const least = Math.min(enoughSamples(task, q), batch)
  while (batch > least && !fits(batch)) batch--
  return batch
}

/** What a result says that is no option: taken back where it is what it has to be. @throws WoodburyError BAD_OPTION */
function withoutFixed({ name, rows, fixed }: OneBatch, fields: Fields): Fields {
  const { curvatureBatch, ...said }: Record<string, unknown> = fields
  for (const [option, value] of Object.entries({ rows, curvatureFrom: 'gradientBatch', ...fixed })) {
    if (said[option] !== undefined && said[option] !== value)
      throw new WoodburyError(
        'BAD_OPTION',
        `${name}: ${option} is ${show(said[option])}, and can only be ${show(value)}. Leave it out.`,
        { option },
      )
    delete said[option]
  }
  if (curvatureBatch !== undefined && said.gradientBatch !== 'full' && curvatureBatch !== said.gradientBatch)
    throw new WoodburyError(
      'BAD_OPTION',
      `${name}: curvatureBatch is ${show(curvatureBatch)}, and its curvature is that of the gradient's batch. Pass gradientBatch alone.`,
      { option: 'curvatureBatch' },
    )
  return said
}

/** The method that such a preset is. */
export const oneBatchMethod = (part: OneBatch): Method<Smw> => ({
  ...smwMethod,
  name: part.name,
  title: part.title,
  options: part.options,
  counters: part.counters,
  searchCounters: part.searchCounters,
  said: fields =>
    ({ ...describe<Smw>(part.name, part.options, withoutFixed(part, fields)), rows: part.rows }) as SaidSmw,
  settle(said, task) {
    const house = houseOf(part, task, said.gradientBatch)
    const settled = { ...house, ...part.defaults(house, task, said as SaidSmw), ...said, rows: part.rows }
    const { gradientBatch } = house
    const curvatureBatch = batchSamples(gradientBatch, task)
    return { ...settled, gradientBatch, curvatureBatch, curvatureFrom: 'gradientBatch' } as Smw
  },
  settings: (settled, short) => [...(part.settings?.(settled, short) ?? []), ...smwMethod.settings(settled, short)],
})

/** A description by a preset's function. @throws WoodburyError BAD_OPTION */
export const oneBatchPreset = (method: Method<Smw>, rows: RowKind, said: object): SaidSmw => ({
  ...preset(method, said),
  rows,
})
