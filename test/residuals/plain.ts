import { dense, type Model, type ResidualFunction, sequential } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { first, moved, outputs, type Series, second, value } from '../reference/taylor.js'

const random = stream(7, 1)
export const normals = (length: number): number[] => Array.from({ length }, () => random.normal())
const points = (count: number) => Array.from({ length: count }, () => normals(2))

/** Burgers' equation with an unknown viscosity and a source that was measured, in the plane of x and t; data at some points. */
export const net: Model = sequential({ input: 2, seed: 3, dtype: 'float64' }, [
  dense(4, 'tanh'),
  dense(3, 'sin', { bias: false }),
  dense(1),
])
export const inside = points(7)
export const measured = points(4)
export const source = normals(7)
export const seen = normals(4)
export const WEIGHTS = [1, 2.5]
export const START = 0.3

export const burgers: ResidualFunction = (u, x, m) => {
  const c = m.parameter('viscosity', START)
  const [ux, ut] = u.gradient
  const field = m.add(ut, m.mul(u, ux), m.neg(m.mul(c, u.second(0))), m.mul(m.column(source), m.exp(x[1])))
  return [
    { points: inside, residual: field, weight: WEIGHTS[0] },
    { points: measured, residual: m.sub(u.value, m.column(seen)), weight: WEIGHTS[1] },
  ]
}

/** √(w_s/N_s) of each row. */
export const roots = [
  ...inside.map(() => WEIGHTS[0] / inside.length),
  ...measured.map(() => WEIGHTS[1] / measured.length),
].map(Math.sqrt)

/** r of every point and its derivatives by the parameters of the network and the viscosity, in plain series. */
export function plainRows(params: ArrayLike<number>, viscosity: number): { r: number[]; J: number[][] } {
  const P = params.length
  const along = (x: readonly number[], axis: number, by: number): Series => outputs(net.graph, params, x, axis, by)[0]
  const r: number[] = []
  const J: number[][] = []
  inside.forEach((x, i) => {
    const row: number[] = []
    let here = 0
    for (let p = 0; p < P; p++) {
      const [u, w] = [along(x, 0, p), along(x, 1, p)]
      const [du, dw] = [moved(u), moved(w)]
      here = first(w) + value(u) * first(u) - viscosity * second(u) + source[i] * Math.exp(x[1])
      row.push(first(dw) + value(du) * first(u) + value(u) * first(du) - viscosity * second(du))
    }
    row.push(-second(along(x, 0, 0)))
    r.push(here)
    J.push(row)
  })
  measured.forEach((x, i) => {
    r.push(value(along(x, 0, 0)) - seen[i])
    J.push([...Array.from({ length: P }, (_, p) => value(moved(along(x, 0, p)))), 0])
  })
  return { r: r.map((each, k) => roots[k] * each), J: J.map((row, k) => row.map(each => roots[k] * each)) }
}
