import { WoodburyError } from '../../errors.js'
import { decodeText, notThis } from '../files/bytes.js'
import { isLibsvm } from '../files/file-kinds.js'
import { checkReaderOptions, TEXT_OPTIONS } from '../files/reader-options.js'
import { CsvBody, type CsvColumn } from './csv-body.js'
import { HEAD_ROWS, isComment, isEmpty, type Row, readHead } from './csv-head.js'
import { eachRow } from './csv-rows.js'
import { prepareText } from './csv-text.js'
import { missingTest } from './missing-values.js'
import type { DecimalMark } from './number.js'

export type CsvOptions = {
  /** Whether the first line holds the names; without it, yes unless that line is numbers that do not count up. */
  header?: boolean
  /** One character, or ' ' for runs of blanks; found by itself when not given. */
  delimiter?: string
  /** The decimal mark of every number in the file: '.' unless said otherwise. */
  decimal?: DecimalMark
  /** What else a missing value is called in this file, besides MISSING_VALUES: a text, or a number such as '-999'. */
  missingValues?: readonly string[]
  /** What the file is called in messages. */
  name?: string
}

export type { CsvColumn }

export type CsvTable = {
  readonly columns: readonly CsvColumn[]
  /** The line of the file on which each row begins, counted from 1. */
  readonly lines: readonly number[]
  /** Whether the first column has no name and others have: it holds the numbers or names of the rows. */
  readonly index: boolean
  /** The cells of a first line of numbers that was taken for data. */
  readonly first?: readonly string[]
  readonly decimal: DecimalMark
  readonly missingValues: readonly string[]
  readonly hints: readonly string[]
}

/**
 * Parses CSV text into columns. Blank lines are skipped, blanks around a cell and a separator at the end of the lines
 * are dropped; columns without a name are called c0, c1 … by their place in the file. Line ends may be mixed; a first
 * line `sep=;`, comments above the table, names repeated further down and empty rows at the end are no data.
 * @throws WoodburyError BAD_FILE (not text, a quote never closed, rows of unequal length, one name twice: with the
 *   line), EMPTY_DATA when there is no row, BAD_OPTION
 */
export function parseCsv(bytes: Uint8Array, options: CsvOptions = {}): CsvTable {
  checkReaderOptions('parseCsv', TEXT_OPTIONS, options)
  const { name = 'CSV', decimal = '.', header, missingValues = [] } = options
  const text = decodeText(bytes, 'a CSV file', name)
  if (isLibsvm(text)) throw notThis(bytes, 'a CSV file', name, '')
  const prepared = prepareText(text, options.delimiter, decimal, name)
  const isMissing = missingTest(missingValues, decimal)
  const hints = [...prepared.hints]
  const top: Row[] = []
  let body: CsvBody | undefined

  const begin = (): CsvBody => {
    const head = readHead(top, { header, decimal, name, isMissing })
    hints.push(...head.hints)
    const started = new CsvBody(head, decimal, name, missingValues.length > 0 ? isMissing : () => false)
    for (const row of top.slice(head.above)) started.add(row)
    return started
  }

  eachRow(prepared, name, row => {
    if (body) return body.add(row)
    if (top.length > 0 || !isEmpty(row)) top.push(row)
    if (top.filter(found => !isComment(found) && !isEmpty(found)).length === HEAD_ROWS) body = begin()
  })
  if (top.length > 0) body ??= begin()
  const table = body?.finish(hints, prepared.delimiter)
  if (!table) throw new WoodburyError('EMPTY_DATA', `${name} holds no rows of data. Pass a file with at least one.`)
  return { ...table, first: body?.head.isHeader ? undefined : top[0].cells, decimal, missingValues, hints }
}
