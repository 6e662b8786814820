import { classOf } from '../brand.js'
import { WoodburyError } from '../errors.js'
import { checkOptions, oneOf, show, wholeNumber } from '../options.js'
import { type DType, sizeOf } from '../runtime/dtype.js'
import { checkGraph } from './check-graph.js'
import { requireParameters } from './check-model.js'
import { collect, type Listed } from './collect.js'
import { checkUnits } from './fields.js'
import type { Graph, Model } from './graph.js'
import { initialise } from './initialise.js'
import type { LayerSpec } from './layer-specs.js'
import { input, isNodeSpec, type NodeSpec, placed, requireNode } from './node-specs.js'
import { shapesOf } from './shapes.js'

/** All that a 32-bit linear memory can address. */
const MEMORY = 2 ** 32

/** One node, several in order, or several by name. */
export type Nodes = NodeSpec | readonly NodeSpec[] | Readonly<Record<string, NodeSpec>>

export interface ModelOptions {
  /** Decides the first parameters; 0 by default. */
  seed?: number
  /** 'float32' by default. */
  dtype?: DType
}

export interface SequentialOptions extends ModelOptions {
  /** Columns of the data. */
  input: number
  /** Name of the input node; `input_0` by default. */
  name?: string
}

function listed(where: string, nodes: Nodes): Listed[] {
  if (isNodeSpec(nodes)) return [{ node: nodes }]
  if (Array.isArray(nodes)) return nodes.map((node, k) => ({ node: requireNode(`${where} ${k}`, node) }))
  if (typeof nodes !== 'object' || nodes === null) return [{ node: requireNode(where, nodes) }]
  return Object.entries(nodes).map(([name, node]) => ({ name, node: requireNode(`${where} "${name}"`, node) }))
}

function build(where: string, graph: Graph, { seed = 0, dtype = 'float32' }: ModelOptions): Model {
  wholeNumber(where, 'seed', seed)
  oneOf(where, 'dtype', dtype, ['float32', 'float64'])
  checkGraph(graph, where)
  const shapes = shapesOf(graph)
  requireParameters(shapes, where)
  if (shapes.parameters * sizeOf(dtype) > MEMORY)
    throw new WoodburyError(
      'OUT_OF_MEMORY',
      `${where}: ${shapes.parameters} parameters of ${dtype} do not fit into 4 GiB of memory. Use fewer units.`,
      { parameters: shapes.parameters },
    )
  return { graph, params: initialise(shapes, seed, dtype) }
}

/**
 * A model from its inputs to its outputs. Nodes that have no name of their own take the key they are listed under,
 * else `dense_0`, `dense_1`, `add_0` … in the order of the graph.
 * @throws WoodburyError BAD_MODEL that names the node, BAD_OPTION, OUT_OF_MEMORY
 * @example
 * const x = input(3)
 * const h = connect(dense(64, 'tanh'), x)
 * const net = model(x, { hand: connect(dense(2), concat(h, x)) }, { seed: 1 })
 */
export function model(inputs: Nodes, outputs: Nodes, options: ModelOptions = {}): Model {
  checkOptions('model', ['seed', 'dtype'], options)
  return build('model', collect(listed('model: input', inputs), listed('model: output', outputs)), options)
}

/**
 * A model of layers one after the other.
 * @throws WoodburyError BAD_MODEL, BAD_OPTION, OUT_OF_MEMORY
 * @example sequential({ input: 3, seed: 1 }, [dense(64, 'tanh'), dense(64, 'tanh'), dense(2)])
 */
export function sequential(options: SequentialOptions, layers: readonly LayerSpec[]): Model {
  checkOptions('sequential', ['input', 'seed', 'dtype', 'name'], options)
  const isList = classOf(layers) === 'Array'
  if (!isList || layers.length === 0)
    throw new WoodburyError(
      'BAD_MODEL',
      `sequential: layers are ${isList ? 'an empty list' : show(layers)}. Pass one at least, as in [dense(2)].`,
    )
  const data = input(checkUnits('sequential', options.input, 'input'), options.name)
  const output = layers.reduce<NodeSpec>((node, layer, k) => placed(`sequential: layer ${k}`, layer, node), data)
  return build('sequential', collect([{ node: data }], [{ node: output }]), options)
}
