import { WoodburyError } from '../errors.js'
import type { Graph, GraphNode } from './graph.js'
import { checkName } from './names.js'
import { type NodeSpec, requireNode } from './node-specs.js'

/** An input or output as the user listed it; `name` is the key it stood under. */
export interface Listed {
  readonly node: NodeSpec
  readonly name?: string
}

/** Every node reachable from the roots after the nodes it reads: depth first, without recursion for deep graphs. */
function walk(roots: readonly NodeSpec[]): NodeSpec[] {
  const order: NodeSpec[] = []
  const open = new Set<NodeSpec>()
  const done = new Set<NodeSpec>()
  const stack = [...roots].reverse()
  while (stack.length > 0) {
    const node = stack[stack.length - 1]
    if (done.has(node)) {
      stack.pop()
    } else if (open.has(node)) {
      stack.pop()
      done.add(node)
      order.push(node)
    } else {
      open.add(node)
      for (let k = node.from.length - 1; k >= 0; k--) {
        const below = requireNode(`model: what ${node.kind} reads at ${k + 1}`, node.from[k])
        if (open.has(below) && !done.has(below))
          throw new WoodburyError('BAD_MODEL', `model: a ${node.kind} node reads itself. Nodes read earlier ones only.`)
        stack.push(below)
      }
    }
  }
  return order
}

/** The name of each node: its own, else the key it is listed under, else `kind_0`, `kind_1` … where free. */
function namesOf(order: readonly NodeSpec[], listed: readonly Listed[]): Map<NodeSpec, string> {
  const names = new Map<NodeSpec, string>()
  const taken = new Set<string>()
  const give = (node: NodeSpec, name: string) => {
    checkName(`model: a ${node.kind}`, name)
    const old = names.get(node)
    if (old === name) return
    if (old !== undefined)
      throw new WoodburyError('BAD_MODEL', `model: one node is called both "${old}" and "${name}". List it once.`, {
        names: [old, name],
      })
    if (taken.has(name))
      throw new WoodburyError('BAD_MODEL', `model: two nodes are called "${name}". Give each its own name.`, {
        node: name,
      })
    names.set(node, name)
    taken.add(name)
  }
  for (const node of order) if (node.name !== undefined) give(node, node.name)
  for (const { node, name } of listed) if (name !== undefined) give(node, name)
  const counts = new Map<string, number>()
  for (const node of order) {
    if (names.has(node)) continue
    let count = counts.get(node.kind) ?? 0
    while (taken.has(`${node.kind}_${count}`)) count++
    give(node, `${node.kind}_${count}`)
    counts.set(node.kind, count + 1)
  }
  return names
}

/**
 * The graph between listed inputs and outputs: inputs first as listed, then depth first from each output.
 * @throws WoodburyError BAD_MODEL for nodes that read themselves or share a name
 */
export function collect(inputs: readonly Listed[], outputs: readonly Listed[]): Graph {
  const listed = [...inputs, ...outputs]
  const order = walk(listed.map(({ node }) => node))
  const names = namesOf(order, listed)
  const nameOf = (node: NodeSpec) => names.get(node) as string
  return {
    nodes: order.map(node => {
      const { kind, name: _, from, ...fields } = node
      return { kind, name: nameOf(node), from: from.map(nameOf), ...fields } as GraphNode
    }),
    inputs: inputs.map(({ node }) => nameOf(node)),
    outputs: outputs.map(({ node }) => nameOf(node)),
  }
}
