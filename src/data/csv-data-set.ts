import { WoodburyError } from '../errors.js'
import { type CsvColumn, type CsvOptions, type CsvTable, parseCsv, parseNumber } from './csv.js'
import { unpack } from './gzip.js'
import { checkReaderOptions, TEXT_OPTIONS } from './reader-options.js'
import { type DataSet, type Matrix, type Task, zeros } from './table.js'
import { type Targets, targetsFrom, targetsFromText } from './targets.js'

export type CsvDataOptions = CsvOptions & {
  /** The column to be predicted: its name, or its place counted from 0 (−1 is the last). Several for several outputs. */
  target: string | number | readonly (string | number)[]
  /** 'classification' for text and 'regression' for numbers unless said otherwise. */
  task?: Task
  /** The input columns, in this order; without it all but the target and those to ignore. */
  columns?: readonly string[]
  /** Columns to leave out, such as row numbers. */
  ignore?: readonly (string | number)[]
  /** The classes of a model already trained. */
  classes?: readonly string[]
  /** What to do about rows with an empty cell, NA, NaN, null or ? among the columns used. */
  missing?: 'error' | 'omit'
}

const DATA_OPTIONS = [...TEXT_OPTIONS, 'target', 'task', 'columns', 'ignore', 'classes', 'missing']

const AS_CLASSES = 'Correct it, or take the column as classes (task: classification)'

const MISSING = /^(|na|n\/a|nan|null|\?)$/i

/**
 * The data set in a CSV file, gzipped or not: see `parseCsv` for the text, `CsvDataOptions` for the choice of columns.
 * A text target gives classes, sorted by code units; a numeric one regression.
 * @throws WoodburyError as `parseCsv`; BAD_OPTION for a column that is not there; BAD_VALUE for a cell that is not a
 *   number, NON_FINITE_INPUT for one that is missing or infinite (line, column and text named); LABEL_OUT_OF_RANGE
 */
export async function csvDataSet(bytes: Uint8Array, options: CsvDataOptions): Promise<DataSet> {
  checkReaderOptions('csvDataSet', DATA_OPTIONS, options)
  const { name = 'CSV' } = options
  const { header, delimiter, decimal } = options
  const table = parseCsv(await unpack(bytes, name), { header, delimiter, decimal, name })
  const wanted = [options.target].flat()
  const targets = wanted.map(key => columnOf(table, key, 'target', name))
  const left = new Set([...targets, ...(options.ignore ?? []).map(key => columnOf(table, key, 'ignored', name))])
  const inputs = options.columns
    ? options.columns.map(column => columnOf(table, column, 'input', name))
    : table.columns.filter(column => !left.has(column))
  if (inputs.length === 0 || targets.length === 0)
    throw new WoodburyError(
      'EMPTY_DATA',
      `${name} has no ${targets.length ? 'input' : 'target'} column left. It has ${list(table)}.`,
    )
  const task = options.task ?? (options.classes ? 'classification' : undefined)
  const { rows, hints } = completeRows(table, inputs, targets, task, options)
  const x = matrixOf(table, inputs, rows, name)
  const read = readTargets(table, targets, rows, task, options)
  return {
    x,
    ...read,
    columns: inputs.map(column => column.name),
    targets: targets.map(column => column.name),
    standardize: true,
    hints: [...table.hints, ...hints, ...read.hints],
  }
}

/**
 * The inputs for a trained model from a CSV file, gzipped or not: the named columns, in that order. Others, such as
 * the target, are not looked at.
 * @throws WoodburyError as `csvDataSet`; SHAPE_MISMATCH when a column is missing
 */
