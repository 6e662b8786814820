import { WoodburyError } from '../errors.js'
import { show } from '../options.js'
import { checkUnits } from './fields.js'
import type { LayerSpec } from './layer-specs.js'
import { checkName } from './names.js'

interface Reading {
  readonly name?: string
  /** The nodes it reads. */
  readonly from: readonly NodeSpec[]
}

/** A place in a graph that `model` will build: plain data, told apart by identity. */
export type NodeSpec = Reading &
  (
    | { readonly kind: 'input'; readonly units: number }
    | { readonly kind: 'add' }
    | { readonly kind: 'concat' }
    | LayerSpec
  )

export function isNodeSpec(value: unknown): value is NodeSpec {
  if (typeof value !== 'object' || value === null) return false
  const { kind, from } = value as Partial<NodeSpec>
  return typeof kind === 'string' && Array.isArray(from)
}

/** @throws WoodburyError BAD_MODEL */
export function requireNode(where: string, value: unknown): NodeSpec {
  if (isNodeSpec(value)) return value
  throw new WoodburyError(
    'BAD_MODEL',
    `${where} is ${show(value)}, not a node. Pass what input, connect, add or concat returned.`,
    { got: value },
  )
}

/** @throws WoodburyError BAD_MODEL */
function requireLayer(where: string, value: unknown): LayerSpec {
  const kind = typeof value === 'object' && value !== null ? (value as Partial<LayerSpec>).kind : undefined
  if ((kind === 'dense' || kind === 'activation') && !isNodeSpec(value)) return value as LayerSpec
  throw new WoodburyError(
    'BAD_MODEL',
    `${where} is ${isNodeSpec(value) ? 'a node' : show(value)}, not a layer. Pass dense(…) or activation(…).`,
    { got: value },
  )
}

/** Where data enters: [samples, units]. @throws WoodburyError BAD_OPTION   @example const angles = input(3, 'angles') */
export function input(units: number, name?: string): NodeSpec {
  return {
    kind: 'input',
    ...(name !== undefined && { name: checkName('input', name) }),
    units: checkUnits('input', units),
    from: [],
  }
}

/**
 * The layer on top of a node; every call makes new parameters, even of one layer.
 * @throws WoodburyError BAD_MODEL   @example const h = connect(dense(64, 'tanh'), angles)
 */
export function connect(layer: LayerSpec, node: NodeSpec): NodeSpec {
  return placed('connect: the first argument', layer, requireNode('connect: the second argument', node))
}

export function placed(where: string, layer: LayerSpec, node: NodeSpec): NodeSpec {
  return { ...requireLayer(where, layer), from: [node] }
}

/** Element-wise sum of two or more nodes of one width. @throws WoodburyError BAD_MODEL */
export const add = (...nodes: NodeSpec[]): NodeSpec => joined('add', nodes)

/** Columns of two or more nodes side by side, in order. @throws WoodburyError BAD_MODEL */
export const concat = (...nodes: NodeSpec[]): NodeSpec => joined('concat', nodes)

function joined(kind: 'add' | 'concat', nodes: readonly NodeSpec[]): NodeSpec {
  return { kind, from: nodes.map((node, k) => requireNode(`${kind}: argument ${k + 1}`, node)) }
}
