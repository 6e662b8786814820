import { messageOf } from '../../brand.js'
import { type ErrorFacts, WoodburyError } from '../../errors.js'
import { show } from '../../options.js'
import { functionNames, type ManyArguments, miscounted, type OneArgument } from './functions.js'
import type { Graph, Node } from './graph.js'
import type { Operation } from './operations.js'

/** What a model written on `Maths` computes with: numbers, and values that stand for x, parameters and what is made of them. */
export type Value = number | Recorded

/** The functions that a model computes with to have exact derivatives; of numbers alone each gives a number. */
export type Maths = {
  readonly [Name in OneArgument | 'neg']: (u: Value) => Value
} & {
  readonly [Name in ManyArguments | 'add' | 'mul']: (u: Value, v: Value, ...more: Value[]) => Value
} & {
  readonly [Name in 'sub' | 'div' | 'pow']: (u: Value, v: Value) => Value
} & { readonly pi: number }

const names: readonly Operation[] = [...functionNames, 'add', 'sub', 'mul', 'div', 'neg']

function refuse(message: string, facts: ErrorFacts = {}, options?: ErrorOptions): never {
  throw new WoodburyError('BAD_MODEL', `model: ${message}`, facts, options)
}

/**
 * A value that is not known yet. JavaScript's operators would make it NaN, so all that ask for a number are refused;
 * === and a condition ask for none, and see an object.
 */
class Recorded {
  readonly #graph: Graph
  readonly #node: Node

  constructor(graph: Graph, node: Node) {
    this.#graph = graph
    this.#node = node
    Object.freeze(this)
  }

  /** The node of a value made on this graph, or of a number; undefined for anything else. */
  static nodeOf(value: unknown, graph: Graph): Node | undefined {
    if (typeof value === 'number') return graph.constant(value)
    const isOwn = typeof value === 'object' && value !== null && #node in value && value.#graph === graph
    return isOwn ? value.#node : undefined
  }

  [Symbol.toPrimitive](): never {
    return refuse(
      'the function computes or compares with plain JavaScript operators or Math, which leave no derivative. ' +
        'Write it with m.add, m.mul …, or leave the third argument out to have differences.',
    )
  }

  valueOf(): never {
    return this[Symbol.toPrimitive]()
  }

  toString(): never {
    return this[Symbol.toPrimitive]()
  }
}

function mathsOn(graph: Graph): Maths {
  const method = (name: Operation) => {
    return (...values: unknown[]): Value => {
      const wrong = miscounted(name, values.length)
      if (wrong) refuse(`m.${name} ${wrong}.`, { function: name })
      const nodes = values.map((value, k) => {
        const advice = 'Pass numbers, x, parameters, and what m makes of them.'
        const node = Recorded.nodeOf(value, graph)
        return (
          node ?? refuse(`argument ${k + 1} of m.${name} is ${show(value)}. ${advice}`, { function: name, index: k })
        )
      })
      const made = graph.apply(name, nodes)
      return made.kind === 'constant' ? made.value : new Recorded(graph, made)
    }
  }
  return Object.freeze({ ...Object.fromEntries(names.map(name => [name, method(name)])), pi: Math.PI }) as Maths
}

/** p as the function reads it: own fields only, so that a parameter may have any name. */
function fields(names: readonly string[], values: readonly Value[]): Readonly<Record<string, Value>> {
  const p = Object.create(null)
  names.forEach((name, k) => {
    p[name] = values[k]
  })
  return Object.freeze(p)
}

/**
 * What a function `(x, p, m)` computes: it is called once, with values that stand for x and p. x is one value where the
 * data have one column, else an array; p is an array where `parameters` is their number, else an object of those names.
 * @returns one node, or an array of nodes where the function returns an array
 * @throws WoodburyError BAD_MODEL for plain operators on x or p, for what the function throws, and for what is no number
 */
export function record(
  graph: Graph,
  model: (x: never, p: never, m: Maths) => unknown,
  columns: number,
  parameters: number | readonly string[],
): Node | Node[] {
  const symbols = (count: number, kind: 'column' | 'parameter') =>
    Array.from({ length: count }, (_, k) => new Recorded(graph, graph[kind](k)))
  const x = symbols(columns, 'column')
  const p = symbols(typeof parameters === 'number' ? parameters : parameters.length, 'parameter')
  let result: unknown
  try {
    const first = columns === 1 ? x[0] : Object.freeze(x)
    const second = typeof parameters === 'number' ? Object.freeze(p) : fields(parameters, p)
    result = model(first as never, second as never, mathsOn(graph))
  } catch (cause) {
    if (cause instanceof WoodburyError) throw cause
    refuse(
      `the function threw when it was recorded (${messageOf(cause)}). Its x, p and m are not plain numbers.`,
      {},
      { cause },
    )
  }
  const output = (value: unknown, what: string): Node =>
    Recorded.nodeOf(value, graph) ??
    refuse(`the function returned ${what}${show(value)}. Return a number made with m, or an array of them.`, {
      got: value,
    })
  if (!Array.isArray(result)) return output(result, '')
  if (result.length === 0) refuse('the function returned an empty array. Return one value for each output.')
  return Array.from(result, (value, k) => output(value, `an array whose element ${k} is `))
}
