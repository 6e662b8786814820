import { Graph, type Node } from '../../curve/expression/graph.js'
import { type Maths, record, type Value } from '../../curve/expression/maths.js'
import { parse } from '../../curve/expression/parse.js'
import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'
import type { RecordedItem } from '../../step/variational/plan.js'

/**
 * V(x): an expression in `x`, or `x1`, `x2`, … where there are several inputs; or a function of x, one value or an array of
 * them, written on the maths object that it is handed beside it.
 */
export type PotentialOption = string | ((x: never, m: Maths) => Value)

/**
 * What a potential computes, as plain data; a function is called once.
 * @throws WoodburyError BAD_MODEL for an expression or a function that cannot be recorded, SHAPE_MISMATCH for several values
 */
export function recordPotential(potential: PotentialOption, dimensions: number): readonly RecordedItem[] {
  const graph = new Graph()
  const value = typeof potential === 'string' ? ofText(graph, potential, dimensions) : inItsWords(ofFunction)
  const nodes = graph.ancestry([value])
  const places = new Map(nodes.map(({ id }, k) => [id, k]))
  return nodes.map(({ kind, value: number, of }) => ({
    kind: kind as RecordedItem['kind'],
    value: number,
    of: of.map(({ id }) => places.get(id) as number),
  }))

  function ofFunction(): Node {
    const model = (x: never, _p: never, m: Maths) => (potential as (x: never, m: Maths) => Value)(x, m)
    const recorded = record(graph, model, dimensions, 0)
    if (!Array.isArray(recorded)) return recorded
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `variational: the potential returned an array of ${show(recorded.length)}. Return one value, made with m from all of x.`,
      { expected: 1, found: recorded.length },
    )
  }
}

/** What a fit advises, and what that is of a potential. */
const ADVICE = [
  ['model: ', 'variational: potential: '],
  [', or leave the third argument out to have differences', ' of its second argument'],
  ['parameters, and what m makes', 'and what m makes'],
  [' Give a parameter a start value, and list a column of x in variables.', ' Write numbers in their place.'],
] as const

function inItsWords<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof WoodburyError)) throw error
    const sentence = ADVICE.reduce((text, [theirs, ours]) => text.replace(theirs, ours), error.message)
    throw new WoodburyError(error.code, sentence, error.facts, { cause: error })
  }
}

function ofText(graph: Graph, text: string, dimensions: number): Node {
  const columns = Array.from({ length: dimensions }, (_, k) => k)
  const symbols = columns.map(k => [dimensions === 1 ? 'x' : `x${k + 1}`, graph.column(k)] as const)
  return inItsWords(() => graph.build(parse(text, 'variational: potential'), new Map(symbols)))
}
