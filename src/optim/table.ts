import { ownPart, ownParts } from '../own-parts.js'
import type { family } from './family.js'
import { adamMethod } from './first-order/adam.js'
import { adamWMethod } from './first-order/adam-w.js'
import { type OwnOptimizer, ownMethod } from './first-order/own.js'
import { sgdMethod } from './first-order/sgd.js'
import { ekfacMethod } from './kronecker/ekfac.js'
import { foofMethod } from './kronecker/foof.js'
import { kfacMethod } from './kronecker/kfac.js'
import { hessianFreeMethod } from './matrix-free/hessian-free.js'
import type { Method, Said, Settled } from './method.js'
import { metMethods } from './preset.js'
import { lbfgsMethod } from './quasi-newton/lbfgs.js'
import { ssBroydenMethod } from './quasi-newton/ss-broyden.js'
import { smwGNMethod } from './rows/smw-gn.js'
import { smwNGMethod } from './rows/smw-ng.js'
import type { SaidSmw, Smw } from './rows/smw-options.js'
import type { Task } from './task.js'

/** The methods that defaults are chosen from, and their nearest kin, by name; `family.ts` has all others. */
const table = {
  smwGN: smwGNMethod,
  smwNG: smwNGMethod,
  kfac: kfacMethod,
  ekfac: ekfacMethod,
  foof: foofMethod,
  hessianFree: hessianFreeMethod,
  lbfgs: lbfgsMethod,
  ssBroyden: ssBroydenMethod,
  sgd: sgdMethod,
  adam: adamMethod,
  adamW: adamWMethod,
}

type Table = typeof table
type Family = typeof family
type SettledOf<M> = M extends { settings(settled: infer O, short: never): unknown } ? O : never

/** A method with every option settled, as a run carries it and a result returns it. */
export type ResolvedOptimizer = SettledOf<Table[keyof Table] | Family[keyof Family]>

type SaidOf<O> = O extends Smw ? SaidSmw : O extends Settled ? Said<O> : never

/** A method with what the user said; `fit` settles the rest from the task, the data and the network. */
export type Optimizer = SaidOf<ResolvedOptimizer>

/** The names of all methods that this thread has met, those of the user's modules last. */
export const methodNames = (): string[] => [
  ...Object.keys(table),
  ...metMethods().keys(),
  ...ownParts().optimizers.keys(),
]

/** The method of a name that `methodNames` has. */
export function methodOf({ method }: { readonly method: string }): Method {
  if (Object.hasOwn(table, method)) return table[method as keyof Table] as unknown as Method
  const met = metMethods().get(method)
  if (met) return met
  return ownMethod(ownPart('optimizers', method) as OwnOptimizer) as unknown as Method
}

/** Settles what was left open. */
export const settle = (said: Optimizer, task: Task): ResolvedOptimizer =>
  methodOf(said).settle(said, task) as ResolvedOptimizer
