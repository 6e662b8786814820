import { WoodburyError } from '../errors.js'
import { checkNames, show } from '../options.js'
import { hasFields } from '../plain.js'
import { byName } from './data/by-name.js'
import { listed } from './data/listed.js'
import { isList } from './data/numbers.js'
import type { Box } from './engine/bounded-step.js'

/** Values by name, or in order: as `start` has them, so do bounds, results and a function's `p`. */
export type Values = number[] | Record<string, number>

/** Partly given values: what is left out, or null, is open. */
export type Partly = readonly (number | null | undefined)[] | Readonly<Record<string, number | null | undefined>>

export interface ParameterOptions {
  readonly lower?: Partly
  readonly upper?: Partly
  /** Names (or indices, where `start` is a list) that keep their start values. */
  readonly fixed?: readonly (string | number)[]
  /** A parameter as an expression of others, which is not fitted itself: `{ c: '2*a' }`. */
  readonly ties?: Readonly<Record<string, string>>
  /** Names (or indices) of parameters whose values must not fall from one to the next, as centres of peaks. */
  readonly ordered?: readonly (string | number)[]
  /** Sizes by which differences are taken where a parameter's own value says nothing. */
  readonly typicalSize?: Partly
}

export type Form = 'list' | 'record'

/** The parameters of a fit, in the order of `start`. */
export interface Parameters {
  readonly names: readonly string[]
  readonly form: Form
  readonly start: Float64Array
  readonly box: Box
  readonly typical: Float64Array
  readonly fixed: readonly boolean[]
}

/** @throws WoodburyError BAD_OPTION that names every value outside its bounds, every unknown name */
export function settleParameters(start: unknown, options: ParameterOptions, where: string): Parameters {
  const form: Form = isList(start) ? 'list' : 'record'
  if (form === 'record' && !hasFields(start))
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: start is ${show(start)}. Pass start values by name, as in { a: 1, b: 0.1 }.`,
    )
  const tied = Object.keys(options.ties ?? {})
  const given = form === 'list' ? Array.from(start as ArrayLike<unknown>) : Object.values(start as object)
  const names = form === 'list' ? given.map((_, k) => `p${k}`) : Object.keys(start as object)
  for (const name of tied)
    if (!names.includes(name)) {
      names.push(name)
      given.push(0)
    }
  if (names.length === 0) throw new WoodburyError('BAD_OPTION', `${where}: start has no parameter. Pass at least one.`)
  given.forEach((value, k) => {
    if (!Number.isFinite(value))
      throw new WoodburyError('BAD_OPTION', `${where}: start of ${names[k]} is ${show(value)}. Pass a finite number.`, {
        parameter: names[k],
      })
  })
  const fixed = names.map(name => tied.includes(name))
  for (const name of options.fixed ?? []) fixed[indexOf(name, names, form, 'fixed', where)] = true
  const parameters = {
    names,
    form,
    start: Float64Array.from(given as number[]),
    fixed,
    typical: partly(options.typicalSize, 'typicalSize', 0, names, form, where),
    box: {
      lower: partly(options.lower, 'lower', Number.NEGATIVE_INFINITY, names, form, where),
      upper: partly(options.upper, 'upper', Number.POSITIVE_INFINITY, names, form, where),
      held: Uint8Array.from(fixed, Number),
      order: options.ordered && Int32Array.from(options.ordered, name => indexOf(name, names, form, 'ordered', where)),
    },
  }
  const bounded = tied.find(name => {
    const k = names.indexOf(name)
    return parameters.box.lower[k] > Number.NEGATIVE_INFINITY || parameters.box.upper[k] < Number.POSITIVE_INFINITY
  })
  if (bounded !== undefined)
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: ${bounded} is tied, so bounds cannot hold it. Bound the parameters that it follows.`,
      { parameter: bounded },
    )
  checkBox(parameters, tied, where)
  checkOrder(parameters, where)
  return parameters
}

/** Values in the form of `start`. */
export function inForm(
  { names, form }: Pick<Parameters, 'names' | 'form'>,
  values: ArrayLike<number>,
): number[] | Record<string, number> {
  return form === 'list' ? listed(values) : byName(names, values)
}

/** The position of a parameter by its name, or its index where `start` is a list. */
export function indexOf(name: unknown, names: readonly string[], form: Form, option: string, where: string): number {
  const at = form === 'list' && typeof name === 'number' ? name : names.indexOf(String(name))
  if (Number.isSafeInteger(at) && at >= 0 && at < names.length) return at
  checkNames(where, `parameter for ${option}:`, names, { [String(name)]: true })
  throw new WoodburyError('BAD_OPTION', `${where}: ${option} names ${show(name)}, which is no parameter.`)
}

function partly(
  given: Partly | undefined,
  option: string,
  open: number,
  names: readonly string[],
  form: Form,
  where: string,
): Float64Array {
  const out = new Float64Array(names.length).fill(open)
  if (given === undefined) return out
  const list = isList(given)
  if (!list && !hasFields(given))
    throw new WoodburyError('BAD_OPTION', `${where}: ${option} is ${show(given)}. Pass values in the form of start.`)
  if (list && (form === 'record' || given.length > names.length))
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: ${option} is a list of ${given.length}, start ${form === 'record' ? 'is an object' : `has ${names.length}`}. Pass the same form.`,
    )
  if (!list) checkNames(where, `parameter for ${option}:`, names, given)
  names.forEach((name, k) => {
    const value = list ? (given as readonly unknown[])[k] : (given as Readonly<Record<string, unknown>>)[name]
    if (value === undefined || value === null) return
    if (typeof value !== 'number' || Number.isNaN(value))
      throw new WoodburyError(
        'BAD_OPTION',
        `${where}: ${option} of ${name} is ${show(value)}. Pass a number, or null for none.`,
      )
    out[k] = value
  })
  return out
}

/** Held parameters and bounds that differ would be moved by an order; so would a start that is not in it. */
function checkOrder({ names, start, fixed, box: { order, lower, upper } }: Parameters, where: string): void {
  if (!order) return
  const said = Array.from(order, k => names[k]).join(', ')
  for (let at = 1; at < order.length; at++) {
    const [before, k] = [order[at - 1], order[at]]
    if (start[before] > start[k])
      throw new WoodburyError(
        'BAD_OPTION',
        `${where}: ordered says ${said}, but ${names[before]} starts at ${start[before]} and ${names[k]} at ${start[k]}. Start in that order.`,
      )
    if (fixed[k] || fixed[before] || lower[k] !== lower[before] || upper[k] !== upper[before])
      throw new WoodburyError(
        'BAD_OPTION',
        `${where}: ${names[before]} and ${names[k]} are ordered, and fixed, tied or bounded differently. Leave one of the two out.`,
      )
  }
}

function checkBox({ names, start, box: { lower, upper } }: Parameters, tied: readonly string[], where: string): void {
  const crossed = names.filter((_, k) => lower[k] > upper[k])
  if (crossed.length > 0)
    throw new WoodburyError('BAD_OPTION', `${where}: lower lies above upper for ${crossed.join(', ')}. Swap them.`, {
      parameters: crossed,
    })
  const outside = names.filter((name, k) => !tied.includes(name) && !(start[k] >= lower[k] && start[k] <= upper[k]))
  if (outside.length === 0) return
  const said = outside.map(name => {
    const k = names.indexOf(name)
    return `${name} = ${start[k]} (${lower[k]} to ${upper[k]})`
  })
  throw new WoodburyError('BAD_OPTION', `${where}: start lies outside the bounds: ${said.join(', ')}. Start inside.`, {
    parameters: outside,
  })
}
