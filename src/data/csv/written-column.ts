import type { DecimalMark } from './number.js'
import { textKind } from './text-kinds.js'
import { Thousands } from './thousands.js'
import { isMoney, readWritten, type Written } from './written-number.js'

/** The cells of a column that are no plain numbers, by their rows. */
export type Texts = ReadonlyMap<number, string>

export type Reading = {
  /** 'almost': most cells are numbers or look like such, but not all are. */
  readonly kind: 'numbers' | 'almost' | 'text'
  readonly values: ReadonlyMap<number, number>
  /** Whether digits and marks alone say that these are numbers: '3 stars' may be a name, '$3' is none. */
  readonly firm: boolean
  /** The first cell that does not fit, and why where that is known. */
  readonly misfit?: { readonly row: number; readonly why?: string }
  /** An example of what was read as what. */
  readonly note?: string
  /** What plain and written numbers say of their marks. */
  readonly marks: Thousands
}

/**
 * What the texts of a column hold: numbers written in one way, numbers but for a cell, or text. Missing cells have no say.
 * @param plain how many cells are plain numbers
 * @param seen what those say of their marks
 */
export function readWrittenColumn(
  texts: Texts,
  plain: number,
  decimal: DecimalMark,
  isMissing: (text: string) => boolean,
  seen = new Thousands(decimal),
): Reading {
  const marks = seen.copy()
  const values = new Map<number, number>()
  const units = new Map<string, string>()
  let misfit: Reading['misfit']
  let numbers = plain
  let kinds = 0
  let count = plain
  let note: string | undefined
  for (const [row, text] of texts) {
    if (isMissing(text)) continue
    count++
    const written = readWritten(text, decimal)
    const foreign = !written && isForeign(text, decimal)
    const why = written ? clashOf(units, written, text, plain) : foreign ? undefined : textKind(text)
    if (why !== undefined || !written) misfit ??= { row, why }
    if (written || foreign) numbers++
    else if (why) kinds++
    if (!written) continue
    values.set(row, written.value)
    marks.weigh(written.digits, written.value, text, row)
    note ??= `"${text}" is read as ${written.value}`
  }
  const known = 2 * (numbers + kinds) >= count
  const firm = 2 * numbers >= count && ![...units.keys()].some(unit => /^\p{L}/u.test(unit))
  return { kind: misfit ? (known ? 'almost' : 'text') : 'numbers', values, firm, misfit, note, marks }
}

/** Whether a text is a number with the decimal mark that the file does not have. */
export const isForeign = (text: string, decimal: DecimalMark): boolean =>
  readWritten(text, decimal === '.' ? ',' : '.') !== undefined

/** Why a unit does not go with those before it. Without one a number may be money among money. */
function clashOf(units: Map<string, string>, { unit }: Written, text: string, plain: number): string | undefined {
  const [first] = units
  if (unit === '') return first && !isMoney(first[0]) ? `a number without the ${first[0]} of "${first[1]}"` : undefined
  if (!first) units.set(unit, text)
  if (plain > 0 && !isMoney(unit))
    return `${unit === '%' ? 'a percentage' : `a number in ${unit}`} where others have no ${unit}`
  return first && first[0] !== unit ? `a number in ${unit} where "${first[1]}" is in ${first[0]}` : undefined
}

/** 1 for true and 0 for false where a column holds nothing else, as R, pandas and spreadsheets write them. */
export function readTruths(
  texts: Texts,
  isMissing: (text: string) => boolean,
): ReadonlyMap<number, number> | undefined {
  const values = new Map<number, number>()
  for (const [row, text] of texts) {
    if (isMissing(text)) continue
    const name = text.toLowerCase()
    if (name !== 'true' && name !== 'false') return undefined
    values.set(row, name === 'true' ? 1 : 0)
  }
  return values.size > 0 ? values : undefined
}
