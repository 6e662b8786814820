import {
  activation,
  add,
  concat,
  connect,
  dense,
  freeze,
  input,
  type LossSpec,
  type Model,
  model,
  sequential,
} from '../../src/index.js'
import { isFrozen } from '../../src/model/graph.js'
import { shapesOf, slotsOf } from '../../src/model/shapes.js'
import { stream } from '../../src/random/index.js'
import { jacobian } from '../reference/network.js'
import * as H from './hyper-dual.js'

/** A network, a loss and data, with what the loss does to one sample's outputs. */
export interface Case {
  readonly name: string
  readonly model: Model
  readonly loss: LossSpec
  readonly x: number[][]
  /** Targets by sample; for softmax one label each. */
  readonly y: number[][]
  readonly weights?: number[]
  /** l(z, y) of one sample in hyper-dual numbers. */
  readonly value: (z: readonly H.Hyper[], y: readonly number[]) => H.Hyper
  /** ∂²l/∂z², or what stands for it in the Gauss–Newton matrix. */
  readonly curvature: (z: readonly number[], y: readonly number[]) => number[][]
}

const random = stream(5, 1)
const normals = (count: number) => Array.from({ length: count }, () => random.normal())
const rows = (n: number, d: number) => Array.from({ length: n }, () => normals(d))
const counts = (n: number, m: number) =>
  Array.from({ length: n }, () => normals(m).map(v => Math.floor(Math.abs(2 * v))))
const diagonal = (values: readonly number[]) => values.map((v, a) => values.map((_, b) => (a === b ? v : 0)))
const sum = (terms: readonly H.Hyper[]) => terms.reduce(H.plus)

/** Biases that are not 0 as those of a fresh network. */
const shaken = (net: Model): Model => ({
  ...net,
  params: Float64Array.from(net.params, w => w + 0.3 * random.normal()),
})

function skip(m: number, kind: 'tanh' | 'silu' | 'gelu'): Model {
  const x = input(3, 'x')
  const a = connect(dense(4, kind, { name: 'a' }), x)
  const b = connect(activation('softplus'), connect(dense(4, 'sin', { name: 'b', bias: false }), a))
  return model([x], [connect(dense(m, 'linear', { name: 'out' }), concat(add(a, b), x))], { seed: 3 })
}

const squared = (z: readonly H.Hyper[], y: readonly number[]) =>
  sum(z.map((v, a) => H.scaled(0.5, H.times(H.minus(v, H.real(y[a])), H.minus(v, H.real(y[a]))))))
const softmax = (z: readonly H.Hyper[], [label]: readonly number[]) => H.minus(H.log(sum(z.map(H.exp))), z[label])
const logistic = (v: number) => 1 / (1 + Math.exp(-v))

const plainNet = (m: number) => sequential({ input: 3, seed: 7 }, [dense(5, 'tanh'), dense(4, 'sigmoid'), dense(m)])

export const cases: readonly Case[] = [
  {
    name: 'squared error, skip connection, weights',
    model: shaken(skip(2, 'tanh')),
    loss: 'meanSquaredError',
    x: rows(7, 3),
    y: rows(7, 2),
    weights: [1, 2, 0, 0.5, 1, 3, 1],
    value: squared,
    curvature: z => diagonal(z.map(() => 1)),
  },
  {
    name: 'softmax, a frozen layer',
    model: freeze(
      shaken(
        sequential({ input: 3, seed: 2 }, [
          dense(4, 'silu', { name: 'a' }),
          dense(4, 'tanh', { name: 'b' }),
          dense(3, 'linear', { name: 'c' }),
        ]),
      ),
      ['b'],
    ),
    loss: 'softmaxCrossEntropy',
    x: rows(6, 3),
    y: [[0], [2], [1], [1], [0], [2]],
    value: softmax,
    curvature: z => {
      const total = z.reduce((s, v) => s + Math.exp(v), 0)
      const p = z.map(v => Math.exp(v) / total)
      return p.map((pa, a) => p.map((pb, b) => (a === b ? pa : 0) - pa * pb))
    },
  },
  {
    name: 'sigmoid, skip connection of gelu',
    model: shaken(skip(2, 'gelu')),
    loss: 'sigmoidCrossEntropy',
    x: rows(6, 3),
    y: [
      [0, 1],
      [1, 1],
      [0, 0],
      [1, 0],
      [0.3, 0.6],
      [1, 1],
    ],
    value: (z, y) => sum(z.map((v, a) => H.minus(H.log(H.plus(H.real(1), H.exp(v))), H.scaled(y[a], v)))),
    curvature: z => diagonal(z.map(v => logistic(v) * (1 - logistic(v)))),
  },
  {
    name: 'poisson',
    model: shaken(plainNet(2)),
    loss: 'poisson',
    x: rows(6, 3),
    y: counts(6, 2),
    value: (z, y) => sum(z.map((v, a) => H.minus(H.exp(v), H.scaled(y[a], v)))),
    curvature: z => diagonal(z.map(Math.exp)),
  },
  {
    name: 'negative binomial',
    model: shaken(plainNet(1)),
    loss: { kind: 'negativeBinomial', k: 1.7 },
    x: rows(6, 3),
    y: counts(6, 1),
    value: ([z], [y]) => H.minus(H.scaled(y + 1.7, H.log(H.plus(H.real(1.7), H.exp(z)))), H.scaled(y, z)),
    curvature: ([z]) => [[(1.7 * Math.exp(z)) / (1.7 + Math.exp(z))]],
  },
  {
    name: 'huber',
    model: shaken(skip(2, 'silu')),
    loss: { kind: 'huber', delta: 0.8 },
    x: rows(6, 3),
    y: rows(6, 2),
    value: (z, y) =>
      sum(
        z.map((v, a) => {
          const e = H.minus(v, H.real(y[a]))
          if (Math.abs(e[0]) <= 0.8) return H.scaled(0.5, H.times(e, e))
          return H.minus(H.scaled(0.8 * Math.sign(e[0]), e), H.real(0.32))
        }),
      ),
    curvature: (z, y) => diagonal(z.map((v, a) => Math.min(1, 0.8 / Math.abs(v - y[a])))),
  },
  {
    name: 'quantile',
    model: shaken(plainNet(1)),
    loss: { kind: 'quantile', q: 0.7, width: 0.9 },
    x: rows(6, 3),
    y: rows(6, 1),
    value: ([z], [y]) => {
      const u = H.minus(H.real(y), z)
      const inside = H.plus(H.scaled(1 / 1.8, H.times(u, u)), H.real(0.45))
      const phi = Math.abs(u[0]) >= 0.9 ? H.scaled(Math.sign(u[0]), u) : inside
      return H.plus(H.scaled(0.2, u), H.scaled(0.5, phi))
    },
    curvature: ([z], [y]) => [[0.5 / Math.max(Math.abs(y - z), 0.9)]],
  },
  {
    name: 'gaussian likelihood',
    model: shaken(plainNet(2)),
    loss: 'gaussianNLL',
    x: rows(6, 3),
    y: rows(6, 1),
    value: ([mu, t], [y]) => {
      const e = H.minus(mu, H.real(y))
      return H.plus(H.scaled(0.5, t), H.scaled(0.5, H.times(H.exp(H.scaled(-1, t)), H.times(e, e))))
    },
    curvature: ([, t]) => diagonal([Math.exp(-t), 0.5]),
  },
]

