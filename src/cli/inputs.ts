import {
  csvInputRows,
  idxInputs,
  libsvmInputs,
  type Matrix,
  type Model,
  npyInputs,
  parseCsv,
  unpack,
  WoodburyError,
} from '../index.js'
import { type CsvFlags, csvOptions } from './csv-flags.js'
import { readBytes } from './files/files.js'

export interface PredictFlags extends CsvFlags {
  model: string
  data?: string
  idx?: string
  libsvm?: string
  npy?: string
  missing?: 'error' | 'omit' | 'empty'
  out?: string
  json?: boolean
}

const SOURCES = ['data', 'idx', 'libsvm', 'npy'] as const

export type InputSource = (typeof SOURCES)[number]

/** Options that would be ignored with another format. */
const CSV_ONLY = [
  ['header', '--header, or --no-header,'],
  ['delimiter', '--delimiter'],
  ['decimal', '--decimal'],
  ['missing', '--missing'],
  ['missingValues', '--missing-values'],
] as const

/** Which file holds the inputs. @throws WoodburyError BAD_OPTION for none, several, or options of another format */
export function sourceOf(flags: PredictFlags): InputSource {
  const given = SOURCES.filter(source => flags[source] !== undefined)
  if (given.length !== 1)
    throw new WoodburyError(
      'BAD_OPTION',
      `predict: ${given.length === 0 ? 'no inputs' : 'several inputs'}. Pass one of --data file.csv, --idx images, --libsvm file or --npy x.`,
    )
  const [source] = given
  for (const [key, flag] of CSV_ONLY)
    if (flags[key] !== undefined && source !== 'data')
      throw new WoodburyError('BAD_OPTION', `predict: ${flag} goes with --data, not with --${source}.`)
  return source
}

export interface Inputs {
  readonly x: Matrix
  readonly notes: readonly string[]
  /** The row of x for each row of the file, undefined for one that is left empty; without it, all in order. */
  readonly rows?: readonly (number | undefined)[]
}

/** Reads the inputs of a prediction. @throws WoodburyError */
export async function readInputs(model: Model, source: InputSource, flags: PredictFlags): Promise<Inputs> {
  const name = flags[source] as string
  const bytes = await readBytes(name)
  const columns = model.columns?.[model.graph.inputs[0]]
  if (source === 'data') return csvRowsOf(bytes, columns, name, flags)
  const options = { name }
  if (source === 'idx') return { x: await idxInputs(bytes, options), notes: [] }
  if (source === 'npy') return { x: await npyInputs(bytes, options), notes: [] }
  return { x: await libsvmInputs(bytes, columns ?? numbered(model), options), notes: [] }
}

/** The rows of a CSV file, those with a missing value refused, left out, or kept for an empty prediction. */
async function csvRowsOf(
  bytes: Uint8Array,
  columns: readonly string[] | undefined,
  name: string,
  { missing = 'error', ...flags }: PredictFlags,
): Promise<Inputs> {
  const options = csvOptions(flags, name)
  const names = columns ?? (await inputNames(bytes, options))
  const read = await csvInputRows(bytes, names, { ...options, missing: missing === 'error' ? 'error' : 'omit' })
  const { x, rows, lines, hints } = read
  const count = lines.length - rows.length
  if (count === 0) return { x, notes: hints }
  const kept = new Set(rows)
  const without = lines.filter((_, row) => !kept.has(row))
  const what = missing === 'omit' ? 'left out' : 'no prediction for'
  const shown = `${without.slice(0, 10).join(', ')}${count > 10 ? ', …' : ''}`
  const notes = [...hints, `${name}: ${what} the rows with missing values, ${count} in all: line ${shown}.`]
  if (missing === 'omit') {
    if (rows.length > 0) return { x, notes }
    throw new WoodburyError(
      'EMPTY_DATA',
      `${name}: every row has a missing value. Pass --missing empty to keep their lines.`,
    )
  }
  const places = new Map(rows.map((row, i) => [row, i]))
  // Without any row one of zeros is predicted and shown nowhere, so that the outputs are known.
  const some = rows.length > 0 ? x : { data: new Float64Array(x.shape[1]), shape: [1, x.shape[1]] as const }
  return { x: some, notes, rows: lines.map((_, row) => places.get(row)) }
}

/** All columns of a file but the numbers of its rows, for a model that was not trained on named ones. */
async function inputNames(bytes: Uint8Array, options: ReturnType<typeof csvOptions>): Promise<string[]> {
  const { columns, index } = parseCsv(await unpack(bytes, options.name), options)
  return columns.slice(index ? 1 : 0).map(column => column.name)
}

/** Columns as LIBSVM counts them, for a model that was not trained on named ones. */
function numbered({ graph }: Model): string[] {
  const input = graph.nodes.find(node => node.name === graph.inputs[0])
  return Array.from({ length: input?.kind === 'input' ? input.units : 0 }, (_, k) => String(k + 1))
}
