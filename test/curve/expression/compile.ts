import { Graph } from '../../../src/curve/expression/graph.js'
import { parse } from '../../../src/curve/expression/parse.js'
import { Program } from '../../../src/curve/expression/program.js'

/** A program of an expression whose columns are those named, and whose parameters are `parameters`. */
export function compile(text: string, parameters: readonly string[], columns: readonly string[] = ['x']) {
  const graph = new Graph()
  const symbols = new Map([
    ...parameters.map((name, k) => [name, graph.parameter(k)] as const),
    ...columns.map((name, j) => [name, graph.column(j)] as const),
  ])
  const node = graph.build(parse(text), symbols)
  return { graph, node, program: new Program(graph, node, parameters.length) }
}

/** The value and the derivatives at one point; what is not written stays NaN. */
export function at(
  text: string,
  parameters: Readonly<Record<string, number>>,
  x: Readonly<Record<string, number>> = {},
) {
  const { program } = compile(text, Object.keys(parameters), Object.keys(x))
  const p = Float64Array.from(Object.values(parameters))
  const columns = Object.values(x).map(value => Float64Array.of(value))
  const out = new Float64Array(1).fill(NaN)
  const J = new Float64Array(p.length).fill(NaN)
  program.linearise(p, columns, 0, 1, out, J, 1)
  return { value: out[0], slopes: [...J] }
}

/** The value of an expression of numbers. */
export const numberOf = (text: string) => at(text, {}).value
