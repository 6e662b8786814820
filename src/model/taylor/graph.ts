import type { Graph, GraphNode, Standardization } from '../graph.js'
import { bringLayers } from '../layers/table.js'
import { taylorActivation } from './activation.js'
import type { Channels } from './channels.js'
import { taylorConcat } from './concat.js'
import { taylorDense } from './dense.js'
import { taylorInput } from './input.js'
import type { TaylorNode } from './nodes.js'

/** Makes the nodes of Taylor-mode sweeps known: whoever runs a graph of them calls it first. */
export const bringTaylorLayers = (): void => bringLayers({ taylorInput, taylorDense, taylorActivation, taylorConcat })

/** How inputs are scaled, by the names of their nodes. */
export type InputConstants = Readonly<Record<string, Standardization>>

/** A node that is no model's, where nodes are expected. */
export const inRun = (node: { readonly kind: string }): GraphNode => node as unknown as GraphNode

/**
 * The graph whose outputs have the derivatives of a graph's outputs by its inputs beside the values, with the same
 * parameters in the same places. Axes are numbered through the inputs in their order.
 * Formulas: Taylor mode of second order (Griewank & Walther 2008, chapter 13), summed over axes as in the forward Laplacian
 * of Li et al. 2023; written down from the chain rule, neither text at hand.
 */
export function taylorGraph(
  { nodes, inputs, outputs }: Graph,
  channels: Channels,
  constants: InputConstants = {},
): Graph {
  const isInput = new Set(inputs)
  const carried = (name: string) => (isInput.has(name) ? `/${name}` : name)
  let axis = 0
  const carriers = inputs.map((name): TaylorNode => {
    const first = axis
    axis += (nodes.find(node => node.name === name) as { units: number }).units
    const scaled = constants[name] && { constants: constants[name] }
    return { kind: 'taylorInput', name: carried(name), from: [name], axis: first, channels, ...scaled }
  })
  const rest = nodes.filter(({ kind }) => kind !== 'input').map(node => inRun(carrying(node)))
  return { nodes: [...nodes.filter(({ kind }) => kind === 'input'), ...carriers.map(inRun), ...rest], inputs, outputs }

  function carrying(node: GraphNode): TaylorNode | GraphNode {
    const from = node.from.map(carried)
    const { name } = node
    if (node.kind === 'dense') {
      const { units, bias, activation: phi, trainable } = node
      return { kind: 'taylorDense', name, from, units, bias, phi, channels, ...(trainable === false && { trainable }) }
    }
    if (node.kind === 'activation') return { kind: 'taylorActivation', name, from, phi: node.activation, channels }
    if (node.kind === 'concat') return { kind: 'taylorConcat', name, from, channels }
    return { ...node, from }
  }
}
