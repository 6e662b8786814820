import { WoodburyError } from '../errors.js'
import { oneOf, show, trueOrFalse } from '../options.js'
import { type Fields, isObject } from '../plain.js'
import { checkActivation, checkUnits } from './fields.js'
import { type Graph, type GraphNode, initialisers } from './graph.js'
import { isName } from './names.js'

const isNameList = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isName)

/** What each kind of node holds beside kind, name and from. */
const checksOf: Readonly<Record<GraphNode['kind'], (where: string, node: Fields) => void>> = {
  input(where, { units }) {
    checkUnits(where, units)
  },
  dense(where, { units, activation, bias, init, trainable }) {
    checkUnits(where, units)
    checkActivation(where, activation)
    trueOrFalse(where, 'bias', bias)
    oneOf(where, 'init', init, initialisers)
    if (trainable !== undefined) trueOrFalse(where, 'trainable', trainable)
  },
  activation(where, { activation }) {
    checkActivation(where, activation)
  },
  add() {},
  concat() {},
}

const kinds = Object.keys(checksOf) as GraphNode['kind'][]

/** Makes the BAD_OPTION of a field check the BAD_MODEL of the graph that holds the field. */
function asModelError(check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof WoodburyError)) throw error
    throw new WoodburyError('BAD_MODEL', error.message, error.facts, { cause: error })
  }
}

/**
 * Whether a value is a sound graph: known kinds with sound fields, unique names, every node after those it reads,
 * every node read or an output, and exactly the input nodes listed as inputs. Widths are for `shapesOf` to check.
 * @throws WoodburyError BAD_MODEL that names the node
 */
export function checkGraph(value: unknown, where: string): asserts value is Graph {
  const refuse = (sentence: string, facts = {}): never => {
    throw new WoodburyError('BAD_MODEL', `${where}: ${sentence}`, facts)
  }
  if (!isObject(value)) return refuse(`the graph is ${show(value)}. Build models with sequential or model.`)
  const { nodes, inputs, outputs } = value
  if (!Array.isArray(nodes) || !isNameList(inputs) || !isNameList(outputs))
    return refuse('the graph lacks its lists of nodes, inputs and outputs. Build models with sequential or model.')

  const kindOf = new Map<string, string>()
  const read = new Set<string>(outputs)
  for (const [at, node] of nodes.entries()) {
    if (!isObject(node) || !isName(node.name)) return refuse(`node ${at} has no name. Name it as in "dense_0".`)
    const { kind, name, from } = node
    const here = `node "${name}"`
    if (kindOf.has(name)) refuse(`two nodes are called "${name}". Give each its own name.`, { node: name })
    asModelError(() => {
      checksOf[oneOf(`${where}: ${here}`, 'kind', kind, kinds)](`${where}: ${here}`, node)
    })
    if (!isNameList(from)) return refuse(`${here} does not list the nodes it reads.`, { node: name })
    for (const below of from) {
      if (!kindOf.has(below)) refuse(`${here} reads "${below}", which no earlier node is called.`, { node: name })
      read.add(below)
    }
    kindOf.set(name, kind as string)
  }

  for (const [list, names] of Object.entries({ inputs, outputs })) {
    if (names.length === 0) refuse(`the model has no ${list}. List at least one node.`)
    const twice = names.find((name, at) => names.indexOf(name) !== at)
    if (twice !== undefined) refuse(`"${twice}" stands twice among the ${list}. List it once.`, { node: twice })
    for (const name of names) {
      const kind = kindOf.get(name)
      if (kind === undefined) refuse(`the ${list} list "${name}", which no node is called.`, { node: name })
      if ((kind === 'input') !== (list === 'inputs'))
        refuse(`the ${list} list "${name}", which is a node of kind ${kind}. ${adviceOn[list]}`, { node: name })
    }
  }
  for (const [name, kind] of kindOf)
    if (kind === 'input' && !inputs.includes(name))
      refuse(`input "${name}" is read but not listed. Add it to the model's inputs.`, { node: name })
  for (const [name, kind] of kindOf)
    if (!read.has(name))
      refuse(`nothing reads ${kind} "${name}" and it is no output. Leave it out, or connect it.`, { node: name })
}

const adviceOn: Readonly<Record<string, string>> = {
  inputs: 'Only input(…) nodes take data.',
  outputs: 'Put a layer between it and the output.',
}
