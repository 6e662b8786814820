import { describe, type Method, type Said, type Settled } from './method.js'

/** Methods of the family that this thread has met, by name. */
const met = new Map<string, Method>()

export const metMethods = (): ReadonlyMap<string, Method> => met

/** Makes a method of the family known: its function does at every call, a worker and a list of all do for all of them. */
export function meet<O extends Settled>(method: Method<O>): void {
  met.set(method.name, method as unknown as Method)
}

/**
 * A method of the family as its function describes it, with what was said of its options. A page holds the methods whose
 * functions it calls, and no others.
 * @throws WoodburyError BAD_OPTION
 */
export function preset<O extends Settled>(method: Method<O>, said: object): Said<O> {
  meet(method)
  return describe<O>(method.name, method.options, said)
}
