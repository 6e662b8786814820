import { nearest } from '../../options.js'

const oneArgument = [
  'exp',
  'log',
  'log10',
  'sqrt',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'erf',
  'abs',
  'floor',
] as const
const manyArguments = ['min', 'max'] as const

export type OneArgument = (typeof oneArgument)[number]
export type ManyArguments = (typeof manyArguments)[number]
export type FunctionName = OneArgument | ManyArguments | 'pow'

/** The functions of expressions. */
export const functionNames: readonly FunctionName[] = [...oneArgument, ...manyArguments, 'pow']

const isOneOf = (names: readonly string[], name: string) => names.includes(name)

export const isFunction = (name: string): name is FunctionName => isOneOf(functionNames, name)

/** What to write for the names that functions have elsewhere. */
export const elsewhere: Readonly<Record<string, string>> = {
  ln: 'log',
  log2: 'log(…)/log(2)',
  lg: 'log10',
  power: 'pow',
  exponential: 'exp',
  arctan: 'atan',
  arcsin: 'asin',
  arccos: 'acos',
  tg: 'tan',
  arctg: 'atan',
  fabs: 'abs',
  absolute: 'abs',
  sqr: '^2',
  square: '^2',
  cbrt: '^(1/3)',
  maximum: 'max',
  minimum: 'min',
  round: 'floor(… + 0.5)',
}

/** Longer names are no slip of a known one, and comparing them takes time. */
const LONGEST = 30

/** `Did you mean "tau"?`; undefined where no known name is near. Of one or two letters every name is near. */
export function guess(
  name: string,
  known: readonly string[],
  hints: Readonly<Record<string, string>>,
): string | undefined {
  if (Object.hasOwn(hints, name)) return `Write ${hints[name]}.`
  const near = name.length > 2 && name.length <= LONGEST ? nearest(name, known) : undefined
  return near && `Did you mean "${near}"?`
}

/** What is wrong with a call of so many arguments, as in `takes 1 argument, not 2`; undefined where nothing is. */
export function miscounted(name: string, count: number): string | undefined {
  const isOne = isOneOf(oneArgument, name) || name === 'neg'
  const isMany = isOneOf([...manyArguments, 'add', 'mul'], name)
  if (isOne ? count === 1 : count === 2 || (isMany && count > 2)) return undefined
  return `takes ${isOne ? '1 argument' : `2 ${isMany ? 'or more ' : ''}arguments`}, not ${count}`
}
