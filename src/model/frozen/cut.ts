import { WoodburyError } from '../../errors.js'
import { type Graph, type GraphNode, isFrozen } from '../graph.js'
import { hasParameters } from '../layers/table.js'
import { shapesOf } from '../shapes.js'

/** A graph in two parts: what never changes while it is trained, and what remains. */
export interface Cut {
  /** What a run trains: values that never change are its inputs, under the names of their nodes. */
  readonly graph: Graph
  /** What gives those values, as its outputs, from the model's inputs; absent where they are the data themselves. */
  readonly base?: Graph
  /** Names of all frozen layers. */
  readonly frozen: readonly string[]
}

const isTrained = (node: GraphNode) => hasParameters(node) && !isFrozen(node)

/** Nodes whose values follow from data and frozen layers alone; an output stays, since its loss is asked for. */
function fixedNodes({ nodes, outputs }: Graph): Set<string> {
  const fixed = new Set<string>()
  for (const node of nodes) {
    const { name, from } = node
    if (!isTrained(node) && !outputs.includes(name) && from.every(below => fixed.has(below))) fixed.add(name)
  }
  return fixed
}

/** The nodes that some nodes are computed from, and those nodes. */
function beneath(nodes: readonly GraphNode[], names: readonly string[]): GraphNode[] {
  const wanted = new Set(names)
  for (const { name, from } of [...nodes].reverse()) if (wanted.has(name)) for (const below of from) wanted.add(below)
  return nodes.filter(({ name }) => wanted.has(name))
}

/**
 * Cuts a graph above its lowest frozen layers. Without frozen layers all of it remains.
 * @throws WoodburyError BAD_MODEL where all layers with parameters are frozen
 */
export function cutOf(graph: Graph, where: string): Cut {
  const { nodes, inputs, outputs } = graph
  const frozen = nodes.filter(isFrozen).map(({ name }) => name)
  if (frozen.length === 0) return { graph, frozen }
  if (!nodes.some(isTrained))
    throw new WoodburyError(
      'BAD_MODEL',
      `${where}: every layer with parameters is frozen (${frozen.join(', ')}), so there is nothing to train. Pass unfreeze(model, '${frozen[frozen.length - 1]}').`,
      { frozen },
    )
  const fixed = fixedNodes(graph)
  const rest = nodes.filter(({ name }) => !fixed.has(name))
  const read = new Set(rest.flatMap(({ from }) => from))
  const edge = nodes.flatMap(({ name }, k) => (fixed.has(name) && read.has(name) ? [k] : []))
  const { nodes: shapes } = shapesOf(graph)
  const given = edge.map((k): GraphNode => ({ kind: 'input', name: nodes[k].name, from: [], units: shapes[k].units }))
  const computed = edge.map(k => nodes[k].name).filter(name => !inputs.includes(name))
  const remaining = {
    nodes: [...given, ...rest],
    inputs: [...inputs.filter(name => read.has(name)), ...computed],
    outputs,
  }
  if (computed.length === 0) return { graph: remaining, frozen }
  const below = beneath(nodes, computed)
  const names = new Set(below.map(({ name }) => name))
  const base = { nodes: below, inputs: inputs.filter(name => names.has(name)), outputs: computed }
  return { graph: remaining, base, frozen }
}
