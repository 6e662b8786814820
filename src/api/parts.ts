import { dampingKinds } from '../damping/table.js'
import { meetFamily } from '../optim/family.js'
import type { Method } from '../optim/method.js'
import { methodNames, methodOf } from '../optim/table.js'

/** A method as a page or a command lists it. */
export interface MethodInfo {
  readonly name: string
  readonly title: string
  /** α at the start, where only a schedule is said. */
  readonly rate: number
  /** A line of help by option. */
  readonly options: Readonly<Record<string, string>>
  /** What can be said of an option, where that is one of some words. */
  readonly words: Readonly<Record<string, readonly string[]>>
}

/** Every method that `fit` takes, from this call on also as `{ method: name, …options }`. */
export function optimizers(): MethodInfo[] {
  meetFamily()
  return methodNames().map(method => described(methodOf({ method })))
}

const described = ({ name, title, rate, options }: Method): MethodInfo => ({
  name,
  title,
  rate,
  options: Object.fromEntries(Object.entries(options).map(([option, { text }]) => [option, text])),
  words: Object.fromEntries(Object.entries(options).flatMap(([option, { words }]) => (words ? [[option, words]] : []))),
})

/** Every kind of damping rule that a method's `damping` takes as `{ kind, …options }`. */
export const dampings = (): readonly string[] => dampingKinds()
