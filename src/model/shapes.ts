import { type Graph, type GraphNode, isFrozen } from './graph.js'
import { layerOf } from './layers/table.js'

/** One tensor inside `Model.params`. */
export interface ParameterSlot {
  /** `dense_0/kernel`, as in the model file. */
  readonly name: string
  readonly shape: readonly number[]
  /** In elements from the start of `params`. */
  readonly offset: number
  readonly size: number
}

/** A node with everything that follows from the graph alone. */
export interface ShapedNode {
  readonly node: GraphNode
  readonly units: number
  /** Positions in `ShapedGraph.nodes` of the nodes it reads. */
  readonly from: readonly number[]
  readonly inputUnits: readonly number[]
  readonly slots: readonly ParameterSlot[]
  /** Positions of a sample at which the parameters act. */
  readonly positions: number
  /** What a run reads and does not train: offsets count from the end of the parameters. */
  readonly constants: readonly ParameterSlot[]
}

export interface ShapedGraph {
  readonly nodes: readonly ShapedNode[]
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  readonly parameters: number
  /** Elements of all constants. */
  readonly constants: number
}

/**
 * Widths, parameter slots and positions of every node of a graph.
 * @throws WoodburyError BAD_MODEL that names the node
 */
export const shapesOf = (graph: Graph): ShapedGraph => shaped(graph, false)

/** The same for a run: frozen layers have no slots, and their tensors are constants. @throws WoodburyError BAD_MODEL */
export const trainedShapesOf = (graph: Graph): ShapedGraph => shaped(graph, true)

function shaped(graph: Graph, apart: boolean): ShapedGraph {
  const place = new Map<string, number>()
  const nodes: ShapedNode[] = []
  const sizes = { parameters: 0, constants: 0 }
  for (const node of graph.nodes) {
    const from = node.from.map(name => place.get(name) as number)
    const inputUnits = from.map(index => (nodes[index] as ShapedNode).units)
    const layer = layerOf(node)
    const units = layer.units(node, inputUnits)
    const kind = apart && isFrozen(node) ? 'constants' : 'parameters'
    const tensors = layer.parameters(node, inputUnits).map(({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1)
      const slot = { name: `${node.name}/${name}`, shape, offset: sizes[kind], size }
      sizes[kind] += size
      return slot
    })
    const [slots, constants] = kind === 'parameters' ? [tensors, []] : [[], tensors]
    place.set(node.name, nodes.length)
    nodes.push({ node, units, from, inputUnits, slots, positions: layer.positions?.(node) ?? 1, constants })
  }
  return {
    nodes,
    inputs: graph.inputs.map(name => place.get(name) as number),
    outputs: graph.outputs.map(name => place.get(name) as number),
    ...sizes,
  }
}

/** Where the parameters of a node lie in a parameter vector, in elements: its slots follow one another. */
export function slotsOf(graph: ShapedGraph, k: number): { offset: number; count: number } {
  const { slots } = graph.nodes[k]
  return { offset: slots[0]?.offset ?? 0, count: slots.reduce((sum, { size }) => sum + size, 0) }
}
