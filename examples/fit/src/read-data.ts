import { type CsvColumn, type CsvTable, MISSING_VALUES, parseCsv } from 'woodbury'
import { DataTrouble } from './errors.ts'

export interface Points {
  readonly x: number[]
  readonly y: number[]
  readonly sigma?: number[]
  /** Rows that were left out because a cell is empty, or holds what a missing value is called. */
  readonly left: number
}

/** Where each of the three stands; sigma may be nowhere. */
export interface Places {
  readonly x: string
  readonly y: string
  readonly sigma: string
}

const MISSING = new Set(['', ...MISSING_VALUES.map(name => name.toLowerCase())])
const ROW_NAMES = /^(rownames|index|unnamed: 0)$/i

/** Whether numbers are written as 0,5: a comma between digits, none with a point, and something else between the cells. */
const hasDecimalComma = (text: string) =>
  /\d,\d/.test(text) && !/\d\.\d/.test(text) && /\d[ \t]*[;\t ][ \t]*[-+]?\d/.test(text) && !/\d,\d+,\d/.test(text)

/** @throws DataTrouble; WoodburyError BAD_FILE, EMPTY_DATA, as `parseCsv` */
export function readTable(text: string): CsvTable {
  if (text.trim() === '')
    throw new DataTrouble('There are no data. Paste two columns of numbers, or choose an example.')
  return parseCsv(new TextEncoder().encode(text), { name: 'The data', decimal: hasDecimalComma(text) ? ',' : '.' })
}

/** What a column is called: by its place where there is no line of names. */
export const titleOf = ({ first }: CsvTable, name: string): string =>
  first ? `column ${Number(name.slice(1)) + 1}` : name

const isNumeric = ({ values }: CsvColumn) => values.some(value => !Number.isNaN(value))

/** Columns that can be x, y or sigma: those with numbers, without the names of rows. */
export function numericColumns({ columns, index }: CsvTable): CsvColumn[] {
  const numeric = columns.filter(isNumeric)
  const isNames = numeric.length > 2 && (index || ROW_NAMES.test(numeric[0].name))
  return isNames ? numeric.slice(1) : numeric
}

/** x, y and sigma in this order; a third column is sigma where all of it could be one. */
export function guessPlaces(columns: readonly CsvColumn[]): Places {
  const [x, y, third] = columns
  const isSigma = columns.length === 3 && third.values.every(value => !(value <= 0))
  return { x: x?.name ?? '', y: y?.name ?? '', sigma: isSigma ? third.name : '' }
}

/** The points of the chosen columns. @throws DataTrouble, with a message for the visitor */
export function pointsOf(table: CsvTable, { x, y, sigma }: Places): Points {
  const named = new Map(table.columns.map(column => [column.name, column]))
  const chosen = [x, y, sigma].flatMap(name => named.get(name) ?? [])
  if (chosen.length < 2) throw new DataTrouble('There is one column of numbers. Paste at least two: x and y.')
  const lists: number[][] = chosen.map(() => [])
  table.lines.forEach((line, row) => {
    const cells = chosen.map(column => numberAt(column, row, `line ${line}, ${titleOf(table, column.name)},`))
    if (!cells.some(Number.isNaN)) cells.forEach((cell, k) => void lists[k].push(cell))
  })
  const [xs, ys, sigmas] = lists
  const left = table.lines.length - xs.length
  return sigmas ? { x: xs, y: ys, sigma: sigmas, left } : { x: xs, y: ys, left }
}

function numberAt({ values, texts }: CsvColumn, row: number, where: string): number {
  const text = texts.get(row)?.trim() ?? ''
  if (!Number.isNaN(values[row]) || MISSING.has(text.toLowerCase())) return values[row]
  throw new DataTrouble(`“${text}” in ${where} is no number. Correct it, or leave the cell empty.`)
}
