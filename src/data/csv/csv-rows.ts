import Papa from 'papaparse'
import { WoodburyError } from '../../errors.js'
import type { Row } from './csv-head.js'
import type { CsvText } from './csv-text.js'

/**
 * Calls back with each row of a text, its cells without the blanks around them.
 * @throws WoodburyError BAD_FILE with the line for a quote that is never closed
 */
export function eachRow({ text, delimiter, line: first }: CsvText, name: string, visit: (row: Row) => void): void {
  let line = first
  let start = 0
  Papa.parse<string[]>(text, {
    delimiter,
    newline: '\n',
    step: ({ data, errors, meta }) => {
      const [error] = errors.filter(({ type }) => type === 'Quotes')
      if (error)
        throw new WoodburyError('BAD_FILE', `${name} line ${line}: ${error.message}. Check the quotes.`, { line })
      visit({ cells: data.map(cell => cell.trim()), line, quoted: text[start] === '"' })
      line += 1
      for (const cell of data) line += newlines(cell)
      start = meta.cursor
    },
  })
}

function newlines(cell: string): number {
  let count = 0
  for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++
  return count
}
