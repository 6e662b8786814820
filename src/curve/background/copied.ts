import { plain } from '../../plain.js'

/** A copy that the caller does not see and that can cross threads: of lists, objects of fields, and typed arrays, without functions. */
export const copied = <T>(value: T, where: string): T => own(plain(value, where)) as T

function own(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return (value as Float64Array).slice()
  // Lists of numbers are new already.
  if (Array.isArray(value)) return typeof value[0] === 'object' ? value.map(own) : value
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, own(part)]))
}
