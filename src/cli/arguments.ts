import { InvalidArgumentError } from 'commander'
import { type LossSpec, lossNames, lossOf, WoodburyError } from '../index.js'
import { kebab } from './train/names.js'

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const WHOLE = /^[+-]?\d+$/

type Parser = (text: string) => number

/** Reads a finite decimal number of which `holds` is true; `expected` says so in words. */
const decimal =
  (expected: string, holds: (value: number) => boolean): Parser =>
  text => {
    const value = Number(text)
    if (!NUMBER.test(text) || !Number.isFinite(value)) throw new InvalidArgumentError('It is not a number.')
    if (!holds(value)) throw new InvalidArgumentError(`Pass ${expected}.`)
    return value
  }

/** Reads a whole number that stays exact, from `least` to `most`. */
const integer =
  (expected: string, least: number, most = Number.MAX_SAFE_INTEGER): Parser =>
  text => {
    const value = Number(text)
    if (!WHOLE.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('It is not a whole number.')
    if (value < least || value > most) throw new InvalidArgumentError(`Pass ${expected}.`)
    return value
  }

// Each throws an InvalidArgumentError, to which commander adds the flag and the argument.
export const number = decimal('a number', () => true)
export const whole = integer('a whole number', Number.MIN_SAFE_INTEGER)
export const count = integer('a whole number above 0', 1)
export const threadCount = integer('a whole number from 1 to 64', 1, 64)
export const positive = decimal('a number above 0', value => value > 0)
export const nonNegative = decimal('a number from 0 up', value => value >= 0)
export const share = decimal('a number between 0 and 1', value => value > 0 && value < 1)
export const belowOne = decimal('a number from 0 to below 1', value => value >= 0 && value < 1)

/** Samples of a batch, or all of them. @throws InvalidArgumentError */
export function batch(text: string): number | 'full' {
  if (text === 'full') return text
  if (WHOLE.test(text) && Number(text) > 0) return count(text)
  throw new InvalidArgumentError("Pass a whole number above 0, or 'full'.")
}

/** Widths of the hidden layers, as in 64,64; 'none' for a model without any. @throws InvalidArgumentError */
export function widths(text: string): number[] {
  if (text === 'none') return []
  const parts = text.split(',')
  if (parts.every(part => WHOLE.test(part) && Number(part) > 0)) return parts.map(count)
  throw new InvalidArgumentError("Pass widths as in 64,64, or 'none'.")
}

/** What separates the cells of a table: one character, or \\t. @throws InvalidArgumentError */
export function separator(text: string): string {
  if (text === '\\t' || (text.length === 1 && !'"\r\n'.includes(text))) return text
  throw new InvalidArgumentError("Pass one character, as in ';'.")
}

/** The path of a file. One like a flag is the next option where a path was forgotten. @throws InvalidArgumentError */
export function path(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty. Pass the path of a file.')
  if (text.startsWith('--'))
    throw new InvalidArgumentError(`It looks like an option. Pass a path, ./${text} for a file of that name.`)
  return text
}

type Before = readonly string[] | undefined

/** Gathers an option that may be given several times. @throws InvalidArgumentError */
export function several(text: string, before: Before): string[] {
  if (text === '') throw new InvalidArgumentError('It is empty. Pass a name, or a number from 0.')
  return [...(before ?? []), text]
}

/** Gathers the paths after one flag. @throws InvalidArgumentError */
export const paths = (text: string, before: Before): string[] => [...(before ?? []), path(text)]

/** Texts with commas between them. @throws InvalidArgumentError */
export function listed(text: string): string[] {
  const parts = text.split(',').map(part => part.trim())
  if (parts.every(part => part !== '')) return parts
  throw new InvalidArgumentError('Pass texts with commas between them, as in none,-999.')
}

/** A loss by its name, with options after a colon: quantile:q=0.9,width=0.1. @throws InvalidArgumentError */
export function lossSpec(text: string): LossSpec {
  const [flag, ...rest] = text.split(':')
  const kind = lossNames.find(name => kebab(name) === flag)
  if (kind === undefined) throw new InvalidArgumentError(`Allowed choices are ${lossNames.map(kebab).join(', ')}.`)
  const options = rest.length === 0 ? [] : rest.join(':').split(',')
  const entries = options.map(option => {
    const [, name, value] = /^(\w+)=(.+)$/.exec(option) ?? []
    if (name === undefined) throw new InvalidArgumentError(`Pass options as in ${flag}:name=1.`)
    return [name, number(value)] as const
  })
  try {
    return lossOf({ kind, ...Object.fromEntries(entries) } as LossSpec).spec
  } catch (error) {
    if (error instanceof WoodburyError) throw new InvalidArgumentError(error.message.replace(/^lossOf: /, ''))
    throw error
  }
}
