import { type GraphNode, isFrozen } from '../graph.js'
import { activation } from './activation.js'
import { add } from './add.js'
import { concat } from './concat.js'
import { dense } from './dense.js'
import { input } from './input.js'
import type { Layer } from './layer.js'

/** Every kind of node; a new layer is one file and one line here. */
const layers: { readonly [K in GraphNode['kind']]: Layer<Extract<GraphNode, { kind: K }>> } = {
  input,
  dense,
  activation,
  add,
  concat,
}

/** The same without what gradients and curvature ask of their parameters. */
const frozen = Object.fromEntries(
  Object.entries(layers).map(([kind, layer]) => [kind, { ...layer, parameterised: undefined }]),
) as unknown as Record<GraphNode['kind'], Layer>

export const layerOf = (node: GraphNode): Layer => (isFrozen(node) ? frozen : (layers as typeof frozen))[node.kind]

/** Whether it is a kind of node that can be trained, frozen or not. */
export const hasParameters = ({ kind }: GraphNode): boolean => layers[kind].parameterised !== undefined
