import { WoodburyError } from '../../../src/index.js'

/** Words of the engine, or of a value that nobody looked at, in what should be a sentence for the user. */
const LEAKED = /undefined is not|cannot read|not a function|not iterable|\[object /i

/** Whether an error is one that a user can act on; throws it on, as what it is, where it is not. */
export function typed(error: unknown): WoodburyError {
  if (!(error instanceof WoodburyError)) throw error
  const { code, message } = error
  if (!/^[A-Z_]+$/.test(code) || message.length < 15 || LEAKED.test(message))
    throw new Error(`a refusal that helps nobody: ${code} ${message}`)
  return error
}

/** The value of a call, or undefined where it refuses by a typed error. */
export async function outcome<T>(call: () => T | PromiseLike<T>): Promise<{ value: T } | undefined> {
  try {
    return { value: await call() }
  } catch (error) {
    typed(error)
    return undefined
  }
}

export function insist(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what)
}

/** Whether two lists hold the same numbers, NaN equal to itself, 0 and −0 alike. */
export function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++)
    if (a[at] !== b[at] && !(Number.isNaN(a[at]) && Number.isNaN(b[at]))) return false
  return true
}

export const allFinite = (values: ArrayLike<number>): boolean => Array.prototype.every.call(values, Number.isFinite)
