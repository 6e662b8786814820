import { WoodburyError } from '../../errors.js'
import { areFramed } from '../files/framed.js'
import { unpack } from '../files/gzip.js'
import { checkReaderOptions, TEXT_OPTIONS } from '../files/reader-options.js'
import type { DataSet, Task } from '../table.js'
import { isMany, type Targets, targetsFrom, targetsFromText } from '../targets.js'
import { counted } from './counted.js'
import type { CsvColumn, CsvOptions, CsvTable } from './csv.js'
import { columnOf, listed, parseWith } from './csv-columns.js'
import { type Cut, cutOf, notANumber, numbersOf, readingOf } from './csv-numbers.js'

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
  /** What to do about rows with an empty cell or another missing value among the columns used. */
  missing?: 'error' | 'omit'
}

const DATA_OPTIONS = [...TEXT_OPTIONS, 'target', 'task', 'columns', 'ignore', 'classes', 'missing']

const WRITTEN_OUT = 'a number or a time written in a way that is not known, as others do that differ in their digits'

const AS_CLASSES = 'Correct it, or take the column as classes (task: classification)'

/**
 * The data set in a CSV file, gzipped or not: see `parseCsv` for the text, `CsvDataOptions` for the choice of columns.
 * A text target gives classes, sorted by code units; a numeric one regression. Numbers may be written as people write
 * them ('$1,234', '1 234 kg', '12 %', '(5)', '1D+03'): a hint says what was read as what. A first column without a name
 * is the number of the row and is left out.
 * @throws WoodburyError as `parseCsv`; BAD_OPTION for a column that is not there; BAD_VALUE for a cell that is not a
 *   number, NON_FINITE_INPUT for one that is missing or infinite (line, column and text named); LABEL_OUT_OF_RANGE
 */
export async function csvDataSet(bytes: Uint8Array, options: CsvDataOptions): Promise<DataSet> {
  checkReaderOptions('csvDataSet', DATA_OPTIONS, options)
  const { name = 'CSV' } = options
  const wanted = [options.target].flat()
  const ignored = options.ignore ?? []
  const table = parseWith(await unpack(bytes, name), options, [...wanted, ...ignored, ...(options.columns ?? [])])
  const targets = wanted.map(key => columnOf(table, key, 'target', name))
  const left = new Set([...targets, ...ignored.map(key => columnOf(table, key, 'ignored', name))])
  const { inputs, hints } = options.columns
    ? { inputs: options.columns.map(column => columnOf(table, column, 'input', name)), hints: [] }
    : inputsOf(table, left, name)
  if (inputs.length === 0 || targets.length === 0)
    throw new WoodburyError(
      'EMPTY_DATA',
      `${name} has no ${targets.length ? 'input' : 'target'} column left. It has ${listed(table)}.`,
    )
  const cut = cutOf(table, [...inputs, ...targets], options)
  const x = numbersOf(inputs, checkRows(cut))
  const y = readTargets(targets, cut, options)
  return {
    x: x.matrix,
    ...y,
    columns: inputs.map(column => column.name),
    targets: targets.map(column => column.name),
    standardize: true,
    hints: [...table.hints, ...hints, ...omitted(cut), ...x.hints, ...y.hints],
  }
}

/** All columns but those left out, those of row numbers, and those that have neither name nor value. */
function inputsOf(table: CsvTable, left: ReadonlySet<CsvColumn>, name: string) {
  const [first] = table.columns
  const isEmpty = (column: CsvColumn) =>
    /^c\d+$/.test(column.name) &&
    column.texts.size === table.lines.length &&
    [...column.texts.values()].every(text => text === '')
  const named = table.columns.filter(column => !left.has(column) && !isEmpty(column))
  const inputs = table.index ? named.filter(column => column !== first) : named
  const dropped = inputs.length > 0 && inputs.length < named.length
  const hint = `${name}: the first column has no name, so it is taken for the number of the row and left out; give it a name to train on it.`
  return { inputs: dropped ? inputs : named, hints: dropped ? [hint] : counters(named, name) }
}

