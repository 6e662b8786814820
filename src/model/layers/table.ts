import type { GraphNode } from '../graph.js'
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

export const layerOf = (node: GraphNode): Layer => layers[node.kind] as Layer