/** Data as the package takes them. */
export const dataOf = ({ loss, x, y, weights }: Case) => ({
  x,
  y: loss === 'softmaxCrossEntropy' ? Int32Array.from(y.flat()) : y,
  ...(weights && { weights }),
})

/** Places of the trained parameters among all. */
function trained({ graph }: Model): number[] {
  const shapes = shapesOf(graph)
  return shapes.nodes.flatMap(({ node }, k) => {
    const { offset, count } = slotsOf(shapes, k)
    return isFrozen(node) ? [] : Array.from({ length: count }, (_, i) => offset + i)
  })
}

const inputsOf = ({ model: { graph } }: Case, x: number[]) => ({ [graph.inputs[0]]: x })

/** Weights of mean 1. */
const omegas = ({ x, weights }: Case) => {
  const total = (weights ?? x.map(() => 1)).reduce((a, b) => a + b, 0)
  return x.map((_, i) => ((weights?.[i] ?? 1) * x.length) / total)
}

export const outputsOf = (one: Case, x: number[]) =>
  H.outputs(one.model.graph, Array.from(one.model.params, H.real), inputsOf(one, x)).map(([f]) => f)

/** ∂l/∂z and, by the same hyper-dual numbers, what a sample's loss says of its outputs. */
function outputGradient(one: Case, z: readonly number[], y: readonly number[]): number[] {
  return z.map(
    (_, a) =>
      one.value(
        z.map((v, b): H.Hyper => [v, a === b ? 1 : 0, 0, 0]),
        y,
      )[1],
  )
}

/** J of every sample, by the columns that are trained. */
export const jacobians = (one: Case): number[][][] => {
  const places = trained(one.model)
  return one.x.map(x =>
    jacobian(one.model.graph, one.model.params, inputsOf(one, x)).map(row => places.map(p => row[p])),
  )
}

const zeros = (n: number) => Array.from({ length: n }, () => new Array<number>(n).fill(0))

/** Σ over samples of scale ω JᵀBJ. */
function mean(one: Case, blockOf: (i: number) => number[][]): number[][] {
  const J = jacobians(one)
  const P = J[0][0].length
  const C = zeros(P)
  const omega = omegas(one)
  J.forEach((Ji, i) => {
    const B = blockOf(i)
    for (let p = 0; p < P; p++)
      for (let q = 0; q < P; q++)
        for (let a = 0; a < B.length; a++)
          for (let b = 0; b < B.length; b++) C[p][q] += (omega[i] * Ji[a][p] * B[a][b] * Ji[b][q]) / J.length
  })
  return C
}

export const denseGGN = (one: Case): number[][] => mean(one, i => one.curvature(outputsOf(one, one.x[i]), one.y[i]))

export const denseEmpirical = (one: Case): number[][] =>
  mean(one, i => {
    const r = outputGradient(one, outputsOf(one, one.x[i]), one.y[i])
    return r.map(ra => r.map(rb => ra * rb))
  })

/** ω times each sample's gradient. */
export function sampleGradients(one: Case): number[][] {
  const omega = omegas(one)
  return jacobians(one).map((J, i) => {
    const r = outputGradient(one, outputsOf(one, one.x[i]), one.y[i])
    return J[0].map((_, p) => omega[i] * J.reduce((total, row, a) => total + row[p] * r[a], 0))
  })
}

/** Every second derivative of the mean loss. */
export function denseHessian(one: Case): number[][] {
  const places = trained(one.model)
  const omega = omegas(one)
  const C = zeros(places.length)
  for (let p = 0; p < places.length; p++)
    for (let q = 0; q <= p; q++) {
      const params = Array.from(one.model.params, (w, k): H.Hyper => [w, +(k === places[p]), +(k === places[q]), 0])
      let total = 0
      one.x.forEach((x, i) => {
        const z = H.outputs(one.model.graph, params, inputsOf(one, x))
        total += (omega[i] * one.value(z, one.y[i])[3]) / one.x.length
      })
      C[p][q] = total
      C[q][p] = total
    }
  return C
}
