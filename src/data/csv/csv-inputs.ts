import { WoodburyError } from '../../errors.js'
import { unpack } from '../files/gzip.js'
import { checkReaderOptions, TEXT_OPTIONS } from '../files/reader-options.js'
import type { Matrix } from '../table.js'
import type { CsvOptions } from './csv.js'
import { columnOf, listed, parseWith } from './csv-columns.js'
import { cutOf, numbersOf } from './csv-numbers.js'

export type CsvInputOptions = CsvOptions & {
  /** What to do about rows with a missing value among the columns taken: refuse them, or leave them out. */
  missing?: 'error' | 'omit'
}

/** Inputs, and which rows of the file they are. */
export type CsvInputs = {
  readonly x: Matrix
  /** The row of the file, counted from 0, of each row of x. */
  readonly rows: readonly number[]
  /** The line of the file on which each of its rows begins, counted from 1. */
  readonly lines: readonly number[]
  /** Sentences for the user: a guess that was made. */
  readonly hints: readonly string[]
}

const INPUT_OPTIONS = [...TEXT_OPTIONS, 'missing'] as const

/**
 * The inputs for a trained model from a CSV file, gzipped or not: the named columns, in that order. Others, such as
 * the target, are not looked at.
 * @throws WoodburyError as `csvDataSet`; SHAPE_MISMATCH when a column is missing
 */
export async function csvInputs(
  bytes: Uint8Array,
  columns: readonly string[],
  options: CsvInputOptions = {},
): Promise<Matrix> {
  const { x, lines } = await csvInputRows(bytes, columns, options)
  if (x.shape[0] > 0) return x
  throw new WoodburyError(
    'EMPTY_DATA',
    `${options.name ?? 'CSV'}: each of the ${lines.length} rows has a missing value.`,
  )
}

/**
 * As `csvInputs`, with the rows of the file that are there, so that predictions can be put beside them; with
 * `missing: 'omit'` there may be fewer of them, or none.
 * @throws WoodburyError as `csvInputs`
 */
export async function csvInputRows(
  bytes: Uint8Array,
  columns: readonly string[],
  options: CsvInputOptions = {},
): Promise<CsvInputs> {
  checkReaderOptions('csvInputs', INPUT_OPTIONS, options)
  checkReaderOptions('csvInputs', ['columns'], { columns: columns ?? null })
  const { name = 'CSV' } = options
  const table = parseWith(await unpack(bytes, name), options, columns)
  const absent = columns.filter(column => !table.columns.some(found => found.name === column))
  if (absent.length > 0)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${name} has no column ${absent.map(column => `"${column}"`).join(', ')}, which the model takes. It has ${listed(table)}.`,
      { absent },
    )
  const inputs = columns.map(column => columnOf(table, column, 'input', name))
  const cut = cutOf(table, inputs, options)
  const omit = 'leave out such rows (missing: omit), or leave their predictions empty (missing: empty)'
  const { matrix, hints } = numbersOf(inputs, { ...cut, advice: 'Correct it', omit })
  return { x: matrix, rows: cut.rows, lines: table.lines, hints: [...table.hints, ...hints] }
}
