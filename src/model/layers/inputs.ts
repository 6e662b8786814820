import { WoodburyError } from '../../errors.js'
import type { AnyNode } from './layer.js'

/** @throws WoodburyError BAD_MODEL when a node does not read exactly `count` nodes */
export function requireInputs(node: AnyNode, inputUnits: readonly number[], count: number): void {
  if (inputUnits.length !== count)
    throw new WoodburyError(
      'BAD_MODEL',
      `model: ${node.kind} "${node.name}" reads ${inputUnits.length} nodes, expected ${count}. Use add or concat to join nodes.`,
      { node: node.name },
    )
}

/** @throws WoodburyError BAD_MODEL when a joining node reads fewer than two nodes */
export function requireSeveral(node: AnyNode, inputUnits: readonly number[]): void {
  if (inputUnits.length < 2)
    throw new WoodburyError(
      'BAD_MODEL',
      `model: ${node.kind} "${node.name}" reads ${inputUnits.length} node. It joins two or more: pass them all.`,
      { node: node.name },
    )
}
