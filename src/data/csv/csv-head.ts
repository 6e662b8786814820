import { WoodburyError } from '../../errors.js'
import { type DecimalMark, parseNumber } from './number.js'
import { readWritten } from './written-number.js'

/** A row as it stands in the file. */
export type Row = {
  readonly cells: string[]
  /** The line on which it begins, from 1. */
  readonly line: number
  /** Whether it begins with a quote. */
  readonly quoted: boolean
}

export type Head = {
  readonly names: readonly string[]
  readonly isHeader: boolean
  /** Rows at the top that are no data: comments, and the names. */
  readonly above: number
  /** Whether the rows have a cell more than there are names, as R writes the names of rows. */
  readonly short: boolean
  /** Whether the first column alone has no name: the numbers or names of rows, as pandas and R write them. */
  readonly index: boolean
  readonly hints: readonly string[]
}

type Asked = {
  readonly header?: boolean
  readonly decimal: DecimalMark
  readonly name: string
  readonly isMissing: (text: string) => boolean
}

/** Rows that are looked at, besides comments, before it is known what the first of them is. */
export const HEAD_ROWS = 3

/** Whether no cell of a row holds anything. */
export const isEmpty = ({ cells }: Row): boolean => cells.every(cell => cell === '')

export const isComment = ({ cells }: Row): boolean => /^[#%]/.test(cells[0])

/**
 * What the top of a file says: which row holds the names, if any, and whether the first column has one.
 * @param rows any comments, then HEAD_ROWS rows or all there are, empty ones among them
 * @throws WoodburyError BAD_FILE for two columns of one name
 */
export function readHead(rows: readonly Row[], asked: Asked): Head {
  const { name, header, decimal } = asked
  const comments = rows.findIndex(row => !isComment(row) && !isEmpty(row))
  const next = rows[Math.max(comments, 0)]
  const commented =
    comments > 0 && header !== false ? namesInComment(rows[comments - 1].cells, next.cells, decimal) : undefined
  const above = comments > 0 ? comments - (commented ? 1 : 0) : 0
  const { line } = rows[above]
  const cells = withoutEnd(commented ?? rows[above].cells)
  const data = rows.slice(above + 1).flatMap(row => (isEmpty(row) ? [] : [row.cells]))
  const hints =
    above > 0
      ? [
          `${name}: ${above === 1 ? 'a comment' : `${above} comments`} above line ${line} ${above === 1 ? 'is' : 'are'} left out.`,
        ]
      : []
  const short = header !== false && data.length > 0 && data[0].length === cells.length + 1 && data[0].at(-1) !== ''
  const isHeader =
    header ?? (commented !== undefined || short || guessHeader(cells, data, asked, `${name} line ${line}`, hints))
  const labels = short ? ['', ...cells] : cells
  const names = labels.map((cell, k) => (isHeader && cell !== '' ? cell : `c${k}`))
  const twice = names.find((label, k) => names.indexOf(label) !== k)
  if (twice !== undefined)
    throw new WoodburyError('BAD_FILE', `${name} line ${line} has two columns named "${twice}". Rename one of them.`, {
      column: twice,
    })
  const index = isHeader && names.length > 1 && /^$|^unnamed: 0(\.\d+)?$/i.test(labels[0])
  return { names, isHeader, above: isHeader ? above + 1 : above, short, index, hints }
}

function withoutEnd(cells: readonly string[]): string[] {
  const kept = [...cells]
  while (kept.length > 1 && kept.at(-1) === '') kept.pop()
  return kept
}

/** The names in a comment such as '# a,b' above numbers of the same count; a first name of '#' is one. */
function namesInComment(
  comment: readonly string[],
  next: readonly string[],
  decimal: DecimalMark,
): string[] | undefined {
  const [first, ...rest] = comment
  const names = /^[#%]+$/.test(first) && rest.length === next.length ? rest : [first.replace(/^[#%]+\s+/, ''), ...rest]
  return names.length === next.length && next.some(cell => isPlain(cell, decimal)) ? names : undefined
}

const isPlain = (cell: string, decimal: DecimalMark) => !Number.isNaN(parseNumber(cell, decimal))

function guessHeader(
  cells: readonly string[],
  data: readonly string[][],
  asked: Asked,
  where: string,
  hints: string[],
): boolean {
  const { decimal, isMissing } = asked
  const numbers = cells.filter(cell => isPlain(cell, decimal)).length
  const isData = (cell: string, k: number) =>
    isPlain(cell, decimal) ||
    (cell === '' ? k > 0 : isMissing(cell)) ||
    readWritten(cell, decimal)?.unit.match(/\p{L}/u) === null
  if (!cells.every(isData) || cells.every(cell => cell === '' || isMissing(cell))) {
    if (numbers > 0)
      hints.push(
        `${where} was read as column names although it holds numbers; if it is data, say that there is no header.`,
      )
    return true
  }
  const counted = countsUp(
    cells.map(Number),
    data.map(row => row.map(cell => parseNumber(cell, decimal))),
  )
  hints.push(
    counted
      ? `${where} was read as column names, because it counts from ${cells[0]} to ${cells.at(-1)} and the lines below do not; if it is data, say that there is no header.`
      : `${where} holds only numbers and is taken as data, so the columns are called c0, c1 and so on; if it is their names, say that there is a header.`,
  )
  return counted
}

/** Whether numbers are names rather than data: years, or a count from 0 or in equal steps, and nothing like it below. */
function countsUp(names: readonly number[], data: readonly (readonly number[])[]): boolean {
  if (data.length === 0 || names.length < 2 || !names.every(name => Number.isInteger(name) && name >= 0)) return false
  const isYear = (value: number) => value >= 1800 && value <= 2200
  const steady = (row: readonly number[]) => row.every((value, k) => k < 2 || value - row[k - 1] === row[1] - row[0])
  const grows = names.every((value, k) => k === 0 || value > names[k - 1])
  const falls = names.every((value, k) => k === 0 || value < names[k - 1])
  if (names.every(isYear)) return (grows || falls) && data.every(row => 2 * row.filter(isYear).length <= row.length)
  const least = names[0] === 0 && names[1] === 1 ? 3 : 5
  return grows && names.length >= least && steady(names) && !data.some(steady)
}
