import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'
import { takeModel } from '../check-model.js'
import type { GraphNode, Model } from '../graph.js'
import { hasParameters } from '../layers/table.js'

/** The names of the layers meant. @throws WoodburyError BAD_OPTION for what is no layer with parameters of the model */
function layersOf(where: string, { graph }: Model, given: unknown): readonly string[] {
  const all = graph.nodes.filter(hasParameters).map(({ name }) => name)
  if (given === undefined) return all
  const names: readonly unknown[] = Array.isArray(given) ? given : [given]
  const odd = names.length > 0 ? names.filter(name => !all.some(known => known === name)) : [given]
  if (odd.length === 0) return names as readonly string[]
  throw new WoodburyError(
    'BAD_OPTION',
    `${where}: layers holds ${show(odd[0])}. Pass names of layers with parameters; the model has ${all.join(', ')}.`,
    { got: odd[0], layers: all },
  )
}

function changed(where: string, given: Model, layers: unknown, trainable: boolean): Model {
  const model = takeModel(given, where)
  const names = layersOf(where, model, layers)
  const nodes = model.graph.nodes.map((node): GraphNode => {
    if (!names.includes(node.name)) return node
    const { trainable: _, ...rest } = node as GraphNode & { readonly trainable?: boolean }
    return trainable ? rest : ({ ...rest, trainable: false } as GraphNode)
  })
  return { ...model, graph: { ...model.graph, nodes }, params: model.params.slice() }
}

/**
 * The model with these layers frozen, or all of them: `fit` leaves their parameters as they are, bit for bit, and computes
 * once what follows from the data and frozen layers alone.
 * @param layers the name of a layer with parameters, or several
 * @throws WoodburyError BAD_MODEL, BAD_OPTION   @example const { model } = await fit(freeze(net, 'dense_0'), data)
 */
export const freeze = (model: Model, layers?: string | readonly string[]): Model =>
  changed('freeze', model, layers, false)

/** The model with these layers trained again, or all of them. @throws as `freeze`   @example unfreeze(net) */
export const unfreeze = (model: Model, layers?: string | readonly string[]): Model =>
  changed('unfreeze', model, layers, true)
