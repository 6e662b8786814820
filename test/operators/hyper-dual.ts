import type { Activation, Graph } from '../../src/model/graph.js'

/** f + f₁ε₁ + f₂ε₂ + f₁₂ε₁ε₂ with ε² = 0: the last part is an exact second derivative (Fike & Alonso 2011). */
export type Hyper = readonly [f: number, first: number, second: number, both: number]

export const real = (x: number): Hyper => [x, 0, 0, 0]
export const plus = (a: Hyper, b: Hyper): Hyper => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]]
export const times = (a: Hyper, b: Hyper): Hyper => [
  a[0] * b[0],
  a[0] * b[1] + a[1] * b[0],
  a[0] * b[2] + a[2] * b[0],
  a[0] * b[3] + a[1] * b[2] + a[2] * b[1] + a[3] * b[0],
]
export const scaled = (c: number, a: Hyper): Hyper => [c * a[0], c * a[1], c * a[2], c * a[3]]
export const minus = (a: Hyper, b: Hyper): Hyper => plus(a, scaled(-1, b))

/** g(a) from g, g′ and g″ at a. */
const along = (a: Hyper, g: number, slope: number, bend: number): Hyper => [
  g,
  slope * a[1],
  slope * a[2],
  slope * a[3] + bend * a[1] * a[2],
]
export const exp = (a: Hyper): Hyper => along(a, Math.exp(a[0]), Math.exp(a[0]), Math.exp(a[0]))
export const log = (a: Hyper): Hyper => along(a, Math.log(a[0]), 1 / a[0], -1 / a[0] ** 2)
export const inverse = (a: Hyper): Hyper => along(a, 1 / a[0], -1 / a[0] ** 2, 2 / a[0] ** 3)
const sin = (a: Hyper): Hyper => along(a, Math.sin(a[0]), Math.cos(a[0]), -Math.sin(a[0]))

/** The normal distribution function, by Simpson's rule. */
function cdf(x: number): number {
  const steps = 2000
  const h = x / steps
  const pdf = (t: number) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI)
  let sum = pdf(0) + pdf(x)
  for (let k = 1; k < steps; k++) sum += (k % 2 === 1 ? 4 : 2) * pdf(k * h)
  return 0.5 + (sum * h) / 3
}

const normal = (a: Hyper): Hyper => {
  const pdf = Math.exp((-a[0] * a[0]) / 2) / Math.sqrt(2 * Math.PI)
  return along(a, cdf(a[0]), pdf, -a[0] * pdf)
}
const sigmoid = (a: Hyper): Hyper => inverse(plus(real(1), exp(scaled(-1, a))))

const activations: Record<Activation, (a: Hyper) => Hyper> = {
  linear: a => a,
  relu: a => (a[0] > 0 ? a : real(0)),
  leakyRelu: a => (a[0] > 0 ? a : scaled(0.01, a)),
  tanh: a => minus(scaled(2, sigmoid(scaled(2, a))), real(1)),
  sigmoid,
  softplus: a => log(plus(real(1), exp(a))),
  gelu: a => times(a, normal(a)),
  silu: a => times(a, sigmoid(a)),
  sin,
}

/** Outputs of one sample, side by side, with parameters that are hyper-dual. */
export function outputs(graph: Graph, params: readonly Hyper[], inputs: Record<string, number[]>): Hyper[] {
  const done = new Map<string, Hyper[]>()
  let at = 0
  for (const node of graph.nodes) {
    const from = node.from.map(name => done.get(name) as Hyper[])
    if (node.kind === 'input') done.set(node.name, inputs[node.name].map(real))
    else if (node.kind === 'activation') done.set(node.name, from[0].map(activations[node.activation]))
    else if (node.kind === 'concat') done.set(node.name, from.flat())
    else if (node.kind === 'add')
      done.set(
        node.name,
        from.reduce((a, b) => a.map((x, k) => plus(x, b[k]))),
      )
    else {
      const start = at
      const [x] = from
      at += x.length * node.units + (node.bias ? node.units : 0)
      const unit = (o: number): Hyper =>
        x.reduce(
          (sum, value, i) => plus(sum, times(value, params[start + i * node.units + o])),
          node.bias ? params[start + x.length * node.units + o] : real(0),
        )
      done.set(
        node.name,
        Array.from({ length: node.units }, (_, o) => activations[node.activation](unit(o))),
      )
    }
  }
  return graph.outputs.flatMap(name => done.get(name) as Hyper[])
}
