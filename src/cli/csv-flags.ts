import { type Command, Option } from 'commander'
import { separator } from './arguments.js'

/** How a CSV file is to be read. */
export interface CsvFlags {
  /** False when --no-header was given; commander sets true otherwise. */
  header: boolean
  delimiter?: string
  decimal?: '.' | ','
}

export const addCsvFlags = (command: Command): Command =>
  command
    .option('--no-header', 'CSV: the first line is data, not names')
    .option('--delimiter <character>', 'CSV: what separates cells, if not as found', separator)
    .addOption(
      new Option('--decimal <mark>', 'CSV: decimal mark, point or comma').choices(['.', ',']).default(undefined, '.'),
    )

/** The options of the readers; a header that was not denied is looked for. */
export const csvOptions = (flags: CsvFlags, name: string) => ({
  name,
  ...(flags.header ? {} : { header: false }),
  ...(flags.delimiter !== undefined && { delimiter: flags.delimiter }),
  ...(flags.decimal !== undefined && { decimal: flags.decimal }),
})
