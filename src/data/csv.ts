import Papa from 'papaparse'
import { WoodburyError } from '../errors.js'
import { decodeText } from './bytes.js'
import { checkReaderOptions, TEXT_OPTIONS } from './reader-options.js'

export type CsvOptions = {
  /** Whether the first line holds the names; without it, yes unless that line is nothing but numbers. */
  header?: boolean
  /** One character, or ' ' for runs of blanks; found by itself when not given. */
  delimiter?: string
  /** The decimal mark of every number in the file: '.' unless said otherwise. */
  decimal?: '.' | ','
  /** What the file is called in messages. */
  name?: string
}

/** A column: its numbers, NaN where a cell is no number, and the texts of just those cells. */
export type CsvColumn = {
  readonly name: string
  readonly values: Float64Array
  readonly texts: ReadonlyMap<number, string>
}

export type CsvTable = {
  readonly columns: readonly CsvColumn[]
  /** The line of the file on which each row begins, counted from 1. */
  readonly lines: readonly number[]
  readonly decimal: '.' | ','
  readonly hints: readonly string[]
}

const NUMBER = {
  '.': /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/,
  ',': /^[+-]?(\d+(,\d*)?|,\d+)([eE][+-]?\d+)?$/,
}

/** The number a cell holds, or NaN: unlike Number() takes neither '' nor '0x10' nor 'Infinity' nor the other mark. */
export function parseNumber(text: string, decimal: '.' | ','): number {
  if (!NUMBER[decimal].test(text)) return Number.NaN
  const value = Number(decimal === ',' ? text.replace(',', '.') : text)
  return Number.isFinite(value) ? value : Number.NaN
}

/**
 * Parses CSV text into columns. Blank lines are skipped, blanks around a cell and a separator at the end of the lines
 * are dropped; columns without a name are called c0, c1 … by their place in the file.
 * @throws WoodburyError BAD_FILE (not text, a quote never closed, rows of unequal length, one name twice: with the
 *   line), EMPTY_DATA when there is no row, BAD_OPTION
 */
export function parseCsv(bytes: Uint8Array, options: CsvOptions = {}): CsvTable {
  checkReaderOptions('parseCsv', TEXT_OPTIONS, options)
  const { name = 'CSV', decimal = '.' } = options
  const { text, delimiter } = separated(decodeText(bytes, 'a CSV file', name), options.delimiter, decimal, name)
  const values: number[][] = []
  const texts: Map<number, string>[] = []
  const lines: number[] = []
  let names: string[] | undefined
  let hints: string[] = []
  let line = 1

  const startColumns = (cells: string[]): boolean => {
    while (cells.length > 1 && cells.at(-1) === '') cells.pop()
    const head = readHead(cells, options.header, decimal, `${name} line ${line}`)
    names = head.names
    hints = head.hints
    for (let k = 0; k < names.length; k++) {
      values.push([])
      texts.push(new Map())
    }
    return head.isHeader
  }

  const addRow = (cells: string[]): void => {
    const width = values.length
    while (cells.length > width && cells.at(-1) === '') cells.pop()
    if (cells.length !== width)
      throw new WoodburyError(
        'BAD_FILE',
        `${name} line ${line} has ${cells.length} cells, the first line has ${width}. Check separators and quotes.`,
        { line, expected: width, found: cells.length },
      )
    const row = lines.push(line) - 1
    for (let k = 0; k < width; k++) {
      const value = parseNumber(cells[k], decimal)
      values[k].push(value)
      if (Number.isNaN(value)) texts[k].set(row, cells[k])
    }
  }

  Papa.parse<string[]>(text, {
    delimiter,
    step: ({ data, errors }) => {
      const [error] = errors.filter(({ type }) => type === 'Quotes')
      if (error)
        throw new WoodburyError('BAD_FILE', `${name} line ${line}: ${error.message}. Check the quotes.`, { line })
      const cells = data.map(cell => cell.trim())
      const blank = cells.every(cell => cell === '') && (cells.length === 1 || !names)
      if (!blank && !(names === undefined && startColumns(cells))) addRow(cells)
      line += 1
      for (const cell of data) line += newlines(cell)
    },
  })
  if (!names || lines.length === 0)
    throw new WoodburyError('EMPTY_DATA', `${name} holds no rows of data. Pass a file with at least one.`)
  const columns = names.map((label, k) => ({ name: label, values: Float64Array.from(values[k]), texts: texts[k] }))
  return { columns, lines, decimal, hints }
}

function readHead(cells: readonly string[], asked: boolean | undefined, decimal: '.' | ',', where: string) {
  const numbers = cells.filter(cell => !Number.isNaN(parseNumber(cell, decimal))).length
  const isHeader = asked ?? numbers < cells.length
  const hints: string[] = []
  if (asked === undefined && !isHeader)
    hints.push(`${where} holds only numbers, so the columns have no names: they are called c0, c1 and so on.`)
  if (asked === undefined && isHeader && numbers > 0)
    hints.push(
      `${where} was read as column names although it holds numbers; if it is data, say that there is no header.`,
    )
  const names = cells.map((cell, k) => (isHeader && cell !== '' ? cell : `c${k}`))
  const twice = names.find((label, k) => names.indexOf(label) !== k)
  if (twice !== undefined)
    throw new WoodburyError('BAD_FILE', `${where} has two columns named "${twice}". Rename one of them.`, {
      column: twice,
    })
  return { names, isHeader, hints }
}

/** The text, with runs of blanks made tabs where blanks separate the cells, and the delimiter. */
function separated(text: string, asked: string | undefined, decimal: '.' | ',', name: string) {
  const delimiter = asked === '\\t' ? '\t' : asked
  if (delimiter !== undefined && (delimiter.length !== 1 || '"\r\n'.includes(delimiter)))
    throw new WoodburyError(
      'BAD_OPTION',
      `${name}: delimiter is ${JSON.stringify(asked)}. Pass one character, as in ';'.`,
      {
        delimiter: asked,
      },
    )
  const blanks = delimiter === ' ' || (delimiter === undefined && isBlankSeparated(text, decimal))
  if (blanks && !text.includes('"'))
    return { text: text.replace(/^[ \t]+|[ \t]+$/gm, '').replace(/[ \t]+/g, '\t'), delimiter: '\t' }
  return { text, delimiter: delimiter ?? guessDelimiter(text, decimal) }
}

/** Whether the first line is numbers with blanks between them, and maybe tabs, but nothing else. */
function isBlankSeparated(text: string, decimal: '.' | ','): boolean {
  const first = /\S.*/.exec(text)?.[0].trim() ?? ''
  return first.includes(' ') && first.split(/[ \t]+/).every(word => !Number.isNaN(parseNumber(word, decimal)))
}

/** Papa's guess by itself: it counts blank lines as rows of one cell unless it skips them, which loses their numbers. */
function guessDelimiter(text: string, decimal: '.' | ','): string {
  const delimitersToGuess = decimal === ',' ? ['\t', ';', '|'] : [',', '\t', ';', '|']
  return Papa.parse<string[]>(text, { delimitersToGuess, skipEmptyLines: 'greedy', preview: 10 }).meta.delimiter
}

function newlines(cell: string): number {
  let count = 0
  for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++
  return count
}
