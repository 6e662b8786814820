import { type Command, Option } from 'commander'
import { MISSING_VALUES } from '../index.js'
import { listed, separator } from './arguments.js'

/** How a CSV file is to be read. */
export interface CsvFlags {
  /** Set by --header and --no-header. */
  header?: boolean
  delimiter?: string
  decimal?: '.' | ','
  missingValues?: string[]
}

export const addCsvFlags = (command: Command): Command =>
  command
    .option('--header', 'CSV: the first line holds the names, though it looks like data')
    .option('--no-header', 'CSV: the first line is data, not names')
    .option('--delimiter <character>', 'CSV: what separates cells, if not as found', separator)
    .addOption(
      new Option('--decimal <mark>', 'CSV: decimal mark, point or comma').choices(['.', ',']).default(undefined, '.'),
    )
    .option(
      '--missing-values <names>',
      'CSV: what else a missing value is called, with commas between; known are empty cells and those below',
      listed,
    )

/** The options of the readers; without a word about the header, it is looked for. */
export const csvOptions = (flags: CsvFlags, name: string) => ({
  name,
  ...(flags.header !== undefined && { header: flags.header }),
  ...(flags.delimiter !== undefined && { delimiter: flags.delimiter }),
  ...(flags.decimal !== undefined && { decimal: flags.decimal }),
  ...(flags.missingValues !== undefined && { missingValues: flags.missingValues }),
})

/** The missing values of other programs, for the end of a help. */
export const missingHelp = `
Missing values in CSV files, in capitals or not: empty cells,
${folded(MISSING_VALUES, 78)}.`

function folded(words: readonly string[], width: number): string {
  const lines: string[] = []
  for (const [k, word] of words.entries()) {
    const part = k < words.length - 1 ? `${word},` : word
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + part.length <= width) lines[lines.length - 1] = `${last} ${part}`
    else lines.push(`  ${part}`)
  }
  return lines.join('\n')
}
