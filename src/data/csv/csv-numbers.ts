import { WoodburyError } from '../../errors.js'
import { type Matrix, zeros } from '../table.js'
import type { CsvColumn, CsvTable } from './csv.js'
import { missingTest } from './missing-values.js'
import type { DecimalMark } from './number.js'
import type { Doubtful } from './thousands.js'
import { isForeign, type Reading, readTruths, readWrittenColumn } from './written-column.js'

/** Columns of a table and the rows to take from them, with what messages need. */
export type Cut = {
  readonly table: CsvTable
  readonly rows: readonly number[]
  readonly name: string
  readonly isMissing: (text: string) => boolean
  /** Whether the decimal mark was said. */
  readonly saysMark: boolean
  /** What to do about a cell that is no number. */
  readonly advice: string
  /** What to do about a missing one. */
  readonly omit: string
}

/** The rows of a table, all of them or those without a missing cell in the columns. */
export function cutOf(
  table: CsvTable,
  columns: readonly CsvColumn[],
  { missing = 'error', name = 'CSV', decimal }: { missing?: 'error' | 'omit'; name?: string; decimal?: DecimalMark },
): Cut {
  const isMissing = missingTest(table.missingValues, table.decimal)
  const left = new Set<number>()
  if (missing === 'omit')
    for (const { texts } of columns) for (const [row, text] of texts) if (isMissing(text)) left.add(row)
  const rows = [...table.lines.keys()].filter(row => !left.has(row))
  const advice = 'Correct it, or leave out the column (ignore)'
  return {
    table,
    rows,
    name,
    isMissing,
    saysMark: decimal !== undefined,
    advice,
    omit: 'leave out such rows (missing: omit)',
  }
}

/** What the texts of a column hold in the rows of a cut. */
export function readingOf({ values, texts, marks }: CsvColumn, { table, rows, isMissing }: Cut): Reading {
  const kept = rows.length === values.length ? texts : new Map(rows.flatMap(row => entryOf(texts, row)))
  return readWrittenColumn(kept, rows.length - kept.size, table.decimal, isMissing, marks)
}

function entryOf(texts: ReadonlyMap<number, string>, row: number): [number, string][] {
  const text = texts.get(row)
  return text === undefined ? [] : [[row, text]]
}

/**
 * The numbers of columns, plain or as people write them; true and false are 1 and 0.
 * @throws WoodburyError for the first cell by line that holds none: NON_FINITE_INPUT where it is missing or infinite,
 *   else BAD_VALUE; line, column and text are named, and what it looks like
 */
export function numbersOf(columns: readonly CsvColumn[], cut: Cut): { matrix: Matrix; hints: string[] } {
  const { rows, name } = cut
  const matrix = zeros(rows.length, columns.length)
  const notes: [string, string][] = []
  const marks: Marked[] = []
  let bad: { at: number; column: CsvColumn; why?: string } | undefined
  columns.forEach((column, k) => {
    const reading = column.texts.size > 0 ? readingOf(column, cut) : undefined
    const truths = reading?.kind === 'text' ? readTruths(column.texts, cut.isMissing) : undefined
    const misfit = truths ? undefined : reading?.misfit
    const note = truths ? 'true is read as 1, false as 0' : reading?.note
    if (note) notes.push([column.name, note])
    const { doubtful } = reading?.marks ?? column.marks
    if (doubtful) marks.push({ ...doubtful, column: column.name })
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]
      const written = row === misfit?.row ? undefined : (truths ?? reading?.values)?.get(row)
      const value = column.texts.has(row) ? written : column.values[row]
      if (value !== undefined) matrix.data[i * columns.length + k] = value
      else {
        if (!bad || i < bad.at) bad = { at: i, column, why: row === misfit?.row ? misfit.why : undefined }
        break
      }
    }
  })
  if (bad) throw notANumber(bad.column, rows[bad.at], cut, bad.why)
  return { matrix, hints: [...hintsOf(name, notes), ...codes(columns, name), ...doubts(marks, cut)] }
}

function hintsOf(name: string, notes: readonly [string, string][]): string[] {
  if (notes.length <= 4) return notes.map(([column, note]) => `${name}, column ${column}: ${note}.`)
  const columns = notes.slice(0, 8).map(([column]) => column)
  const [[first, note]] = notes
  return [
    `${name}: ${notes.length} columns hold numbers as text (${columns.join(', ')}${notes.length > 8 ? ', …' : ''}); in ${first}, ${note}.`,
  ]
}

type Marked = Doubtful & { readonly column: string }

function codes(columns: readonly CsvColumn[], name: string): string[] {
  const code = columns.find(column => column.code !== undefined)
  if (!code) return []
  return [
    `${name}, column ${code.name}: ${code.code} and others begin with 0 and are read as numbers; if they are codes, ignore the column.`,
  ]
}

/**
 * What to say of numbers that may well mean something else.
 * @throws WoodburyError BAD_VALUE where marks surely stand between thousands and the decimal mark was not said
 */
function doubts(marked: readonly Marked[], { name, table, saysMark }: Cut): string[] {
  const grouped = marked.find(({ bare }) => bare !== undefined) ?? marked[0]
  if (!grouped) return []
  const { column, text, value, row, bare } = grouped
  const line = table.lines[row]
  if (bare !== undefined && !saysMark)
    throw new WoodburyError(
      'BAD_VALUE',
      `${name} line ${line}, column ${column}: "${text}" looks like a number with points between thousands, beside "${bare}". If it is, pass decimal ','; if it is ${value}, decimal '.'.`,
      { line, column, text },
    )
  const [mark, cure] = table.decimal === '.' ? ['point', "pass decimal ','"] : ['comma', "leave out decimal ','"]
  return [
    `${name}, column ${column}: ${text} is read as ${value}, though three digits stand behind each ${mark}; if it stands between thousands, ${cure}.`,
  ]
}

/** The error for a cell that holds no number. */
export function notANumber({ name: column, texts }: CsvColumn, row: number, cut: Cut, why?: string): WoodburyError {
  const { table, name, isMissing, advice, omit } = cut
  const text = texts.get(row) ?? ''
  const line = table.lines[row]
  const facts = { line, column, text }
  const place = `${name} line ${line}, column ${column}`
  const shown = text.slice(0, 40)
  if (isMissing(text)) {
    const what = text === '' ? 'the cell is empty' : `"${shown}" is a missing value`
    return new WoodburyError('NON_FINITE_INPUT', `${place}: ${what}. Fill it in, or ${omit}.`, {
      ...facts,
      missing: true,
    })
  }
  if (why === 'infinity' || Math.abs(Number(text)) === Number.POSITIVE_INFINITY)
    return new WoodburyError('NON_FINITE_INPUT', `${place}: "${shown}" is infinite. Remove or replace it.`, facts)
  const sentence = `${place}: "${shown}" is not a number`
  if (!why && isForeign(text, table.decimal))
    return new WoodburyError('BAD_VALUE', `${sentence}: ${otherMark(text, table)}.`, facts)
  const cure = text.includes(';') ? "If ; separates the cells, pass delimiter ';'" : advice
  return new WoodburyError('BAD_VALUE', `${sentence}${why ? `: it looks like ${why}` : ''}. ${cure}.`, facts)
}

function otherMark(text: string, { decimal }: CsvTable): string {
  if (decimal === ',') return 'its decimal mark is a point, not a comma; write all numbers alike'
  const what = text.includes(',') ? 'its decimal mark is a comma' : 'points stand between its thousands'
  return `${what}; if the file's numbers are written so, pass decimal ','`
}
