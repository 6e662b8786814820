import { byName } from '../data/by-name.js'

/** A model that knows its own starting values: plain frozen data and two functions. */
export interface ReadyModel {
  readonly kind: 'ready'
  readonly name: string
  /** In the order in which `value` takes them. */
  readonly parameters: readonly string[]
  /** In x and the parameters, as `fitCurve` reads expressions. */
  readonly expression: string
  /** What parameters may be by their meaning, as a share from 0 to 1, unless a fit is told otherwise. */
  readonly bounds?: Readonly<Record<string, readonly [lower: number, upper: number]>>
  /** Finite starting values for any finite data of one point or more, in any order; the arrays are left alone. */
  start(x: Float64Array, y: Float64Array): Record<string, number>
  /** The expression at one x, for starts of sums and products: those look at what the first part leaves over. */
  value(x: number, parameters: readonly number[]): number
}

/** The name of the function that made a model, and its arguments: what crosses to another thread in place of functions. */
export type Recipe = readonly [name: string, ...args: unknown[]]

const recipes = new WeakMap<object, Recipe>()

/** How a model was made; undefined for one that was not made here, such as a changed copy. */
export const recipeOf = (model: object): Recipe | undefined => recipes.get(model)

/** A model out of its parts; `guess` gives the starting values in the order of the parameters. */
export function readyModel(
  name: string,
  parameters: readonly string[],
  expression: string,
  value: ReadyModel['value'],
  guess: (x: Float64Array, y: Float64Array) => readonly number[],
  recipe: Recipe | null = [name],
  bounds: ReadyModel['bounds'] = {},
): ReadyModel {
  const model: ReadyModel = Object.freeze({
    kind: 'ready',
    name,
    parameters: Object.freeze(parameters),
    expression,
    bounds: Object.freeze(bounds),
    value,
    start(x: Float64Array, y: Float64Array) {
      const found = guess(x, y)
      return byName(
        parameters,
        found.map(value => (Number.isFinite(value) ? value : 1)),
      )
    },
  } satisfies ReadyModel)
  if (recipe) recipes.set(model, recipe)
  return model
}
