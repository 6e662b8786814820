import { arrayIn } from '../../arrays.js'
import { hasFields } from '../../plain.js'

/** A copy that the caller does not see and that can cross threads: of lists, objects of fields, and typed arrays, without functions. */
export function copied<T>(value: T, where: string): T {
  const own = (part: unknown): unknown => {
    const found = arrayIn(part, where)
    if (ArrayBuffer.isView(found)) return (found as Float64Array).slice()
    if (Array.isArray(found)) return Array.from(found, own)
    if (!hasFields(found)) return typeof found === 'function' ? undefined : found
    return Object.fromEntries(Object.entries(found).map(([name, inner]) => [name, own(inner)]))
  }
  return own(value) as T
}
