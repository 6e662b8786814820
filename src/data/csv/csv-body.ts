import { WoodburyError } from '../../errors.js'
import { counted } from './counted.js'
import { type Head, isComment, isEmpty, type Row } from './csv-head.js'
import { type DecimalMark, parseNumber } from './number.js'
import { Thousands } from './thousands.js'

/** A column: its numbers, NaN where a cell is no plain number, and the texts of just those cells. */
export type CsvColumn = {
  readonly name: string
  readonly values: Float64Array
  readonly texts: ReadonlyMap<number, string>
  /** The first number that is written like a code, as 00501. */
  readonly code?: string
  /** What its plain numbers say of their marks. */
  readonly marks: Thousands
}

/** A column while it is read. */
class Column {
  private readonly values: number[] = []
  private readonly texts = new Map<number, string>()
  private code?: string
  private readonly marks: Thousands

  constructor(
    private readonly name: string,
    private readonly decimal: DecimalMark,
  ) {
    this.marks = new Thousands(decimal)
  }

  add(cell: string, isMissing: boolean): void {
    const value = isMissing ? Number.NaN : parseNumber(cell, this.decimal)
    const row = this.values.push(value) - 1
    if (Number.isNaN(value)) this.texts.set(row, cell)
    else this.marks.weigh(cell, value, cell, row)
    if (cell.length > 1 && cell[0] === '0' && this.code === undefined && /^0\d+$/.test(cell)) this.code = cell
  }

  finished(): CsvColumn {
    const { name, values, texts, code, marks } = this
    return { name, values: Float64Array.from(values), texts, ...(code !== undefined && { code }), marks }
  }
}

/** The rows below the names, gathered by columns. */
export class CsvBody {
  private readonly columns: readonly Column[]
  private readonly lines: number[] = []
  /** Rows of empty cells: data if others follow, else what a spreadsheet leaves at the end. */
  private empty: Row[] = []
  private repeated = 0
  private comments = 0
  private quoted = false

  constructor(
    readonly head: Head,
    decimal: DecimalMark,
    private readonly name: string,
    /** Whether a number stands for a missing value in this file. */
    private readonly isMissing: (text: string) => boolean,
  ) {
    this.columns = head.names.map(label => new Column(label, decimal))
  }

  /** @throws WoodburyError BAD_FILE for a row that is longer or shorter than the first */
  add(row: Row): void {
    const { cells } = row
    const { names } = this.head
    while (cells.length > names.length && cells.at(-1) === '') cells.pop()
    if (isEmpty(row)) {
      // In a file of one column a blank line is an empty cell.
      if (names.length === 1 || cells.length > 1) this.empty.push(row)
      return
    }
    if (this.isRepeatedHead(cells)) this.repeated++
    else if (cells.length !== names.length && isComment(row)) this.comments++
    else {
      for (const waiting of this.empty) this.take(waiting)
      this.empty = []
      this.take(row)
    }
  }

  private isRepeatedHead(cells: readonly string[]): boolean {
    const { isHeader, names } = this.head
    return (
      isHeader &&
      cells.length === names.length &&
      names.every((label, k) => cells[k] === label || (k === 0 && cells[0] === ''))
    )
  }

  private take({ cells, line, quoted }: Row): void {
    const { names, short } = this.head
    const first = this.lines[0]
    if (short && first !== undefined && cells.length === names.length - 1)
      throw unequal(this.name, first, cells.length, names.length)
    if (cells.length !== names.length) throw unequal(this.name, line, names.length - (short ? 1 : 0), cells.length)
    this.quoted ||= this.lines.length === 0 && quoted
    this.lines.push(line)
    for (let k = 0; k < cells.length; k++) this.columns[k].add(cells[k], this.isMissing(cells[k]))
  }

  /** The table; undefined where there is no row. @throws WoodburyError BAD_FILE where the first row has a cell too many */
  finish(hints: string[], delimiter: string) {
    const { lines, name, head } = this
    if (lines.length === 0) return undefined
    const columns = this.columns.map(column => column.finished())
    if (head.short && !this.areRowNames(columns, delimiter))
      throw unequal(name, lines[0], head.names.length - 1, head.names.length)
    const rest = this.empty.filter(({ cells, quoted }) => quoted || cells.length > 1)
    if (rest.length > 0) hints.push(`${name}: left out ${counted(rest.length, 'row')} of empty cells at the end.`)
    if (this.repeated > 0)
      hints.push(`${name}: left out ${counted(this.repeated, 'line')} with the names of the columns again.`)
    if (this.comments > 0) hints.push(`${name}: left out ${counted(this.comments, 'comment')} between the rows.`)
    return { columns, lines, index: head.index }
  }

  /**
   * Whether the cell that a row has more than the names is its name: each another, and no half of a number that was cut
   * at a comma between thousands or before decimals.
   */
  private areRowNames([first, ...others]: readonly CsvColumn[], delimiter: string): boolean {
    const { values, texts } = first
    const distinct = new Set([...values].map((value, row) => texts.get(row) ?? value)).size === values.length
    if (!distinct || texts.size > 0 || this.quoted || delimiter !== ',') return distinct
    const counts = values.every((value, row) => value === values[0] + row)
    return (
      counts &&
      !others.some(column => column.code !== undefined || column.values.every(value => value >= 100 && value < 1000))
    )
  }
}

function unequal(name: string, line: number, expected: number, found: number): WoodburyError {
  return new WoodburyError(
    'BAD_FILE',
    `${name} line ${line} has ${found} cells, the first line has ${expected}. Check separators and quotes.`,
    { line, expected, found },
  )
}
