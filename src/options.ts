import { classOf } from './brand.js'
import { WoodburyError } from './errors.js'
import { hasFields, namesIn } from './plain.js'

/** Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`, letter case aside. */
function editDistance(a: string, b: string): number {
  const s = a.toLowerCase()
  const t = b.toLowerCase()
  let before: number[] = []
  let above = Array.from({ length: t.length + 1 }, (_, j) => j)
  for (let i = 1; i <= s.length; i++) {
    const row = [i]
    for (let j = 1; j <= t.length; j++) {
      const same = s[i - 1] === t[j - 1] ? 0 : 1
      row[j] = Math.min(row[j - 1] + 1, above[j] + 1, above[j - 1] + same)
      if (i > 1 && j > 1 && s[i - 1] === t[j - 2] && s[i - 2] === t[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1)
    }
    before = above
    above = row
  }
  return above[t.length]
}

/** The known name that `name` most likely stands for; undefined when none is near (over a third of its letters off). */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(name, candidate)
    if (distance < least) {
      least = distance
      best = candidate
    }
  }
  return best
}

const quoted = (names: readonly string[]) => names.map(name => `"${name}"`).join(', ')

const suggestion = (name: string, known: readonly string[], hints: Readonly<Record<string, string>>) => {
  const found = nearest(name, [...known, ...Object.keys(hints)])
  const near = found !== undefined && Object.hasOwn(hints, found) ? hints[found] : found
  if (near !== undefined) return `Did you mean "${near}"?`
  return known.length > 0 ? `Known: ${quoted(known)}.` : 'There is none.'
}

/** A value as an error message shows it: strings in quotes, long things by their kind. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`
  if (typeof value === 'function') return 'a function'
  if (classOf(value) === 'Array') return 'an array'
  if (typeof value !== 'object' || value === null) return String(value)
  return classOf(value) === 'Object' ? 'an object' : `a ${classOf(value)}`
}

/**
 * Refuses unknown option names. `hints` maps a name people bring from elsewhere to ours.
 * @throws WoodburyError BAD_OPTION, as in `smwNG: no option "lamda". Did you mean "lambda"?`
 */
export function checkOptions(
  where: string,
  known: readonly string[],
  options: object,
  hints: Readonly<Record<string, string>> = {},
): void {
  if (!hasFields(options))
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: options are ${show(options)}. Pass an object of ${quoted(known)}.`,
      {
        got: options,
      },
    )
  checkNames(where, 'option', known, options, hints)
}

/**
 * Refuses keys of an object that would be ignored; `kind` is what they are called.
 * @throws WoodburyError BAD_OPTION that names the nearest known one
 */
export function checkNames(
  where: string,
  kind: string,
  known: readonly string[],
  value: object,
  hints: Readonly<Record<string, string>> = {},
): void {
  for (const name of namesIn(value))
    if (!known.includes(name)) {
      const help = suggestion(name, known, hints)
      throw new WoodburyError('BAD_OPTION', `${where}: no ${kind} "${name}". ${help}`, { option: name, known })
    }
}

function refuse(where: string, option: string, got: unknown, expected: string): never {
  throw new WoodburyError('BAD_OPTION', `${where}: ${option} is ${show(got)}. Pass ${expected}.`, {
    option,
    got,
    expected,
  })
}

const isNumber = (value: unknown): value is number => Number.isFinite(value)
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)

/** A whole number from 1 to `most`. @throws WoodburyError BAD_OPTION */
export function positiveInteger(where: string, option: string, value: unknown, most = Number.MAX_SAFE_INTEGER): number {
  if (isWhole(value) && value > 0 && value <= most) return value
  const range = most === Number.MAX_SAFE_INTEGER ? 'above 0' : `from 1 to ${most}`
  return refuse(where, option, value, `a whole number ${range}`)
}

/** A whole number from 0 up. @throws WoodburyError BAD_OPTION */
export function nonNegativeInteger(where: string, option: string, value: unknown): number {
  return isWhole(value) && value >= 0 ? value : refuse(where, option, value, 'a whole number from 0 up')
}

/** Any whole number below 2⁵³ in magnitude, such as a seed. @throws WoodburyError BAD_OPTION */
export function wholeNumber(where: string, option: string, value: unknown): number {
  return isWhole(value) ? value : refuse(where, option, value, 'a whole number')
}

/** A finite number above 0. @throws WoodburyError BAD_OPTION */
export function positiveNumber(where: string, option: string, value: unknown): number {
  return isNumber(value) && value > 0 ? value : refuse(where, option, value, 'a number above 0')
}

/** Any finite number. @throws WoodburyError BAD_OPTION */
export function finiteNumber(where: string, option: string, value: unknown): number {
  return isNumber(value) ? value : refuse(where, option, value, 'a finite number')
}

/** A finite number from 0 up. @throws WoodburyError BAD_OPTION */
export function nonNegative(where: string, option: string, value: unknown): number {
  return isNumber(value) && value >= 0 ? value : refuse(where, option, value, 'a number from 0 up')
}

/** A number from 0 to below 1. @throws WoodburyError BAD_OPTION */
export function fraction(where: string, option: string, value: unknown): number {
  return isNumber(value) && value >= 0 && value < 1 ? value : refuse(where, option, value, 'a number from 0 to below 1')
}

/** A number above 0 and at most 1. @throws WoodburyError BAD_OPTION */
export function shareOf(where: string, option: string, value: unknown): number {
  return isNumber(value) && value > 0 && value <= 1
    ? value
    : refuse(where, option, value, 'a number above 0, at most 1')
}

/** @throws WoodburyError BAD_OPTION */
export function trueOrFalse(where: string, option: string, value: unknown): boolean {
  return typeof value === 'boolean' ? value : refuse(where, option, value, 'true or false')
}

/**
 * One of the known words. `hints` maps a word people bring from elsewhere to ours.
 * @throws WoodburyError BAD_OPTION that names the nearest one
 */
export function oneOf<T extends string>(
  where: string,
  option: string,
  value: unknown,
  known: readonly T[],
  hints: Readonly<Record<string, T>> = {},
  more = '',
): T {
  if (known.some(word => word === value)) return value as T
  if (typeof value !== 'string') return refuse(where, option, value, `one of ${quoted(known)}`)
  throw new WoodburyError(
    'BAD_OPTION',
    `${where}: ${option} is ${show(value)}. ${suggestion(value, known, hints)}${more && ` ${more}`}`,
    {
      option,
      got: value,
      known,
    },
  )
}
