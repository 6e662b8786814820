import { InvalidArgumentError } from 'commander'
import { number } from '../arguments.js'

type Pairs<T> = Readonly<Record<string, T>>

/** `name=value` pairs, all of one option that may be given several times. */
function pairs<T>(
  texts: readonly string[],
  before: Pairs<T> | undefined,
  example: string,
  read: (text: string) => T,
): Pairs<T> {
  const found = new Map(Object.entries(before ?? {}))
  for (const text of texts) {
    const [, name, value] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(text) ?? []
    if (name === undefined) throw new InvalidArgumentError(`"${text}" is no name=value. Pass ${example}.`)
    if (found.has(name)) throw new InvalidArgumentError(`${name} is said twice. Leave one of them out.`)
    found.set(name, read(value))
  }
  return Object.fromEntries(found)
}

/** Of which parameter a value is no number: commander adds the flag and the whole argument. */
function numberIn(text: string, example: string): number {
  try {
    return number(text)
  } catch {
    throw new InvalidArgumentError(`"${text}" is not a number. Pass ${example}.`)
  }
}

/** Start values, a=1,b=0.1, or `auto`. @throws InvalidArgumentError */
export const startValues = (text: string, before?: Pairs<number> | 'auto'): Pairs<number> | 'auto' => {
  const example = 'auto, or start values as in a=1,b=0.1'
  if (text.trim() === 'auto' && before === undefined) return 'auto'
  if (before === 'auto') throw new InvalidArgumentError('auto finds all values. Leave it or the others out.')
  return pairs(text.split(','), before, example, value => numberIn(value, example))
}

/** A lower and an upper bound; undefined is open. */
export interface Bounds {
  readonly lower: number | undefined
  readonly upper: number | undefined
}

/** Bounds: b=0: from 0 up, c=-1:1, d=:5 up to 5. @throws InvalidArgumentError */
export const bounds = (text: string, before?: Pairs<Bounds>): Pairs<Bounds> => {
  const example = 'bounds as in b=0:,c=-1:1'
  return pairs(text.split(','), before, example, value => {
    const ends = value.split(':').map(end => end.trim())
    if (ends.length !== 2) throw new InvalidArgumentError(`"${value}" has no colon between two ends. Pass ${example}.`)
    const [lower, upper] = ends.map(end => (end === '' ? undefined : numberIn(end, example)))
    return { lower, upper }
  })
}

/** Quantities of the parameters, one an option, for their expressions may hold commas. @throws InvalidArgumentError */
export const quantity = (text: string, before?: Pairs<string>): Pairs<string> =>
  pairs([text], before, 'a quantity as in fwhm=2.3548*s', value => {
    if (value === '') throw new InvalidArgumentError('Its expression is empty. Pass a quantity as in fwhm=2.3548*s.')
    return value
  })
