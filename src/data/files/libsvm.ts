import { WoodburyError } from '../../errors.js'
import { missingTest } from '../csv/missing-values.js'
import { readWritten } from '../csv/written-number.js'
import { type DataSet, type Matrix, type Task, zeros } from '../table.js'
import { areClasses, targetsFrom } from '../targets.js'
import { decodeText, notThis } from './bytes.js'
import { unpack } from './gzip.js'
import { checkReaderOptions } from './reader-options.js'

export type LibsvmOptions = {
  /** The columns of a data set read before: fixes the number of features and whether they count from 0 or 1. */
  columns?: readonly string[]
  /** Number of features, where the file does not use the last ones. */
  features?: number
  /** The classes of a model already trained. */
  classes?: readonly string[]
  /** 'classification' for few whole numbers, or a count from 0 or 1, unless said otherwise; else 'regression'. */
  task?: Task
  /** What the file is called in messages. */
  name?: string
}

/** A parsed file: the features dense, those not mentioned 0. */
export type LibsvmData = {
  readonly x: Matrix
  readonly labels: Float64Array
  readonly base: 0 | 1
  readonly lines: number[]
}

/** Dense float64 numbers that a sparse file may turn into: 4 GiB. */
const LARGEST = 2 ** 29

const isMissing = missingTest([], '.')

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/

type Sparse = { labels: number[]; lines: number[]; rows: number[]; indices: number[]; values: number[] }

/**
 * Parses LIBSVM text, one sample a line: `label index:value index:value … # comment`. Indices may stand in any order;
 * one index 0 anywhere means that the file counts from 0, otherwise it counts from 1.
 * @throws WoodburyError BAD_FILE with the line for text that is not of this form or an index that occurs twice;
 *   NON_FINITE_INPUT; EMPTY_DATA; SHAPE_MISMATCH for an index beyond the features asked for; OUT_OF_MEMORY when the
 *   dense matrix would pass 4 GiB
 */
