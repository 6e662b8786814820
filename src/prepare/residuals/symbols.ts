import { functionNames, type ManyArguments, miscounted, type OneArgument } from '../../curve/expression/functions.js'
import { Graph, type Node } from '../../curve/expression/graph.js'
import type { Operation } from '../../curve/expression/operations.js'
import { type ErrorFacts, WoodburyError } from '../../errors.js'
import { show } from '../../options.js'

/** What residuals compute with: numbers, and what stands for the network, the point, coefficients and what is made of them. */
export type Quantity = number | Symbolic

/** The functions of residuals; of numbers alone each gives a number. */
export type ResidualMaths = {
  readonly [Name in OneArgument | 'neg']: (u: Quantity) => Quantity
} & {
  readonly [Name in ManyArguments | 'add' | 'mul']: (u: Quantity, v: Quantity, ...more: Quantity[]) => Quantity
} & {
  readonly [Name in 'sub' | 'div' | 'pow']: (u: Quantity, v: Quantity) => Quantity
} & {
  readonly pi: number
  /** An unknown coefficient, trained with the network from `start`; `parameters` of the result has it. */
  parameter(name: string, start: number): Quantity
  /** Numbers of the set's points, one for each: what was measured there, or a normal. */
  column(values: ArrayLike<number>): Quantity
}

const names: readonly Operation[] = [...functionNames, 'add', 'sub', 'mul', 'div', 'neg']

export function refuse(message: string, facts: ErrorFacts = {}, options?: ErrorOptions): never {
  throw new WoodburyError('BAD_OPTION', `residuals: ${message}`, facts, options)
}

/** A number of each point that an expression reads. */
export type Column =
  | { readonly kind: 'x'; readonly axis: number }
  | { readonly kind: 'given'; readonly index: number }
  | { readonly kind: 'coefficient'; readonly index: number }
  | { readonly kind: 'value'; readonly output: number }
  | { readonly kind: 'first'; readonly output: number; readonly axis: number }
  | { readonly kind: 'sum'; readonly output: number; readonly axes: readonly number[] }

/** What one call of the function has recorded so far. */
export class Recording {
  readonly graph = new Graph()
  readonly columns: Column[] = []
  readonly coefficients = new Map<string, number>()
  readonly given: Float64Array[] = []
  readonly #places = new Map<string, number>()

  column(column: Column): Node {
    const key = JSON.stringify(column)
    const place = this.#places.get(key) ?? this.columns.push(column) - 1
    this.#places.set(key, place)
    return this.graph.column(place)
  }
}

/**
 * A value that is not known yet. JavaScript's operators and Math would make it NaN, so all that ask for a number are
 * refused.
 */
export class Symbolic {
  readonly #recording: Recording
  readonly #node: () => Node

  constructor(recording: Recording, node: () => Node) {
    this.#recording = recording
    this.#node = node
  }

  /** @throws WoodburyError BAD_OPTION for what residuals cannot be made of */
  static nodeOf(value: unknown, recording: Recording, what: string): Node {
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) refuse(`${what} is ${value}. Pass finite numbers.`, { got: value })
      return recording.graph.constant(value)
    }
    if (typeof value !== 'object' || value === null || !(#node in value))
      return refuse(`${what} is ${show(value)}. Pass numbers, u, x, and what m makes of them.`, { got: value })
    if (value.#recording !== recording)
      refuse(`${what} was made in another call. Use the u, x and m of this one.`, { got: 'a value of another call' })
    return value.#node()
  }

  [Symbol.toPrimitive](): never {
    return refuse(
      'the function computes or compares with plain JavaScript operators or Math, which leave no derivative. ' +
        'Write it with m.add, m.mul, m.sin … of its third argument.',
    )
  }

  valueOf(): never {
    return this[Symbol.toPrimitive]()
  }

  toString(): never {
    return this[Symbol.toPrimitive]()
  }
}

export const symbol = (recording: Recording, node: Node): Symbolic => new Symbolic(recording, () => node)

/** The third argument of the function. */
export function mathsOn(recording: Recording): ResidualMaths {
  const { graph } = recording
  const method = (name: Operation) => {
    return (...values: unknown[]): Quantity => {
      const wrong = miscounted(name, values.length)
      if (wrong) refuse(`m.${name} ${wrong}.`, { function: name })
      const nodes = values.map((value, k) => Symbolic.nodeOf(value, recording, `argument ${k + 1} of m.${name}`))
      const made = graph.apply(name, nodes)
      return made.kind === 'constant' ? made.value : symbol(recording, made)
    }
  }
  return Object.freeze({
    ...Object.fromEntries(names.map(name => [name, method(name)])),
    pi: Math.PI,
    parameter(name: string, start: number): Quantity {
      if (typeof name !== 'string' || name === '')
        refuse(`a parameter is called ${show(name)}. Pass a text, as in m.parameter('k', 1).`)
      if (!Number.isFinite(start))
        refuse(`parameter "${name}" starts at ${show(start)}. Pass a finite number to start from.`, { got: start })
      const known = recording.coefficients.get(name)
      if (known !== undefined && known !== start)
        refuse(`parameter "${name}" starts at ${known} and at ${start}. Make it once and use it twice.`)
      recording.coefficients.set(name, start)
      const index = [...recording.coefficients.keys()].indexOf(name)
      return symbol(recording, recording.column({ kind: 'coefficient', index }))
    },
    column(values: ArrayLike<number>): Quantity {
      const isList = typeof values === 'object' && values !== null && typeof values.length === 'number'
      if (!isList) refuse(`m.column of ${show(values)}. Pass an array, one number for each point of the set.`)
      const numbers = Float64Array.from(values)
      const odd = numbers.findIndex(value => !Number.isFinite(value))
      if (odd >= 0) refuse(`m.column: number ${odd} is ${show(values[odd])}. Every one must be finite.`, { index: odd })
      const index = recording.given.push(numbers) - 1
      return symbol(recording, recording.column({ kind: 'given', index }))
    },
  }) as ResidualMaths
}
