import { WoodburyError } from '../../errors.js'
import { nearest } from '../../options.js'
import type { Points } from '../data/points.js'
import { namesOf, parse } from '../expression/parse.js'
import type { Partly, Values } from '../parameters.js'
import { readyModels } from '../ready/table.js'
import { type AnyModel, isReady, type ModelOptions } from './settle-model.js'

/** What ready-made models are called elsewhere. */
const OTHER_NAMES = /* @__PURE__ */ new Map([
  ['exponential', 'exponentialDecay'],
  ['power', 'powerLaw'],
  ['linear', 'line'],
  ['sigmoid', 'logistic'],
  ['normal', 'gaussian'],
])

export interface StartOptions extends ModelOptions<never> {
  readonly start?: Values | 'auto'
  readonly lower?: Partly
  readonly upper?: Partly
  readonly fixed?: readonly (string | number)[]
}

/** Whether starts are to come from the data: of ready-made models they do so by themselves. */
export const isUnstarted = (model: AnyModel, { start }: StartOptions): boolean => start === 'auto' && !isReady(model)

/**
 * The start that was given, or that of a ready-made model for these points; where it is `'auto'`, 1 or what is nearest within the
 * bounds for every name in the expressions that is no variable, to be replaced by what the data say.
 * @throws WoodburyError BAD_OPTION where there is neither; BAD_MODEL for a name close to that of a ready-made model
 */
export function startOf(model: AnyModel, { columns, y }: Points, options: StartOptions, where: string): Values {
  const { start } = options
  if (start !== undefined && start !== 'auto') return start
  if (isReady(model)) return model.start(columns[0], y)
  const near =
    typeof model === 'string' && /^[a-z]\w*$/i.test(model)
      ? (OTHER_NAMES.get(model.toLowerCase()) ?? nearest(model, [...readyModels.keys()]))
      : undefined
  if (near !== undefined)
    throw new WoodburyError('BAD_MODEL', `${where}: there is no ready-made model "${model}". Did you mean "${near}"?`, {
      model,
    })
  if (start === undefined)
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: there is no start. Pass start: { name: value, … }, one for each parameter.`,
    )
  if (typeof model === 'function')
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: start is "auto", and a function does not tell the names of its parameters. Pass start: { name: value, … }, or write the model as an expression.`,
    )
  return placeholders(model, columns.length, options, where)
}

function placeholders(
  model: Exclude<AnyModel, (...args: never) => unknown>,
  columns: number,
  { variables, ties = {}, lower, upper, fixed = [] }: StartOptions,
  where: string,
): Values {
  const inputs = variables ?? (columns === 1 ? ['x'] : Array.from({ length: columns }, (_, k) => `x${k + 1}`))
  const texts = (typeof model === 'string' ? [model] : model) as readonly string[]
  const expressions = [...texts.map(text => parse(text, where)), ...Object.values(ties).map(text => parse(text, where))]
  const names = [...new Set(expressions.flatMap(namesOf))].filter(
    name => !inputs.includes(name) && !Object.hasOwn(ties, name),
  )
  const held = fixed.find(name => names.includes(String(name)))
  if (held !== undefined)
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: ${held} is fixed, and start "auto" has no value for it. Write the value into the model.`,
    )
  const end = (side: Partly | undefined, name: string, open: number) =>
    (side as Readonly<Record<string, number | null | undefined>> | undefined)?.[name] ?? open
  return Object.fromEntries(
    names.map(name => {
      const [least, most] = [end(lower, name, Number.NEGATIVE_INFINITY), end(upper, name, Number.POSITIVE_INFINITY)]
      return [name, Math.max(least, Math.min(1, most))]
    }),
  )
}
