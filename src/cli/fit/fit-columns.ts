import { csvInputRows, parseCsv, unpack, WoodburyError } from '../../index.js'
import { nearest } from '../../options.js'
import { csvOptions } from '../csv-flags.js'
import { readBytes } from '../files/files.js'
import type { FitFlags } from './fit-flags.js'

/** The names of the columns that are fitted. */
export interface Columns {
  readonly x: readonly string[]
  readonly y: string
  readonly sigma?: string
  readonly weights?: string
}

/** The points of a file. */
export interface FitPoints {
  readonly columns: Columns
  readonly data: {
    readonly x: Float64Array | Float64Array[]
    readonly y: Float64Array
    readonly sigma?: Float64Array
    readonly weights?: Float64Array
  }
  /** The line of the file on which each point stands. */
  readonly lines: readonly number[]
  /** What was read as what, and left out, a sentence each. */
  readonly notes: readonly string[]
}

type Table = ReturnType<typeof parseCsv>

/**
 * Reads the columns asked for, or those that the model, the words of which are given, speaks of.
 * @throws WoodburyError
 */
export async function readPoints(file: string, flags: FitFlags, words: ReadonlySet<string>): Promise<FitPoints> {
  const bytes = await readBytes(file)
  const options = csvOptions(flags, file)
  const columns = columnsOf(parseCsv(await unpack(bytes, file), options), flags, words, file)
  const { x, y, sigma, weights } = columns
  const names = [...x, y, ...[sigma, weights].filter(name => name !== undefined)]
  const read = await csvInputRows(bytes, names, { ...options, missing: flags.missing }).catch(inOurWords)
  const { data, shape } = read.x
  const left = read.lines.length - read.rows.length
  if (read.rows.length === 0)
    throw new WoodburyError(
      'EMPTY_DATA',
      `${file}: every row has a missing value. Pass other columns, or a file without.`,
    )
  const list = (k: number) => Float64Array.from({ length: shape[0] }, (_, row) => data[row * shape[1] + k])
  const inputs = () =>
    Array.from({ length: shape[0] }, (_, row) =>
      Float64Array.from(data.subarray(row * shape[1], row * shape[1] + x.length)),
    )
  return {
    columns,
    data: {
      x: x.length === 1 ? list(0) : inputs(),
      y: list(x.length),
      ...(sigma !== undefined && { sigma: list(x.length + 1) }),
      ...(weights !== undefined && { weights: list(names.length - 1) }),
    },
    lines: read.rows.map(row => read.lines[row]),
    notes: [
      ...read.hints,
      ...(left > 0 ? [`${file}: left out ${left} ${left === 1 ? 'row' : 'rows'} with missing values.`] : []),
    ],
  }
}

/** x is said, or named by the model, or the first column; y is said, or the one behind x. */
function columnsOf(table: Table, flags: FitFlags, words: ReadonlySet<string>, file: string): Columns {
  const named = (key: string, flag: string) => nameOf(table, key, flag, file)
  const asked = flags.x?.flatMap(text => (has(table, text) ? [text] : text.split(',').map(part => part.trim())))
  const given = {
    y: flags.y === undefined ? undefined : named(flags.y, '--y'),
    sigma: flags.sigma === undefined ? undefined : named(flags.sigma, '--sigma'),
    weights: flags.weights === undefined ? undefined : named(flags.weights, '--weights'),
  }
  const taken = new Set(Object.values(given))
  // Without a name in the first column it holds the numbers of the rows.
  const free = table.columns
    .slice(table.index ? 1 : 0)
    .map(({ name }) => name)
    .filter(name => !taken.has(name))
  const inModel = free.filter(name => words.has(name))
  const x = asked?.map(key => named(key, '--x')) ?? (inModel.length > 0 ? inModel : free.slice(0, 1))
  const behind = free.slice(free.indexOf(x[x.length - 1]) + 1)
  const y = given.y ?? [...behind, ...free].find(name => !x.includes(name))
  if (x.length > 0 && y !== undefined) return { x, ...given, y }
  throw new WoodburyError(
    'BAD_OPTION',
    `fit: ${file} has no column left for ${x.length === 0 ? 'x' : 'y'}. It has ${shown(table)}.`,
  )
}

const has = (table: Table, name: string) => table.columns.some(column => column.name === name)

/** A column by its name or its number from 0. @throws WoodburyError BAD_OPTION with the nearest name */
function nameOf(table: Table, key: string, flag: string, file: string): string {
  if (has(table, key)) return key
  // A line of numbers that was taken for data is read as names after all when one of them is asked for.
  if (table.first?.includes(key)) return key
  const numbered = /^-?\d+$/.test(key) ? table.columns.at(Number(key)) : undefined
  if (numbered) return numbered.name
  const names = table.columns.map(({ name }) => name)
  const near = nearest(key, names)
  const help =
    near === undefined ? `It has ${shown(table)}; pass a name or a number from 0.` : `Did you mean "${near}"?`
  throw new WoodburyError('BAD_OPTION', `fit: ${file} has no column "${key}", which ${flag} names. ${help}`, {
    column: key,
    columns: names,
  })
}

function shown({ columns }: Table): string {
  const names = columns.slice(0, 12).map(({ name }) => name)
  return `${columns.length === 1 ? 'the column' : 'the columns'} ${names.join(', ')}${columns.length > 12 ? ', …' : ''}`
}

/** The reader speaks of its options, and of predictions. */
function inOurWords(error: unknown): never {
  if (!(error instanceof WoodburyError)) throw error
  const sentence = error.message
    .replace(', or leave their predictions empty (missing: empty)', '')
    .replace('(missing: omit)', '(--missing omit)')
  throw new WoodburyError(error.code, sentence, error.facts, { cause: error })
}
