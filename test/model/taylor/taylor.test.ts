import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RowOperator } from '../../../src/curvature/operator.js'
import type { Activation, Graph } from '../../../src/model/graph.js'
import { backward, deltaSitesOf, forward, tangent } from '../../../src/model/sweep.js'
import { allChannels, type Channels } from '../../../src/model/taylor/channels.js'
import { curves } from '../../../src/model/taylor/curves.js'
import { taylorGraph } from '../../../src/model/taylor/graph.js'
import { stream } from '../../../src/random/index.js'
import { openSweep } from '../../helpers/taylor-sweep.js'
import { first, moved, outputs, type Series, second, value } from '../../reference/taylor.js'

const smooth = Object.keys(curves) as Activation[]
const dense = (name: string, from: string, units: number, activation: Activation, bias = true) =>
  ({ kind: 'dense', name, from: [from], units, activation, bias, init: 'auto' }) as const

const chain = (activation: Activation): Graph => ({
  nodes: [
    { kind: 'input', name: 'x', from: [], units: 2 },
    dense('a', 'x', 4, activation),
    dense('b', 'a', 3, activation, false),
    dense('c', 'b', 2, 'linear'),
  ],
  inputs: ['x'],
  outputs: ['c'],
})

/** Two inputs, a skip connection, columns side by side, an activation of its own. */
const branched: Graph = {
  nodes: [
    { kind: 'input', name: 'x', from: [], units: 2 },
    { kind: 'input', name: 't', from: [], units: 1 },
    dense('a', 'x', 4, 'tanh'),
    dense('b', 't', 4, 'sin'),
    { kind: 'add', name: 's', from: ['a', 'b'] },
    { kind: 'concat', name: 'j', from: ['s', 't'] },
    { kind: 'activation', name: 'p', from: ['j'], activation: 'silu' },
    dense('c', 'p', 2, 'gelu'),
  ],
  inputs: ['x', 't'],
  outputs: ['c'],
}

const some: Record<string, (inputs: number) => Channels> = {
  all: allChannels,
  'value only': () => ({ first: [], laplacians: [] }),
  'one derivative': () => ({ first: [1], laplacians: [] }),
  'two sums': inputs => ({ first: [inputs - 1, 0], laplacians: [[0], [0, inputs - 1]] }),
}

/** The channels of one sample, in their order, out of a polynomial for each axis; `part` picks what is read of it. */
function channelsOf(
  { first: axes, laplacians }: Channels,
  by: Series[][],
  m: number,
  part = (s: Series) => s,
): number[] {
  const of = (axis: number, o: number) => part(by[axis][o])
  const units = Array.from({ length: m }, (_, o) => o)
  return [
    ...units.map(o => value(of(0, o))),
    ...axes.flatMap(axis => units.map(o => first(of(axis, o)))),
    ...laplacians.flatMap(sum => units.map(o => sum.reduce((total, axis) => total + second(of(axis, o)), 0))),
  ]
}

const close = (ours: ArrayLike<number>, exact: readonly number[], bound: number, what: string) => {
  const scale = Math.max(1, ...exact.map(Math.abs))
  assert.is(ours.length, exact.length, what)
  exact.forEach((wanted, k) => {
    assert.ok(Math.abs(ours[k] - wanted) <= bound * scale, `${what}, ${k}: ${ours[k]}, ${wanted}`)
  })
}

async function open(graph: Graph, channels: Channels, samples: number, slopes = true) {
  const inputs = graph.nodes.reduce((sum, node) => sum + (node.kind === 'input' ? node.units : 0), 0)
  const sweep = await openSweep(taylorGraph(graph, channels), samples, 2, 'float64', slopes)
  const { shaped, values, view, places, sites } = sweep
  const random = stream(5, 1)
  const normals = (length: number) => Array.from({ length }, () => random.normal())
  const theta = view(places.theta, shaped.parameters)
  theta.set(normals(theta.length).map(z => 0.8 * z))
  view(places.direction, shaped.parameters).set(normals(theta.length))
  const points = Array.from({ length: samples }, () => normals(inputs))
  let column = 0
  for (const k of shaped.inputs) {
    const { units } = shaped.nodes[k]
    const part = points.flatMap(x => x.slice(column, column + units))
    view(values.values[k], samples * units).set(part)
    column += units
  }
  forward(shaped, sites, places.theta, samples)
  const exact = points.map(x =>
    Array.from({ length: shaped.parameters }, (_, p) =>
      Array.from({ length: inputs }, (__, axis) => outputs(graph, theta, x, axis, p)),
    ),
  )
  return { ...sweep, exact, m: 2, normals }
}

