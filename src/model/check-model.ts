import { attached } from '../arrays.js'
import { brandOf } from '../brand.js'
import { WoodburyError } from '../errors.js'
import { show } from '../options.js'
import { type Fields, isObject, plain } from '../plain.js'
import type { FloatArray } from '../runtime/dtype.js'
import { allFinite } from '../vectors.js'
import { checkGraph } from './check-graph.js'
import type { Model } from './graph.js'
import { kindOf, lossNames } from './losses/loss.js'
import { type ShapedGraph, shapesOf } from './shapes.js'

type Refuse = (sentence: string, facts?: Readonly<Record<string, unknown>>) => never

const isFloats = (value: unknown): value is FloatArray =>
  ['Float32Array', 'Float64Array'].includes(brandOf(value) ?? '')

function checkParams(params: unknown, shapes: ShapedGraph, where: string, refuse: Refuse): void {
  if (!isFloats(params))
    refuse(
      `the params are ${show(params)}, not a Float32Array or Float64Array. JSON does not keep typed arrays: store models with save and load.`,
    )
  const { length } = attached(params, `${where}: the params`)
  if (length !== shapes.parameters)
    refuse(
      `the params hold ${length} numbers but the graph takes ${shapes.parameters}. Keep a graph and its params together.`,
      {
        expected: shapes.parameters,
        got: length,
      },
    )
  if (allFinite(params)) return
  const at = params.findIndex(value => !Number.isFinite(value))
  const tensor = shapes.nodes.flatMap(({ slots }) => slots).find(({ offset, size }) => at < offset + size)?.name
  refuse(`${tensor} holds ${params[at]} (params[${at}]). Go back to the last model whose parameters are finite.`, {
    tensor,
    at,
  })
}

const isText = (value: unknown) => typeof value === 'string'
const isNumber = (value: unknown) => Number.isFinite(value)
const isScale = (value: unknown) => Number.isFinite(value) && (value as number) > 0

const isListOf = (values: unknown, is: (value: unknown) => boolean, length?: number) =>
  Array.isArray(values) && (length === undefined || values.length === length) && values.every(is)

/** @throws WoodburyError BAD_MODEL when nothing in a graph can be trained */
export function requireParameters({ parameters }: ShapedGraph, where: string): void {
  if (parameters === 0)
    throw new WoodburyError('BAD_MODEL', `${where}: the model has no parameters. Add a dense layer.`)
}

/** Standardisation, classes and columns: each, where there is one, an object with entries for inputs and outputs. */
function checkExtras(model: Partial<Model>, { nodes, inputs, outputs }: ShapedGraph, refuse: Refuse): void {
  const unitsOf = new Map([...inputs, ...outputs].map(at => [nodes[at].node.name, nodes[at].units]))
  const check = (
    what: keyof Model,
    expected: string | ((entry: unknown) => string),
    holds: (entry: unknown, units: number, name: string) => boolean,
  ) => {
    const entries: unknown = model[what]
    if (entries === undefined) return
    if (!isObject(entries))
      refuse(`${what} is ${show(entries)}. Pass an object with an entry for each input or output concerned.`)
    for (const [name, entry] of Object.entries(entries as Fields)) {
      const units = unitsOf.get(name)
      if (units === undefined)
        refuse(`${what} has an entry for "${name}", which is no input or output.`, { node: name })
      const must = typeof expected === 'string' ? expected.replace('#', String(units)) : expected(entry)
      if (!holds(entry, units as number, name)) refuse(`${what} of "${name}" must be ${must}.`, { node: name })
    }
  }
  check('standardization', '{ mean, scale }, # finite numbers each, scales above 0', (entry, units) => {
    const { mean, scale } = (entry ?? {}) as Record<string, unknown>
    return isListOf(mean, isNumber, units) && isListOf(scale, isScale, units)
  })
  check('classes', 'a list of texts, one for each of # units (two for one)', (entry, units) =>
    isListOf(entry, isText, Math.max(units, 2)),
  )
  const known = `one of ${lossNames.join(', ')}`
  const losses = (entry: unknown) =>
    `${known}, not ${show((entry as { kind?: unknown } | null)?.kind ?? entry)}; a loss of your own is made known first, by register`
  check('losses', losses, entry => kindOf(entry) !== undefined)
  check('columns', 'a list of texts, one or one for each of # units', (entry, units, name) => {
    const loss = model.losses?.[name]
    const columns = units / (kindOf(loss)?.unitsPerColumn ?? 1)
    return isListOf(entry, isText, columns) || isListOf(entry, isText, 1)
  })
}

/**
 * The value as a model: whatever has come through a structured clone, a file, a proxy or a user's hands.
 * @throws WoodburyError BAD_MODEL: `where`, what is wrong with which node or tensor, what to do
 */
export function checkModel(given: unknown, where: string): Model {
  const refuse: Refuse = (sentence, facts) => {
    throw new WoodburyError('BAD_MODEL', `${where}: ${sentence}`, facts)
  }
  // Without a brand only because it stands behind a proxy?
  const value = isObject(given) && !isFloats(given.params) ? plain(given, `${where}: the model`) : given
  if (!isObject(value) || !('graph' in value))
    return refuse(`the model is ${show(value)}. Build models with sequential or model, or load them.`)
  const { graph, params, ...extras } = value as Partial<Model>
  checkGraph(graph, where)
  const shapes = shapesOf(graph)
  requireParameters(shapes, where)
  checkParams(params, shapes, where, refuse)
  checkExtras(extras, shapes, refuse)
  return value as Partial<Model> as Model
}

/** The same as a plain value, for what goes on to a worker, a file or a result. @throws WoodburyError BAD_MODEL, BAD_VALUE */
export const takeModel = (given: unknown, where: string): Model =>
  checkModel(plain(given, `${where}: the model`), where)