export function parseLibsvm(bytes: Uint8Array, options: LibsvmOptions = {}): LibsvmData {
  const { name = 'LIBSVM file', columns } = options
  const text = decodeText(bytes, 'a LIBSVM file', name)
  if (!/\d:/.test(text) && /^.*\d[,;\t].*\d/m.test(text)) throw notThis(bytes, 'a LIBSVM file', name, '')
  const { labels, lines, rows, indices, values } = readLines(text, name)
  if (labels.length === 0)
    throw new WoodburyError('EMPTY_DATA', `${name} holds no samples. Pass a file with at least one.`)
  const largest = indices.reduce((most, index) => Math.max(most, index), 0)
  const zero = indices.indexOf(0)
  const base = columns ? baseOf(columns) : zero >= 0 ? 0 : 1
  if (base === 1 && zero >= 0)
    throw refuse(`${name} line ${lines[rows[zero]]}`, lines[rows[zero]], 'index 0 in a set that counts from 1')
  const found = largest + 1 - base
  const features = columns?.length ?? options.features ?? found
  const over = indices.findIndex(index => index - base >= features)
  if (over >= 0)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${name} line ${lines[rows[over]]}: index ${indices[over]} is beyond the ${features} features expected. Train with features: ${found}.`,
      { line: lines[rows[over]], index: indices[over], features },
    )
  if (features === 0) throw new WoodburyError('EMPTY_DATA', `${name} names no feature. Pass the number of features.`)
  if (!(labels.length * features <= LARGEST))
    throw new WoodburyError(
      'OUT_OF_MEMORY',
      `${name}: ${labels.length} rows of ${features} features are too many to hold dense. Renumber the features.`,
      { rows: labels.length, features },
    )
  const x = zeros(labels.length, features)
  for (let k = 0; k < indices.length; k++) x.data[rows[k] * features + indices[k] - base] = values[k]
  return { x, labels: Float64Array.from(labels), base, lines }
}

/**
 * The data set in a LIBSVM file, gzipped or not. Few whole-numbered labels, or such that count from 0 or 1, are classes,
 * in ascending order; others are regression. The columns are named by their index in the file.
 * @throws WoodburyError as `parseLibsvm`; LABEL_OUT_OF_RANGE for a label that is not among the given classes
 */
export async function libsvmDataSet(bytes: Uint8Array, options: LibsvmOptions = {}): Promise<DataSet> {
  checkReaderOptions('libsvmDataSet', ['columns', 'features', 'classes', 'task', 'name'], options)
  const { name = 'LIBSVM file' } = options
  const { x, labels, base, lines } = parseLibsvm(await unpack(bytes, name), options)
  const task = options.task ?? (options.classes || areClasses(labels) ? 'classification' : 'regression')
  const targets = targetsFrom(labels, `${name}: label`, {
    ...options,
    task,
    guessed: options.task === undefined,
    place: row => `${name} line ${lines[row]}`,
  })
  const columns = options.columns ?? Array.from({ length: x.shape[1] }, (_, k) => String(k + base))
  return { x, ...targets, columns, standardize: true }
}

/**
 * The inputs for a trained model from a LIBSVM file, gzipped or not; the labels must be there but are not looked at.
 * @param columns of the training data, which fix the number of features and whether they count from 0 or 1
 * @throws WoodburyError as `parseLibsvm`
 */
export async function libsvmInputs(
  bytes: Uint8Array,
  columns: readonly string[],
  options: { name?: string } = {},
): Promise<Matrix> {
  checkReaderOptions('libsvmInputs', ['name'], options)
  const { name = 'LIBSVM file' } = options
  return parseLibsvm(await unpack(bytes, name), { columns, name }).x
}

function baseOf(columns: readonly string[]): 0 | 1 {
  return columns[0] === '0' ? 0 : 1
}

function readLines(text: string, name: string): Sparse {
  const found: Sparse = { labels: [], lines: [], rows: [], indices: [], values: [] }
  const lastRow = new Map<number, number>()
  text.split(/\r\n|\n|\r/).forEach((content, at) => {
    const place = `${name} line ${at + 1}`
    const hash = content.indexOf('#')
    const words = (hash < 0 ? content : content.slice(0, hash)).trim().split(/\s+/)
    if (words[0] === '') return
    const row = found.labels.push(numberAt(words[0], place, at + 1, 'the label')) - 1
    found.lines.push(at + 1)
    for (let k = 1; k < words.length; k++) {
      const colon = words[k].indexOf(':')
      const index = /^\d+$/.test(words[k].slice(0, colon)) ? Number(words[k].slice(0, colon)) : Number.NaN
      if (colon < 0 || !Number.isSafeInteger(index))
        throw refuse(place, at + 1, `"${shorten(words[k])}" is not of the form index:value`)
      if (lastRow.get(index) === row) throw refuse(place, at + 1, `index ${index} occurs twice`)
      lastRow.set(index, row)
      found.rows.push(row)
      found.indices.push(index)
      found.values.push(numberAt(words[k].slice(colon + 1), place, at + 1, `the value of index ${index}`))
    }
  })
  return found
}

function numberAt(text: string, place: string, line: number, what: string): number {
  const value = Number(text)
  if (DECIMAL.test(text) && Number.isFinite(value)) return value
  if (/^[+-]?inf(inity)?$/i.test(text) || DECIMAL.test(text) || (text !== '' && isMissing(text)))
    throw new WoodburyError('NON_FINITE_INPUT', `${place}: ${what} is ${text}. Remove or replace it.`, { line, text })
  const found = readWritten(text, '.') ?? readWritten(text, ',')
  const kind = found ? `: it looks like ${found.value} written as text` : ''
  throw refuse(place, line, `${what}: ${shorten(text)} is not a number${kind}`)
}

function refuse(place: string, line: number, why: string): WoodburyError {
  return new WoodburyError('BAD_FILE', `${place}: ${why}. A line reads: label index:value index:value …`, { line })
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