for (const [what, graph] of [...smooth.map(name => [name, chain(name)] as const), ['branched', branched] as const])
  for (const [which, channels] of Object.entries(some))
    test(`${what}, ${which}: every channel, its adjoint and its tangent are those of plain series, to 1e-12`, async () => {
      const samples = 3
      const inputs = graph.inputs.length === 2 ? 3 : 2
      const chosen = channels(inputs)
      const { shaped, values, deltas, tangents, kernels, view, places, sites, exact, m, normals } = await open(
        graph,
        chosen,
        samples,
      )
      const [out] = shaped.outputs
      const { units } = shaped.nodes[out]
      const jets = exact.map(byParameter => channelsOf(chosen, byParameter[0], m))
      close(view(values.values[out], samples * units), jets.flat(), 1e-12, 'values')

      const J = exact.map(byParameter => byParameter.map(by => channelsOf(chosen, by, m, moved)))
      const v = view(places.direction, shaped.parameters)
      tangent(shaped, sites, tangents, places.theta, places.direction, samples)
      const along = J.map(ofSample => jets[0].map((_, c) => ofSample.reduce((sum, of, p) => sum + of[c] * v[p], 0)))
      close(view(tangents[out], samples * units), along.flat(), 1e-11, 'tangents')

      const q = 2
      const seeds = Array.from({ length: samples * q }, () => normals(units))
      const delta = deltaSitesOf(shaped, deltas, samples, q)
      view(deltas.deltas[out], samples * q * units).set(seeds.flat())
      backward(shaped, sites, delta, places.theta)
      const room = { inner: [], through: shaped.nodes.map(() => undefined), work: places.work }
      const operator = new RowOperator(kernels, shaped, sites, delta, samples, q, room)
      const rows = seeds.map((seed, r) =>
        J[Math.floor(r / q)].map(of => of.reduce((sum, change, c) => sum + change * seed[c], 0)),
      )
      const R = rows.length
      const P = shaped.parameters
      operator.denseRows(0, R, places.J)
      close(view(places.J, R * P), rows.flat(), 1e-11, 'rows')
      operator.denseRows(2, 2, places.J)
      close(view(places.J, 2 * P), rows.slice(2, 4).flat(), 1e-11, 'rows from the third')

      operator.gram(places.K)
      const K = view(places.K, R * R)
      rows.forEach((row, r) => {
        const products = rows.slice(0, r + 1).map(other => row.reduce((sum, x, p) => sum + x * other[p], 0))
        close(K.slice(r * R, r * R + r + 1), products, 1e-10, `row ${r} of the Gram`)
      })

      operator.apply(places.direction, places.rows)
      const Jv = rows.map(row => row.reduce((sum, x, p) => sum + x * v[p], 0))
      close(new Float64Array(kernels.buffer, places.rows, R), Jv, 1e-11, 'J v')
      const x = normals(R)
      new Float64Array(kernels.buffer, places.rows, R).set(x)
      operator.applyTransposed(places.rows, places.out, false)
      const Jx = rows[0].map((_, p) => rows.reduce((sum, row, r) => sum + row[p] * x[r], 0))
      close(view(places.out, P), Jx, 1e-11, 'Jᵀx')
    })

test('a sweep without slopes for a backward one has the same channels', async () => {
  const channels = allChannels(2)
  const [whole, bare] = await Promise.all([true, false].map(slopes => open(chain('gelu'), channels, 3, slopes)))
  const read = ({ shaped, values, view }: typeof whole) =>
    Array.from(view(values.values[shaped.outputs[0]], 3 * shaped.nodes[shaped.outputs[0]].units))
  assert.equal(read(bare), read(whole))
})

test.run()
