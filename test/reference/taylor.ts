import type { Activation, Graph } from '../../src/model/graph.js'

/**
 * A network in polynomials in ε and η, ε³ = η² = 0, one sample at a time: with x_k + ε and θ_p + η every derivative that a
 * Taylor-mode sweep carries is a coefficient. Activations are written from exp, log, 1/x and sin, whose own series are
 * plain, so nothing here is a formula of the sweep.
 */
export type Series = readonly number[]

const DEGREE = 3
const at = (i: number, j: number) => i + DEGREE * j
const empty = () => new Array<number>(2 * DEGREE).fill(0)

export const number = (value: number, epsilon = 0, eta = 0): Series => {
  const c = empty()
  c[at(0, 0)] = value
  c[at(1, 0)] = epsilon
  c[at(0, 1)] = eta
  return c
}

export const plus = (a: Series, b: Series): Series => a.map((value, k) => value + b[k])
export const times = (a: Series, b: Series): Series => {
  const c = empty()
  for (let i = 0; i < DEGREE; i++)
    for (let k = 0; i + k < DEGREE; k++) {
      c[at(i + k, 0)] += a[at(i, 0)] * b[at(k, 0)]
      c[at(i + k, 1)] += a[at(i, 1)] * b[at(k, 0)] + a[at(i, 0)] * b[at(k, 1)]
    }
  return c
}

/** Σ f⁽ⁿ⁾(a_0) (a − a_0)ⁿ/n!; the fourth power of what is nilpotent is 0. */
function compose(a: Series, derivatives: readonly number[]): Series {
  const rest = a.map((value, k) => (k === 0 ? 0 : value))
  let power = number(1)
  let sum = empty() as Series
  let factorial = 1
  derivatives.forEach((f, n) => {
    if (n > 0) factorial *= n
    sum = plus(
      sum,
      power.map(value => (value * f) / factorial),
    )
    power = times(power, rest)
  })
  return sum
}

const exp = (a: Series) => compose(a, new Array(4).fill(Math.exp(a[0])))
const inverse = (a: Series) => compose(a, [1 / a[0], -1 / a[0] ** 2, 2 / a[0] ** 3, -6 / a[0] ** 4])
const log = (a: Series) => compose(a, [Math.log(a[0]), 1 / a[0], -1 / a[0] ** 2, 2 / a[0] ** 3])
export const sin = (a: Series) => compose(a, [Math.sin(a[0]), Math.cos(a[0]), -Math.sin(a[0]), -Math.cos(a[0])])
const scaled = (a: Series, factor: number): Series => a.map(value => factor * value)
const one = number(1)
const logistic = (a: Series) => inverse(plus(one, exp(scaled(a, -1))))

/** Φ by its series about 0, Abramowitz & Stegun 26.2.10; its derivatives are the density and its own. */
function cumulative(a: Series): Series {
  const x = a[0]
  let term = x
  let sum = x
  for (let n = 1; n < 120; n++) {
    term *= (-x * x) / (2 * n)
    sum += term / (2 * n + 1)
  }
  const root = Math.sqrt(2 * Math.PI)
  const density = Math.exp((-x * x) / 2) / root
  return compose(a, [0.5 + sum / root, density, -x * density, (x * x - 1) * density])
}

const functions: Partial<Record<Activation, (a: Series) => Series>> = {
  linear: a => a,
  tanh: a => plus(scaled(logistic(scaled(a, 2)), 2), number(-1)),
  sigmoid: logistic,
  softplus: a => log(plus(one, exp(a))),
  silu: a => times(a, logistic(a)),
  gelu: a => times(a, cumulative(a)),
  sin,
}

/** Outputs of a graph for one sample, side by side, as polynomials: ε along axis `axis`, η along parameter `by`. */
export function outputs(
  graph: Graph,
  params: ArrayLike<number>,
  x: readonly number[],
  axis: number,
  by: number,
): Series[] {
  const done = new Map<string, Series[]>()
  let place = 0
  let column = 0
  const theta = (p: number) => number(params[p], 0, p === by ? 1 : 0)
  for (const node of graph.nodes) {
    const from = node.from.map(name => done.get(name) as Series[])
    if (node.kind === 'input')
      done.set(
        node.name,
        Array.from({ length: node.units }, () => number(x[column], column++ === axis ? 1 : 0)),
      )
    else if (node.kind === 'dense') {
      const start = place
      const bias = start + from[0].length * node.units
      place = bias + (node.bias ? node.units : 0)
      const f = functions[node.activation] as (a: Series) => Series
      done.set(
        node.name,
        Array.from({ length: node.units }, (_, o) => {
          const first = node.bias ? theta(bias + o) : number(0)
          return f(from[0].reduce((sum, h, i) => plus(sum, times(h, theta(start + i * node.units + o))), first))
        }),
      )
    } else if (node.kind === 'activation')
      done.set(node.name, from[0].map(functions[node.activation] as (a: Series) => Series))
    else if (node.kind === 'add')
      done.set(
        node.name,
        from.reduce((sum, next) => sum.map((a, k) => plus(a, next[k]))),
      )
    else done.set(node.name, from.flat())
  }
  return graph.outputs.flatMap(name => done.get(name) as Series[])
}

/** Value, first and second derivative along the axis; and the same differentiated by the parameter. */
export const value = (s: Series): number => s[at(0, 0)]
export const first = (s: Series): number => s[at(1, 0)]
export const second = (s: Series): number => 2 * s[at(2, 0)]
export const moved = (s: Series): Series => [...s.slice(DEGREE), 0, 0, 0]
