import { WoodburyError } from '../../errors.js'
import { type CsvColumn, type CsvOptions, type CsvTable, parseCsv } from './csv.js'

type Key = string | number

/** The column of a name, or of a place counted from 0 or, below 0, from the end. */
function findColumn(table: CsvTable, key: Key): CsvColumn | undefined {
  const named = table.columns.find(column => column.name === key)
  const index = typeof key === 'number' || /^-?\d+$/.test(key ?? '') ? Number(key) : Number.NaN
  return named ?? (Number.isInteger(index) ? table.columns.at(index) : undefined)
}

/** @throws WoodburyError BAD_OPTION when there is none, with those that are there */
export function columnOf(table: CsvTable, key: Key, role: string, name: string): CsvColumn {
  const found = findColumn(table, key)
  if (found) return found
  throw new WoodburyError(
    'BAD_OPTION',
    `${name} has no ${role} column ${JSON.stringify(key)}. It has ${listed(table)}; pass a name or a number from 0.`,
    { column: key, columns: table.columns.map(column => column.name) },
  )
}

/**
 * The table in which the named columns are: a first line of numbers, such as years, that was taken for data is read as
 * names after all when a column is asked for by one of them.
 * @throws WoodburyError as `parseCsv`
 */
export function parseWith(bytes: Uint8Array, options: CsvOptions, keys: readonly Key[]): CsvTable {
  const { header, delimiter, decimal, missingValues, name = 'CSV' } = options
  const table = parseCsv(bytes, { header, delimiter, decimal, missingValues, name })
  const asked = keys.find(key => typeof key === 'string' && table.first?.includes(key) && !findColumn(table, key))
  if (header !== undefined || asked === undefined) return table
  const named = parseCsv(bytes, { header: true, delimiter, decimal, missingValues, name })
  return {
    ...named,
    hints: [
      ...named.hints,
      `${name}: the first line of numbers was read as column names, because ${asked} is asked for.`,
    ],
  }
}

/** The columns of a table for a sentence. */
export function listed({ columns }: Pick<CsvTable, 'columns'>): string {
  const names = columns.slice(0, 12).map(column => column.name)
  return `the columns ${names.join(', ')}${columns.length > 12 ? ', …' : ''}`
}
