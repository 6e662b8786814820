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
import { isObject } from '../plain.js'

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

const refuse = (sentence: string, option: string): never => {
  throw new WoodburyError('BAD_OPTION', `register: ${sentence}`, { option })
}

/** The name of a part that is sound: a new one, with its functions. */
function checked(
  what: string,
  part: unknown,
  naming: string,
  needs: readonly string[],
  known: readonly string[],
): string {
  if (!isObject(part)) return refuse(`${what} is ${show(part)}. Pass { ${naming}, ${needs.join(', ')}, … }.`, what)
  const name = part[naming]
  if (typeof name !== 'string' || !NAME.test(name))
    return refuse(`${what}.${naming} is ${show(name)}. Pass a name of letters and digits.`, what)
  if (known.includes(name)) refuse(`${what}.${naming} "${name}" is there already. Pass another.`, what)
  for (const need of needs)
    if (typeof part[need] !== 'function') refuse(`${what}.${need} is ${show(part[need])}. Pass a function.`, what)
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
