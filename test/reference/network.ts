import type { Activation, Graph, GraphNode } from '../../src/model/graph.js'

/**
 * A network in plain float64 loops, one sample at a time, with its Jacobian by dual numbers, one parameter at a time:
 * slow, and nothing in common with the sweeps it checks.
 */

const erf = (x: number): number => {
  // Abramowitz & Stegun 7.1.5 as a series, and the continued fraction 7.1.14 where the series would cancel.
  if (Math.abs(x) < 2.5) {
    let term = x
    let sum = x
    for (let n = 1; n < 80; n++) {
      term *= (-x * x) / n
      sum += term / (2 * n + 1)
    }
    return (2 / Math.sqrt(Math.PI)) * sum
  }
  let fraction = 0
  const a = Math.abs(x)
  for (let n = 60; n > 0; n--) fraction = n / 2 / (a + fraction)
  return Math.sign(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (a + fraction))
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x))

/** φ and φ′. */
const functions: Record<Activation, (x: number) => [value: number, slope: number]> = {
  linear: x => [x, 1],
  relu: x => [Math.max(x, 0), x > 0 ? 1 : 0],
  leakyRelu: x => (x > 0 ? [x, 1] : [0.01 * x, 0.01]),
  tanh: x => [Math.tanh(x), 1 - Math.tanh(x) ** 2],
  sigmoid: x => [logistic(x), logistic(x) * (1 - logistic(x))],
  softplus: x => [Math.log1p(Math.exp(x)), logistic(x)],
  gelu: x => {
    const cdf = (1 + erf(x / Math.SQRT2)) / 2
    return [x * cdf, cdf + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)]
  },
  silu: x => [x * logistic(x), logistic(x) * (1 + x * (1 - logistic(x)))],
  sin: x => [Math.sin(x), Math.cos(x)],
}

export const phi = (name: Activation, x: number): number => functions[name](x)[0]

interface Dual {
  readonly value: number[]
  readonly slope: number[]
}

/** Values of every output for one sample, side by side, and their derivative by parameter `by`. */
function dual(graph: Graph, params: ArrayLike<number>, inputs: Record<string, number[]>, by: number): Dual {
  const done = new Map<string, Dual>()
  let at = 0
  const read = (names: readonly string[]) => names.map(name => done.get(name) as Dual)
  const activate = (name: Activation, { value, slope }: Dual): Dual => ({
    value: value.map(x => functions[name](x)[0]),
    slope: value.map((x, k) => functions[name](x)[1] * slope[k]),
  })
  const dense = (node: Extract<GraphNode, { kind: 'dense' }>): Dual => {
    const [x] = read(node.from)
    const start = at
    const bias = start + x.value.length * node.units
    at = bias + (node.bias ? node.units : 0)
    const value: number[] = []
    const slope: number[] = []
    for (let o = 0; o < node.units; o++) {
      let sum = node.bias ? params[bias + o] : 0
      let tangent = node.bias && by === bias + o ? 1 : 0
      x.value.forEach((input, i) => {
        const weight = start + i * node.units + o
        sum += input * params[weight]
        tangent += x.slope[i] * params[weight] + (by === weight ? input : 0)
      })
      value.push(sum)
      slope.push(tangent)
    }
    return activate(node.activation, { value, slope })
  }
  for (const node of graph.nodes) {
    if (node.kind === 'input') done.set(node.name, { value: inputs[node.name], slope: inputs[node.name].map(() => 0) })
    else if (node.kind === 'dense') done.set(node.name, dense(node))
    else if (node.kind === 'activation') done.set(node.name, activate(node.activation, read(node.from)[0]))
    else if (node.kind === 'concat')
      done.set(node.name, {
        value: read(node.from).flatMap(x => x.value),
        slope: read(node.from).flatMap(x => x.slope),
      })
    else {
      const sum = (pick: (x: Dual) => number[]) =>
        read(node.from)
          .map(pick)
          .reduce((a, b) => a.map((x, k) => x + b[k]))
      done.set(node.name, { value: sum(x => x.value), slope: sum(x => x.slope) })
    }
  }
  const outputs = read(graph.outputs)
  return { value: outputs.flatMap(x => x.value), slope: outputs.flatMap(x => x.slope) }
}

/** Outputs of one sample side by side, in the order of the graph's outputs. */
export const outputs = (graph: Graph, params: ArrayLike<number>, inputs: Record<string, number[]>): number[] =>
  dual(graph, params, inputs, -1).value

/** Jacobian of `outputs`: one row an output, one column a parameter. */
export function jacobian(graph: Graph, params: ArrayLike<number>, inputs: Record<string, number[]>): number[][] {
  const columns = Array.from({ length: params.length }, (_, by) => dual(graph, params, inputs, by).slope)
  return columns[0].map((_, row) => columns.map(column => column[row]))
}
