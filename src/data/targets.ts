import { WoodburyError } from '../errors.js'
import { asMatrix } from './matrix.js'
import type { DataSet, Task } from './table.js'

/** Regression targets with at most this many different whole numbers may well be classes: say so. */
const FEW = 20

export type TargetOptions = {
  /** What the targets are; regression unless said otherwise. */
  task?: Task
  /** The classes of a model already trained; without them the ones found. */
  classes?: readonly string[]
  /** Whether the format says nothing of what whole numbers are, so that a guess was made. */
  guessed?: boolean
  /** Where the target of a row stands, for messages; '<name>, row 3' without it. */
  place?: (row: number) => string
}

/** Fewer rows than this say little about whether numbers repeat. */
const MANY_ROWS = 10

export type Targets = Pick<DataSet, 'y' | 'task' | 'classes' | 'hints'>

/** Whether so many different values in so many rows are too many for classes. */
export const isMany = (distinct: number, rows: number): boolean => distinct > FEW || 2 * distinct >= rows

/**
 * Whether whole numbers of a format that has no types are classes: few of them, or a count from 0 or 1 without gaps
 * and five rows for each; prices and years are not.
 */
export function areClasses(labels: ArrayLike<number>): boolean {
  const values = Array.from(labels)
  if (!values.every(Number.isInteger)) return false
  const distinct = new Set(values)
  const repeat = values.length < MANY_ROWS || 2 * distinct.size <= values.length
  if (distinct.size <= FEW) return repeat
  const last = values.reduce((most, value) => Math.max(most, value), 0)
  const counts = (distinct.has(0) || distinct.has(1)) && distinct.size === last + (distinct.has(0) ? 1 : 0)
  return counts && values.length >= 5 * distinct.size && values.every(value => value >= 0)
}

/**
 * Targets from numbers: a column for regression, or class indices with the distinct numbers, ascending, as classes.
 * @throws WoodburyError EMPTY_DATA, NON_FINITE_INPUT, LABEL_OUT_OF_RANGE for a number that is not a given class
 */
export function targetsFrom(values: ArrayLike<number>, name: string, options: TargetOptions = {}): Targets {
  const y = asMatrix({ data: values, shape: [values.length, 1] }, name)
  const distinct = [...new Set(y.data)]
  if (options.task === 'classification') {
    const found = distinct.sort((a, b) => a - b).map(String)
    const targets = indexed(Array.from(y.data, String), name, options.classes ?? found, options)
    const hint = `${name} counts ${found.length} whole numbers, which are taken as classes; if they are numbers, set the task to regression.`
    return options.guessed && found.length > FEW ? { ...targets, hints: [hint, ...targets.hints] } : targets
  }
  const doubtful = (options.guessed || distinct.length <= FEW) && distinct.every(Number.isInteger)
  const hint = `${name} holds ${distinct.length} different whole numbers and is taken as regression; if they are classes, set the task to classification.`
  return { y, task: 'regression', hints: doubtful ? [hint] : [] }
}

/**
 * Class indices from text: the distinct texts in the order of their code units (the same in every locale) are the
 * classes, unless those of a trained model are given.
 * @throws WoodburyError LABEL_OUT_OF_RANGE for a text that is not a given class
 */
export function targetsFromText(texts: readonly string[], name: string, options: TargetOptions = {}): Targets {
  return indexed(texts, name, options.classes ?? [...new Set(texts)].sort(), options)
}

function indexed(keys: readonly string[], name: string, classes: readonly string[], options: TargetOptions): Targets {
  const place = options.place ?? (row => `${name}, row ${row}`)
  const indexOf = new Map(classes.map((label, index) => [label, index]))
  const y = new Int32Array(keys.length)
  for (let row = 0; row < keys.length; row++) {
    const index = indexOf.get(keys[row])
    if (index === undefined) {
      const known = `${classes.slice(0, 10).join(', ')}${classes.length > 10 ? ', …' : ''}`
      throw new WoodburyError(
        'LABEL_OUT_OF_RANGE',
        `${place(row)}: "${keys[row]}" is none of the ${classes.length} classes (${known}). Remove the row, or train with it.`,
        { row, value: keys[row], classes },
      )
    }
    y[row] = index
  }
  const many = options.classes === undefined && 2 * classes.length >= keys.length
  const hint = `${name} has ${classes.length} classes in ${keys.length} rows; a number, a name or an identifier in each row is no class.`
  return { y, task: 'classification', classes: [...classes], hints: many ? [hint] : [] }
}