/** A column with a name that numbers the rows may be an input, or a row number that would be learned by heart. */
function counters(inputs: readonly CsvColumn[], name: string): string[] {
  const counts = ({ values }: CsvColumn) =>
    values.length > 2 && (values[0] === 0 || values[0] === 1) && values.every((value, row) => value === values[0] + row)
  const found = inputs.length > 1 ? inputs.find(counts) : undefined
  return found ? [`${name}: column ${found.name} counts the rows; ignore it if it is only their number.`] : []
}

function checkRows(cut: Cut): Cut {
  if (cut.rows.length > 0) return cut
  throw new WoodburyError(
    'EMPTY_DATA',
    `${cut.name}: every row has a missing value. Leave out the column that lacks them.`,
  )
}

function omitted({ name, rows, table }: Cut): string[] {
  const count = table.lines.length - rows.length
  return count > 0 ? [`${name}: left out ${counted(count, 'row')} with missing values.`] : []
}

function readTargets(columns: readonly CsvColumn[], cut: Cut, { task, classes }: CsvDataOptions): Targets {
  const { rows, name, table } = cut
  if (columns.length > 1) {
    if (task === 'classification' || classes)
      throw new WoodburyError('BAD_OPTION', `${name}: ${columns.length} target columns cannot be classes. Pass one.`)
    const { matrix, hints } = numbersOf(columns, cut)
    return { y: matrix, task: 'regression', hints }
  }
  const [column] = columns
  const asked = task ?? (classes ? 'classification' : undefined)
  const place = (i: number) => `${name} line ${table.lines[rows[i]]}, column ${column.name}`
  if (holdsNames(column, cut, asked)) return readNames(column, cut, { asked, classes, place })
  const { matrix, hints } = numbersOf(columns, { ...cut, advice: AS_CLASSES })
  const targets = targetsFrom(matrix.data, column.name, { task: asked, classes, place })
  return { ...targets, hints: [...hints, ...targets.hints] }
}

/** Whether a target is names of classes rather than numbers. */
function holdsNames(column: CsvColumn, cut: Cut, task: Task | undefined): boolean {
  const texts = cut.rows.flatMap(row => column.texts.get(row) ?? [])
  if (task !== undefined) return task === 'classification' && texts.length > 0
  if (texts.length < cut.rows.length || texts.every(cut.isMissing)) return false
  const { kind, firm } = readingOf(column, cut)
  return kind === 'text' || (!firm && !isMany(new Set(texts).size, texts.length))
}

function readNames(
  column: CsvColumn,
  cut: Cut,
  { asked, ...options }: { asked?: Task; classes?: readonly string[]; place: (i: number) => string },
): Targets {
  const { rows, name, isMissing } = cut
  const texts = rows.map(row => column.texts.get(row) ?? String(column.values[row]))
  const empty = texts.indexOf('')
  if (empty >= 0) throw notANumber(column, rows[empty], { ...cut, advice: AS_CLASSES })
  const marker = texts.find(isMissing)
  const reading = asked === undefined ? readingOf(column, cut) : undefined
  if (asked === undefined && areFramed(texts.filter(text => !isMissing(text))))
    throw notANumber(column, rows[0], { ...cut, advice: AS_CLASSES }, WRITTEN_OUT)
  const targets = targetsFromText(texts, column.name, options)
  const hints = [
    ...(marker
      ? [
          `${name}, column ${column.name}: "${marker}" is taken for a class; if it is a missing value, leave out its rows (missing: omit).`,
        ]
      : []),
    ...(reading?.kind === 'numbers'
      ? [
          `${name}, column ${column.name}: "${texts[0]}" and others are taken as classes; if they are numbers, set the task to regression.`,
        ]
      : []),
  ]
  return { ...targets, hints: [...hints, ...targets.hints] }
}