export async function csvInputs(
  bytes: Uint8Array,
  columns: readonly string[],
  options: CsvOptions = {},
): Promise<Matrix> {
  checkReaderOptions('csvInputs', TEXT_OPTIONS, options)
  checkReaderOptions('csvInputs', ['columns'], { columns: columns ?? null })
  const { name = 'CSV' } = options
  const table = parseCsv(await unpack(bytes, name), options)
  const absent = columns.filter(column => !table.columns.some(found => found.name === column))
  if (absent.length > 0)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${name} has no column ${absent.map(column => `"${column}"`).join(', ')}, which the model takes. It has ${list(table)}.`,
      { absent },
    )
  const inputs = columns.map(column => columnOf(table, column, 'input', name))
  return matrixOf(table, inputs, [...table.lines.keys()], name)
}

function columnOf(table: CsvTable, key: string | number, role: string, name: string): CsvColumn {
  const named = table.columns.find(column => column.name === key)
  const index = typeof key === 'number' || /^-?\d+$/.test(key ?? '') ? Number(key) : Number.NaN
  const found = named ?? (Number.isInteger(index) ? table.columns.at(index) : undefined)
  if (found) return found
  throw new WoodburyError(
    'BAD_OPTION',
    `${name} has no ${role} column ${JSON.stringify(key)}. It has ${list(table)}; pass a name or a number from 0.`,
    { column: key, columns: table.columns.map(column => column.name) },
  )
}

function completeRows(
  table: CsvTable,
  inputs: readonly CsvColumn[],
  targets: readonly CsvColumn[],
  task: Task | undefined,
  { missing = 'error', name = 'CSV' }: CsvDataOptions,
): { rows: number[]; hints: string[] } {
  const all = [...table.lines.keys()]
  if (missing !== 'omit') return { rows: all, hints: [] }
  const dropped = new Set<number>()
  for (const column of [...inputs, ...targets]) {
    const label = targets.includes(column) && (task === 'classification' || isText(column))
    for (const [row, text] of column.texts) if (label ? text === '' : MISSING.test(text)) dropped.add(row)
  }
  const rows = all.filter(row => !dropped.has(row))
  if (rows.length === 0)
    throw new WoodburyError(
      'EMPTY_DATA',
      `${name}: every row has a missing value. Leave out the column that lacks them.`,
    )
  return { rows, hints: dropped.size > 0 ? [`${name}: ${dropped.size} rows with missing values were left out.`] : [] }
}

function matrixOf(
  table: CsvTable,
  columns: readonly CsvColumn[],
  rows: readonly number[],
  name: string,
  advice = 'Correct it, or leave out the column (ignore)',
): Matrix {
  const matrix = zeros(rows.length, columns.length)
  const bad = { row: Number.POSITIVE_INFINITY, column: columns[0] }
  columns.forEach((column, k) => {
    rows.forEach((row, i) => {
      matrix.data[i * columns.length + k] = column.values[row]
      if (row < bad.row && column.texts.has(row)) Object.assign(bad, { row, column })
    })
  })
  if (Number.isFinite(bad.row)) throw notANumber(table, bad.column, bad.row, name, advice)
  return matrix
}

function readTargets(
  table: CsvTable,
  columns: readonly CsvColumn[],
  rows: readonly number[],
  task: Task | undefined,
  { name = 'CSV', classes }: CsvDataOptions,
): Targets {
  const [column] = columns
  const place = (i: number) => `${name} line ${table.lines[rows[i]]}, column ${column.name}`
  if (columns.length > 1) {
    if (task === 'classification')
      throw new WoodburyError('BAD_OPTION', `${name}: ${columns.length} target columns cannot be classes. Pass one.`)
    return { y: matrixOf(table, columns, rows, name), task: 'regression', hints: [] }
  }
  const classify = task === 'classification' || (task === undefined && isText(column) && !isForeign(table, column))
  const numeric = rows.every(row => !column.texts.has(row))
  if (numeric || !classify)
    return targetsFrom(matrixOf(table, columns, rows, name, AS_CLASSES).data, column.name, { task, classes, place })
  const empty = rows.find(row => column.texts.get(row) === '')
  if (empty !== undefined) throw notANumber(table, column, empty, name, AS_CLASSES)
  const texts = rows.map(row => column.texts.get(row) ?? String(column.values[row]))
  return targetsFromText(texts, column.name, { classes, place })
}

/** Whether no cell of a column is a number, though some hold text. */
function isText({ values, texts }: CsvColumn): boolean {
  return texts.size === values.length && [...texts.values()].some(text => !MISSING.test(text))
}

/** Whether the texts of a column are numbers with the other decimal mark. */
function isForeign(table: CsvTable, { texts }: CsvColumn): boolean {
  return [...texts.values()].every(text => MISSING.test(text) || hasOtherMark(table, text))
}

function hasOtherMark({ decimal }: CsvTable, text: string): boolean {
  return !Number.isNaN(parseNumber(text, decimal === '.' ? ',' : '.'))
}

function notANumber(
  table: CsvTable,
  { name: column, texts }: CsvColumn,
  row: number,
  name: string,
  advice: string,
): WoodburyError {
  const text = texts.get(row) ?? ''
  const line = table.lines[row]
  const facts = { line, column, text }
  const place = `${name} line ${line}, column ${column}`
  if (MISSING.test(text)) {
    const what = text === '' ? 'the cell is empty' : `"${text}" is a missing value`
    return new WoodburyError(
      'NON_FINITE_INPUT',
      `${place}: ${what}. Fill it in, or leave out such rows (missing: omit).`,
      {
        ...facts,
        missing: true,
      },
    )
  }
  if (/^[+-]?inf(inity)?$/i.test(text) || Math.abs(Number(text)) === Number.POSITIVE_INFINITY)
    return new WoodburyError('NON_FINITE_INPUT', `${place}: "${text}" is infinite. Remove or replace it.`, facts)
  const shown = `${place}: "${text.slice(0, 40)}" is not a number`
  if (hasOtherMark(table, text)) {
    const mark =
      table.decimal === '.'
        ? "a comma; if the file's numbers are written so, pass decimal ','"
        : 'a point, not a comma; write all numbers alike'
    return new WoodburyError('BAD_VALUE', `${shown}: its decimal mark is ${mark}.`, facts)
  }
  const cure = text.includes(';') ? "If ; separates the cells, pass delimiter ';'" : advice
  return new WoodburyError('BAD_VALUE', `${shown}. ${cure}.`, facts)
}

function list({ columns }: CsvTable): string {
  const names = columns.slice(0, 12).map(column => column.name)
  return `the columns ${names.join(', ')}${columns.length > 12 ? ', …' : ''}`
}
