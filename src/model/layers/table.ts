import { type GraphNode, isFrozen } from '../graph.js'
import { activation } from './activation.js'
import { add } from './add.js'
import { concat } from './concat.js'
import { dense } from './dense.js'
import { input } from './input.js'
import type { Layer } from './layer.js'

type Kind = GraphNode['kind']

/** Every kind of node that a model may have; a new layer is one file and one line here. */
const layers: { readonly [K in Kind]: Layer<Extract<GraphNode, { kind: K }>> } = {
  input,
  dense,
  activation,
  add,
  concat,
}

/** Those of graphs that some runs alone have, which bring them. */
const brought = new Map<string, Layer>()

/** Makes more kinds of node known, for graphs that are no model's. */
export function bringLayers(kinds: Readonly<Record<string, Layer<never>>>): void {
  for (const [kind, layer] of Object.entries(kinds)) brought.set(kind, layer as unknown as Layer)
}

const known = (kind: string): Layer => {
  const layer = Object.hasOwn(layers, kind) ? layers[kind as Kind] : brought.get(kind)
  if (!layer) throw new Error(`nobody brought the layer ${kind}`)
  return layer as unknown as Layer
}

/** The same without what gradients and curvature ask of its parameters, where they are frozen. */
export const layerOf = (node: GraphNode): Layer =>
  isFrozen(node) ? { ...known(node.kind), parameterised: undefined } : known(node.kind)

/** Whether it is a kind of node that can be trained, frozen or not. */
export const hasParameters = ({ kind }: GraphNode): boolean => known(kind).parameterised !== undefined
