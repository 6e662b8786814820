import { parseNumber } from './number.js'

/**
 * What a missing value is called, besides an empty cell: by R, pandas, NumPy, SQL, C's printf, SAS, MATLAB, Weka,
 * Julia and spreadsheets, whose errors count too. Capitals do not matter.
 */
export const MISSING_VALUES: readonly string[] = [
  ...['NA', 'N/A', 'n.a.', '#N/A', '#N/A N/A', '#NA', '<NA>', '#N/D', '#NV', 'NaN', '+NaN', '-NaN', 'NaT'],
  ...['nan(ind)', '-nan(ind)', 'nan(snan)', '-nan(snan)', '1.#NAN', '1.#QNAN', '-1.#QNAN', '1.#SNAN', '-1.#SNAN'],
  ...['1.#IND', '-1.#IND', 'NULL', '(null)', '[null]', '<null>', '\\N', 'None', 'nil', 'undefined', '<undefined>'],
  ...[
    'missing',
    '<missing>',
    '(missing)',
    '(blank)',
    '.',
    '._',
    '..',
    '?',
    '*',
    '-',
    '--',
    '---',
    '–',
    '—',
    '…',
    '...',
  ],
  ...['#NULL!', '#VALUE!', '#REF!', '#DIV/0!', '#NAME?', '#NUM!', '#ERROR!', '#SPILL!', '#CALC!', '#GETTING_DATA'],
  // The same in German, French, Spanish, Italian, Portuguese and Dutch.
  ...['#WERT!', '#BEZUG!', '#ZAHL!', '#NULL!', '#VALEUR!', '#NOM?', '#NOMBRE!', '#¡VALOR!', '#¡REF!', '#¡DIV/0!'],
  ...['#¿NOMBRE?', '#¡NUM!', '#VALORE!', '#RIF!', '#NOME?', '#VALOR!', '#WAARDE!', '#VERW!', '#DEEL/0!', '#NAAM?'],
]

const KNOWN = new Set(['', ...MISSING_VALUES.map(name => name.toLowerCase())])

/** SAS numbers its kinds of missing values .A to .Z. */
const SAS = /^\.[a-z]$/i

/**
 * A test of whether a cell is missing.
 * @param more names for it in this file, as they stand there; a number such as -999 also in another form, as -999.0
 */
export function missingTest(more: readonly string[], decimal: '.' | ','): (text: string) => boolean {
  const own = new Set(more.map(name => name.trim().toLowerCase()))
  const numbers = new Set(more.map(name => parseNumber(name.trim(), decimal)).filter(value => !Number.isNaN(value)))
  return text => {
    const name = text.toLowerCase()
    return KNOWN.has(name) || SAS.test(name) || own.has(name) || numbers.has(parseNumber(text, decimal))
  }
}
