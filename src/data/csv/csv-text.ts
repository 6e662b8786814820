import Papa from 'papaparse'
import { WoodburyError } from '../../errors.js'
import { type DecimalMark, parseNumber } from './number.js'

/** The text of a file as a CSV parser takes it: lines end in \n, one character between cells. */
export type CsvText = {
  readonly text: string
  readonly delimiter: string
  /** The line of the file on which the text begins, from 1. */
  readonly line: number
  readonly hints: readonly string[]
}

/** Lines that are looked at to find out what separates the cells. */
const LOOKED_AT = 10

/** A first line by which spreadsheets tell each other the delimiter. */
const SEPARATOR_LINE = /^\s*"?sep=(.)"?[ \t,;]*(\n|$)/i

/** Comments above the table. */
const COMMENTS = /^(?:[ \t]*[#%].*\n+)+/

/**
 * Makes all line ends alike, takes a line `sep=;` away, and finds the delimiter: asked for, said by the file, blanks,
 * or as Papa guesses.
 * @throws WoodburyError BAD_OPTION for a delimiter that is not one character
 */
export function prepareText(raw: string, asked: string | undefined, decimal: DecimalMark, name: string): CsvText {
  const hints = mixedEnds(raw, name)
  const whole = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw
  const said = SEPARATOR_LINE.exec(whole)
  if (said) hints.push(`${name} line 1 says that ${JSON.stringify(said[1])} separates the cells.`)
  const text = whole.slice(said?.[0].length ?? 0)
  const line = said ? said[0].split('\n').length : 1
  const delimiter = checkDelimiter(asked, name) ?? said?.[1]
  const table = text.replace(COMMENTS, '')
  if (delimiter === ' ' || (delimiter === undefined && isBlankSeparated(table, decimal)))
    return { text: blanksToTabs(text), delimiter: '\t', line, hints }
  return { text, delimiter: delimiter ?? guessDelimiter(table, decimal), line, hints }
}

function mixedEnds(raw: string, name: string): string[] {
  const ends = [/\r\n/.test(raw) && 'CR LF', /\r(?!\n)/.test(raw) && 'CR', /(?<!\r)\n/.test(raw) && 'LF'].filter(
    Boolean,
  )
  return ends.length > 1
    ? [`${name} has lines that end in ${ends.join(' and others in ')}; each is taken for a line end.`]
    : []
}

function checkDelimiter(asked: string | undefined, name: string): string | undefined {
  const delimiter = asked === '\\t' ? '\t' : asked
  if (delimiter === undefined || (delimiter.length === 1 && !'"\r\n'.includes(delimiter))) return delimiter
  throw new WoodburyError(
    'BAD_OPTION',
    `${name}: delimiter is ${JSON.stringify(asked)}. Pass one character, as in ';'.`,
    { delimiter: asked },
  )
}

/** Runs of blanks outside quotes as tabs; none at the ends of a line. */
const blanksToTabs = (text: string): string =>
  text.replace(/"(?:[^"]|"")*"|[ \t]+/g, part => (part.startsWith('"') ? part : '\t')).replace(/^\t|\t$/gm, '')

/** Whether the first line is numbers with blanks between them, or the first lines are words so, with numbers below the first. */
function isBlankSeparated(text: string, decimal: DecimalMark): boolean {
  const isNumber = (word: string) => !Number.isNaN(parseNumber(word, decimal))
  const lines = text
    .slice(text.search(/\S/))
    .split(/\s*\n\s*/, LOOKED_AT)
    .filter(line => line !== '')
  const bare = lines.map(line => line.replace(/"[^"]*"/g, 'w'))
  const [head = [], ...rows] = bare.map(line => line.trim().split(/[ \t]+/))
  if (bare[0]?.includes(' ') && head.every(isNumber)) return true
  if (bare.some(line => !line.includes(' ') || /[;|"\t]/.test(line) || (decimal === '.' && line.includes(','))))
    return false
  const width = rows[0]?.length
  return (
    (head.length === width || head.length + 1 === width) &&
    rows.every(row => row.length === width && row.some(isNumber))
  )
}

/** Papa's guess by itself: it counts blank lines as rows of one cell unless it skips them, which loses their numbers. */
function guessDelimiter(text: string, decimal: DecimalMark): string {
  const delimitersToGuess = decimal === ',' ? ['\t', ';', '|'] : [',', '\t', ';', '|']
  const config = { delimitersToGuess, skipEmptyLines: 'greedy', preview: LOOKED_AT, newline: '\n' } as const
  return Papa.parse<string[]>(text, config).meta.delimiter
}
