import type { OwnDamping, OwnNumbers } from '../damping/own.js'
import type { DampingState } from '../damping/rule.js'
import { dampingKinds } from '../damping/table.js'
import { WoodburyError } from '../errors.js'
import type { OwnLoss } from '../model/losses/own.js'
import { lossKinds } from '../model/losses/table.js'
import type { OwnOptimizer, OwnOptions } from '../optim/first-order/own.js'
import { methodNames } from '../optim/table.js'
import { checkOptions, show } from '../options.js'
import { ownParts } from '../own-parts.js'
import { type Fields, hasFields, isObject } from '../plain.js'

/** Parts of the user's own, by what they are. */
export interface OwnParts<
  O extends OwnOptions = OwnOptions,
  P extends OwnNumbers = OwnNumbers,
  S extends DampingState = DampingState,
  L extends OwnNumbers = OwnNumbers,
> {
  optimizer?: OwnOptimizer<O>
  damping?: OwnDamping<P, S>
  loss?: OwnLoss<L>
}

const NAME = /^[A-Za-z][A-Za-z0-9]*$/

const isName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value)

/** Fields of a description, of what a step is told, and those by which methods with rows or damping are known. */
const TAKEN = {
  optimizer: ['method', 'gradientBatch', 'learningRate', 'rate', 'steps', 'damping', 'rows', 'factors'],
  damping: ['kind'],
  loss: ['kind'],
}

/** The vectors of every step, and what a checkpoint holds beside a method's own. */
const VECTORS = ['theta', 'gradient', 'next', 'lowest', 'best']

const refuse = (sentence: string, option: string): never => {
  throw new WoodburyError('BAD_OPTION', `register: ${sentence}`, { option })
}

/** Defaults: an object of numbers, for an optimiser of words and truth values too. */
function checkDefaults(what: keyof typeof TAKEN, defaults: unknown): void {
  if (defaults === undefined) return
  if (!hasFields(defaults)) refuse(`${what}.defaults are ${show(defaults)}. Pass { name: value, … }.`, what)
  for (const [name, value] of Object.entries(defaults as Fields)) {
    if (TAKEN[what].includes(name)) refuse(`${what}.defaults has "${name}", which is taken. Use another name.`, what)
    const word = what === 'optimizer' && ['string', 'boolean'].includes(typeof value)
    if (!word && !Number.isFinite(value))
      refuse(`${what}.defaults.${name} is ${show(value)}. Pass a finite number.`, what)
  }
}

/** Names of the vectors that an optimiser keeps. */
function checkState(state: unknown): void {
  if (state === undefined) return
  if (!Array.isArray(state)) refuse(`optimizer.state is ${show(state)}. Pass a list of names.`, 'optimizer')
  const names = state as unknown[]
  names.forEach((name, k) => {
    if (!isName(name)) refuse(`optimizer.state holds ${show(name)}. Pass names of letters and digits.`, 'optimizer')
    if (VECTORS.includes(name as string) || names.indexOf(name) < k)
      refuse(`optimizer.state holds "${name}", which is taken. Use another name.`, 'optimizer')
  })
}

/** The name of a part that is sound: a new one, with its functions. */
function checked(
  what: keyof typeof TAKEN,
  part: unknown,
  naming: string,
  needs: readonly string[],
  known: readonly string[],
): string {
  if (!isObject(part)) return refuse(`${what} is ${show(part)}. Pass { ${naming}, ${needs.join(', ')}, … }.`, what)
  const name = part[naming]
  if (!isName(name)) return refuse(`${what}.${naming} is ${show(name)}. Pass a name of letters and digits.`, what)
  if (known.includes(name)) refuse(`${what}.${naming} "${name}" is there already. Pass another.`, what)
  for (const need of needs)
    if (typeof part[need] !== 'function') refuse(`${what}.${need} is ${show(part[need])}. Pass a function.`, what)
  for (const may of ['start', 'update'])
    if (what === 'damping' && part[may] !== undefined && typeof part[may] !== 'function')
      refuse(`${what}.${may} is ${show(part[may])}. Pass a function, or leave it out.`, what)
  checkDefaults(what, part.defaults)
  if (what === 'optimizer') checkState(part.state)
  return name
}

/**
 * Makes parts of the user's own known in this thread: `{ method: name }` and `{ kind: name }` then take them. A module
 * that calls this is imported by every worker where `init({ parts: [url] })` names it; a part that is registered
 * again takes the place of the first.
 * @throws WoodburyError BAD_OPTION for a part without name or functions, or a name that is taken
 * @example register({ optimizer: { name: 'signDescent', step: ({ theta, gradient, next }, { rate }) => { … } } })
 */
export function register<O extends OwnOptions, P extends OwnNumbers, S extends DampingState, L extends OwnNumbers>(
  parts: OwnParts<O, P, S, L>,
): void {
  checkOptions('register', ['optimizer', 'damping', 'loss'], parts)
  const { optimizers, dampings, losses } = ownParts()
  const { optimizer, damping, loss } = parts
  const packaged = (names: readonly string[], own: ReadonlyMap<string, object>) => names.filter(name => !own.has(name))
  if (optimizer !== undefined)
    optimizers.set(checked('optimizer', optimizer, 'name', ['step'], packaged(methodNames(), optimizers)), optimizer)
  if (damping !== undefined)
    dampings.set(checked('damping', damping, 'kind', ['lambda'], packaged(dampingKinds(), dampings)), damping)
  if (loss !== undefined) {
    const needs = ['value', 'slope', 'curvature']
    losses.set(checked('loss', loss, 'kind', needs, packaged(lossKinds(), losses)), loss)
  }
}
