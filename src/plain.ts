import { arrayIn } from './arrays.js'
import { classOf, messageOf, REVOKED } from './brand.js'
import { WoodburyError } from './errors.js'

/** An object of unknown make, as it comes out of JSON. */
export type Fields = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !['Array', REVOKED].includes(classOf(value))

/** An object of fields, also of a class or a module's: a Map or a typed array has none, and would hide that. */
export const hasFields = (value: unknown): value is Fields => ['Object', 'Module'].includes(classOf(value))

/** Whether a row may be a typed array behind a proxy. */
const isLoose = (row: unknown) => isObject(row) && !ArrayBuffer.isView(row)

/** What is nested deeper is neither model nor data. */
const DEEPEST = 12

const isLiteral = (value: object) => [Object.prototype, null].includes(Object.getPrototypeOf(value))

/** Own names that can be seen, and those of getters of the object's classes: what a reader of it would find. */
export function namesIn(value: object): string[] {
  const names = Object.keys(value)
  if (isLiteral(value)) return names
  for (let above = Object.getPrototypeOf(value); above && Object.getPrototypeOf(above); ) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(above))) if (get) names.push(name)
    above = Object.getPrototypeOf(above)
  }
  return [...new Set(names)]
}

/** One field of an object. @throws WoodburyError BAD_VALUE where a getter does, as that of a Map does behind a proxy */
function read(value: object, name: string, where: string): unknown {
  try {
    return (value as Fields)[name]
  } catch (cause) {
    const sentence = `${where}: "${name}" cannot be read (${messageOf(cause)}). Pass plain values.`
    throw new WoodburyError('BAD_VALUE', sentence, { name }, { cause })
  }
}

/** The fields of an object of any class, each read once. @throws WoodburyError BAD_VALUE */
export const fieldsOf = (value: object, where: string): Fields =>
  Object.fromEntries(namesIn(value).map(name => [name, read(value, name, where)]))

/**
 * What lies in a value, each part read once: objects of any class and realm, also behind proxies, come out as plain
 * ones that can be cloned, without their functions. Typed arrays stay as they are, and with `keep` arrays of rows do.
 * @throws WoodburyError BAD_VALUE for what leads back into itself or cannot be read, and for memory that was transferred away
 */
export function plain<T>(value: T, where: string, keep?: 'arrays', above: unknown[] = []): T {
  if (typeof value !== 'object' || value === null) return value
  if (classOf(value) === REVOKED)
    throw new WoodburyError('BAD_VALUE', `${where} is a revoked proxy. Pass the object itself, or a copy made in time.`)
  const isArray = Array.isArray(value)
  if (isArray && keep) return (isLoose(value[0]) ? value.map(row => arrayIn(row, where)) : value) as T
  if (!isArray && !isLiteral(value)) {
    const found = arrayIn(value, where)
    if (found !== value || classOf(value) !== 'Object') return found as T
  }
  if (above.includes(value) || above.length > DEEPEST)
    throw new WoodburyError('BAD_VALUE', `${where} leads back into itself. Pass plain values.`)
  above.push(value)
  const inside = (part: unknown) => plain(part, where, keep, above)
  const result = isArray
    ? Array.from(value, inside)
    : Object.fromEntries(
        namesIn(value)
          .map(name => [name, inside(read(value, name, where))] as const)
          .filter(([, part]) => typeof part !== 'function'),
      )
  above.pop()
  return result as T
}
