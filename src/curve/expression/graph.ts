import { show } from '../../options.js'
import { guess, isFunction } from './functions.js'
import { compute, type Operation } from './operations.js'
import type { Ast } from './parse.js'
import { refuse } from './tokens.js'

/** One value of a graph. Arguments have smaller numbers than what is made of them. */
export interface Node {
  readonly id: number
  readonly kind: 'constant' | 'parameter' | 'column' | Operation
  /** A constant's value, or which parameter or column it is. */
  readonly value: number
  readonly of: readonly Node[]
  /** Whether it depends on a column: it has a value for each point. */
  readonly varies: boolean
  /** Whether it depends on a parameter: it has derivatives. */
  readonly moves: boolean
}

/** Powers that are exact without a logarithm. */
const powers: ReadonlyMap<number, Operation> = new Map([
  [2, 'square'],
  [3, 'cube'],
  [-1, 'inverse'],
  [0.5, 'sqrt'],
])

/**
 * Expressions in which equal parts are one node. Constants are folded; nothing else is rewritten, so that values are
 * those of IEEE arithmetic in the order written, and x·0 stays NaN where x is.
 */
export class Graph {
  readonly nodes: Node[] = []
  readonly #known = new Map<string, Node>()

  #node(kind: Node['kind'], value: number, of: readonly Node[] = []): Node {
    const key = `${kind} ${Object.is(value, -0) ? '-0' : value} ${of.map(node => node.id)}`
    let node = this.#known.get(key)
    if (!node) {
      const varies = kind === 'column' || of.some(node => node.varies)
      const moves = kind === 'parameter' || of.some(node => node.moves)
      node = { id: this.nodes.length, kind, value, of, varies, moves }
      this.#known.set(key, node)
      this.nodes.push(node)
    }
    return node
  }

  constant(value: number): Node {
    return this.#node('constant', value)
  }

  parameter(index: number): Node {
    return this.#node('parameter', index)
  }

  /** The x value of a point; `index` says of which column. */
  column(index: number): Node {
    return this.#node('column', index)
  }

  /** `add`, `mul`, `min` and `max` take two or more arguments, from the left. */
  apply(operation: Operation, of: readonly Node[]): Node {
    if (of.length > 2) return of.reduce((sum, node) => this.apply(operation, [sum, node]))
    const [u, v] = of
    if (of.every(node => node.kind === 'constant')) return this.constant(compute(operation, u.value, v?.value))
    if (operation === 'pow' && v.kind === 'constant') {
      if (v.value === 1) return u
      const power = powers.get(v.value)
      if (power) return this.#node(power, 0, [u])
    }
    return this.#node(operation, 0, of)
  }

  /** The nodes that the outputs are made of, arguments first. */
  ancestry(outputs: readonly Node[]): Node[] {
    const isNeeded = new Uint8Array(this.nodes.length)
    for (const { id } of outputs) isNeeded[id] = 1
    for (let id = isNeeded.length - 1; id >= 0; id--)
      if (isNeeded[id]) for (const node of this.nodes[id].of) isNeeded[node.id] = 1
    return this.nodes.filter(({ id }) => isNeeded[id])
  }

  /**
   * The node of an expression whose names are bound to nodes, such as parameters, columns or other expressions.
   * @throws WoodburyError BAD_MODEL that lists every unknown name
   */
  build(ast: Ast, symbols: ReadonlyMap<string, Node>): Node {
    const stack: Node[] = []
    const unknown = new Set<string>()
    for (const item of ast.items) {
      if (item.kind === 'number') stack.push(this.constant(item.value))
      else if (item.kind === 'apply') stack.push(this.apply(item.operation, stack.splice(-item.count)))
      else {
        const node = symbols.get(item.name)
        if (!node) unknown.add(item.name)
        stack.push(node ?? this.constant(0))
      }
    }
    if (unknown.size) refuseNames(ast, [...unknown], [...symbols.keys()])
    return stack[0]
  }
}

function refuseNames({ where, text }: Ast, unknown: string[], known: string[]): never {
  const advice = unknown.map(name => {
    const help = isFunction(name) ? `Write ${name}(…).` : guess(name, known, { π: 'pi', PI: 'pi', Pi: 'pi' })
    return help ? ` ${unknown.length > 1 ? `${show(name)}: ` : ''}${help}` : ''
  })
  const list = known.length ? known.map(show).join(', ') : 'none'
  refuse(
    where,
    text,
    `unknown name${unknown.length > 1 ? 's' : ''} ${unknown.map(show).join(', ')}.${advice.join('')} Known: ${list}. ` +
      'Give a parameter a start value, and list a column of x in variables.',
    { unknown, known },
  )
}
