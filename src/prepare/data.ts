import { asLabels } from '../data/labels.js'
import { asMatrix, type MatrixOptions } from '../data/matrix.js'
import type { Matrix } from '../data/table.js'
import { WoodburyError } from '../errors.js'
import type { Loss, Target } from '../model/losses/loss.js'
import { checkNames, show } from '../options.js'
import { fieldsOf, hasFields, plain } from '../plain.js'

/** Inputs: rows of numbers, or `{ data, shape: [n, d] }`. */
export type Numbers = ArrayLike<number> | ReadonlyArray<ArrayLike<number>> | Matrix

/** What `fit` and `evaluate` take; x and y are keyed by node name where a model has several inputs or outputs. */
export interface TrainingData {
  readonly x: Numbers | Readonly<Record<string, Numbers>>
  readonly y: Numbers | Readonly<Record<string, Numbers>>
  /** One for each sample, 0 or more; only their ratios matter. */
  readonly weights?: ArrayLike<number>
  /** Carried into the model, as the readers of files give them. */
  readonly columns?: readonly string[]
  readonly targets?: readonly string[]
  readonly classes?: readonly string[]
}

/** Those of a data set as readers of files give it, whole. */
const names = ['x', 'y', 'weights', 'columns', 'targets', 'classes', 'task', 'standardize', 'hints']

/** Names people bring from elsewhere. */
const hints = { sampleWeight: 'weights', inputs: 'x', features: 'x', labels: 'y', outputs: 'y', sigma: 'weights' }

/**
 * The data as a plain object, each part of it read once; its arrays are still the caller's.
 * @throws WoodburyError BAD_VALUE unless it is an object with x and y, and for arrays whose memory was transferred away;
 *   BAD_OPTION for a key that would be ignored
 */
export function takeData(data: unknown, where: string): TrainingData {
  const fields = hasFields(data) ? fieldsOf(data, where) : {}
  checkNames(`${where}: data`, 'key', names, fields, hints)
  if (!('x' in fields) || !('y' in fields))
    throw new WoodburyError(
      'BAD_VALUE',
      `${where}: data ${missing(data, fields)}, and must be an object { x, y }. Pass inputs as x and targets as y.`,
    )
  const taken = (name: string, part: unknown) =>
    ['x', 'y', 'weights'].includes(name) ? plain(part, `${where}: ${name}`, 'arrays') : plain(part, `${where}: ${name}`)
  return Object.fromEntries(Object.entries(fields).map(([name, part]) => [name, taken(name, part)])) as never
}

const missing = (data: unknown, fields: object): string =>
  'x' in fields || 'y' in fields ? `has no ${'x' in fields ? 'y' : 'x'}` : `is ${show(data)}`

const isRecord = (value: unknown): value is Record<string, Numbers> => hasFields(value) && !('data' in value)

/**
 * The value of each named node: the value itself where there is one node, else an object keyed by name.
 * @throws WoodburyError SHAPE_MISMATCH naming the missing or unknown node
 */
export function byNode(value: unknown, names: readonly string[], where: string): unknown[] {
  if (!isRecord(value)) {
    if (names.length === 1) return [value]
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where} is one value but the model has ${names.length} nodes (${names.join(', ')}). Pass an object keyed by their names.`,
      { names },
    )
  }
  const unknown = Object.keys(value).find(name => !names.includes(name))
  const missing = names.find(name => !(name in value))
  if (unknown !== undefined || missing !== undefined)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where} ${missing === undefined ? `has "${unknown}"` : `lacks "${missing}"`}; the model's nodes are ${names.join(', ')}.`,
      { names, unknown, missing },
    )
  return names.map(name => value[name])
}

/** How messages name the part of x or y that belongs to a node. */
export const partOf = (where: string, names: readonly string[], name: string): string =>
  names.length > 1 ? `${where}.${name}` : where

/** Inputs of one node as a matrix of its width. @throws WoodburyError SHAPE_MISMATCH and those of `asMatrix` */
export function inputMatrix(value: unknown, units: number, where: string, options: MatrixOptions = {}): Matrix {
  const matrix = asMatrix(value, where, options)
  const [n, d] = matrix.shape
  if (d === units) return matrix
  throw new WoodburyError(
    'SHAPE_MISMATCH',
    `${where} has ${d} columns (shape [${n}, ${d}]) but the model takes ${units}. Pass ${units} columns, or build the model with input: ${d}.`,
    { expected: units, found: d, shape: [n, d] },
  )
}

/** Targets of one output, as its loss reads them. @throws WoodburyError */
export function targetValues(
  value: unknown,
  units: number,
  loss: Loss,
  where: string,
  options: MatrixOptions = {},
): { target: Target; count: number } {
  if (loss.labels) {
    if (units < 2)
      throw new WoodburyError(
        'BAD_OPTION',
        `${where}: ${loss.name} needs two classes or more, and the output has 1 unit. Give it one unit a class, or use sigmoidCrossEntropy.`,
      )
    const target = asLabels(value, units, where)
    return { target, count: target.length }
  }
  const { data, shape } = asMatrix(value, where, options)
  const [n, m] = shape
  const { name, unitsPerColumn: each } = loss
  if (each > 1 && m * each !== units)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where} has ${m} columns (shape [${n}, ${m}]) and the model's output has ${units} units; ${name} takes ${each} a column, its means first. Give the last layer ${m * each} units.`,
      { expected: m * each, found: units, shape: [n, m] },
    )
  if (each === 1 && m !== units)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where} has ${m} columns (shape [${n}, ${m}]) but the model's output has ${units} units. Give both the same width${m === 1 ? "; for class labels pass an Int32Array, or loss: 'softmaxCrossEntropy'" : ''}.`,
      { expected: units, found: m, shape: [n, m] },
    )
  checkRange({ data, shape }, loss, where, 0, options.first)
  return { target: data, count: n }
}

/** Looks at targets, from one place up to another. @throws WoodburyError BAD_VALUE, LABEL_OUT_OF_RANGE */
export function checkRange(
  { data, shape: [, m] }: Matrix,
  { name, range }: Loss,
  where: string,
  from = 0,
  most = data.length,
): void {
  if (!range) return
  const to = Math.min(most, data.length)
  for (let at = from; at < to; at++)
    if (data[at] < range.least || data[at] > range.most || (range.whole && !Number.isInteger(data[at])))
      throw new WoodburyError(
        range.code,
        `${where}: row ${Math.floor(at / m)}, column ${at % m} is ${data[at]}; ${name} takes ${range.words}.`,
        { row: Math.floor(at / m), column: at % m, value: data[at] },
      )
}

/** @throws WoodburyError SHAPE_MISMATCH naming both counts */
export function sameCount(n: number, found: number, where: string): void {
  if (n !== found)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where} has ${found} rows but x has ${n}. Every sample needs one row of each.`,
      { expected: n, found },
    )
}
