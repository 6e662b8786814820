import { arrayIn } from '../../arrays.js'
import { brandOf } from '../../brand.js'
import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'

/** A list of numbers as people have them. */
export type Numbers =
  | readonly number[]
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array

/** Whether a value is a list, of whatever. */
export const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || brandOf(value) !== undefined

/**
 * A list as float64, itself where it is: it is never written to. `null`, `undefined` and holes are NaN, which the caller judges.
 * @throws WoodburyError SHAPE_MISMATCH for what is no list, NON_FINITE_INPUT for what is no number, with its index
 */
export function numbersOf(value: unknown, where: string, name: string): Float64Array {
  const list = arrayIn(value, `${where}: ${name}`)
  if (brandOf(list) === 'Float64Array') return list as Float64Array
  if (!isList(list))
    throw new WoodburyError('SHAPE_MISMATCH', `${where}: ${name} is ${show(value)}. Pass a list of numbers.`)
  const out = new Float64Array(list.length)
  for (let index = 0; index < out.length; index++) out[index] = numberIn(list[index], where, name, index)
  return out
}

function numberIn(value: unknown, where: string, name: string, index: number): number {
  if (typeof value === 'number') return value
  if (value === null || value === undefined) return Number.NaN
  const kind = isList(value) ? 'a list' : typeof value === 'object' ? show(value) : `${show(value)}, a ${typeof value}`
  throw new WoodburyError('NON_FINITE_INPUT', `${where}: ${name} at index ${index} is ${kind}. Pass numbers.`, {
    name,
    index,
  })
}
