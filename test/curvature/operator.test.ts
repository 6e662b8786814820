import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { seedRows } from '../../src/curvature/rows.js'
import { range } from '../../src/model/feed.js'
import { openRun } from '../helpers/open-run.js'
import { denseCurvature, denseGradient, denseModel } from '../reference/direction.js'
import { distance } from '../reference/linear.js'
import { jacobian, outputs } from '../reference/network.js'
import { type RandomRun, randomRun } from '../reference/random-run.js'

const runs = Array.from({ length: 60 }, (_, seed) => randomRun(seed))

/** The operator of the first samples of a run, with room for what a test adds. */
async function open(run: RandomRun, solve: 'rows' | 'parameters' = 'rows') {
  const opened = await openRun({ ...run, optimizer: { ...run.optimizer, solve } }, 'float64', 1)
  const { workspace, layout, plan, stepper } = opened
  const curvature = layout.curvature
  if (!curvature) throw new Error('no curvature')
  const batch = range(0, curvature.samples)
  const sums = { value: 0, shown: 0 }
  workspace.forwardBatch(stepper.theta, plan.training, batch, sums)
  const s = new Float64Array(curvature.rows)
  seedRows(run.optimizer.rows, workspace.heads, plan.training, batch, { seed: 0, step: 0 }, s)
  const operator = workspace.backwardRows(stepper.theta, batch.count, curvature.q)
  return { ...opened, operator, batch, s, sums, curvature }
}

type Opened = Awaited<ReturnType<typeof open>>

/** J~ by the operator's own transposed products of unit vectors, R × P. */
function denseRows({ operator, workspace, layout }: Opened): number[][] {
  const x = new Float64Array(operator.kernels.buffer, layout.rowVector, operator.rows)
  return Array.from({ length: operator.rows }, (_, r) => {
    x.fill(0)
    x[r] = 1
    operator.applyTransposed(layout.rowVector, layout.gradient, false)
    return Array.from(workspace.vector(layout.gradient))
  })
}

test('rows: J~ᵀJ~/N is the dense curvature of every kind of row and graph, to 1e-12', async () => {
  for (const run of runs) {
    const opened = await open(run)
    const J = denseRows(opened)
    const P = opened.plan.params.length
    const C = denseCurvature(denseModel(run, opened.plan.params, opened.batch, opened.batch, 0), P)
    const ours = C.map((_, p) =>
      C.map((__, q) => J.reduce((sum, row) => sum + row[p] * row[q], 0) / opened.batch.count),
    )
    assert.ok(distance(ours.flat(), C.flat()) <= 1e-12, run.tags.join())
  }
})

test('gram is J~J~ᵀ and apply is J~v to 1e-12, and the same again when asked twice', async () => {
  for (const run of runs) {
    const opened = await open(run)
    const { operator, workspace, layout, curvature, plan } = opened
    const J = denseRows(opened)
    const R = operator.rows
    assert.is(curvature.side.kind, 'rows')
    const room = curvature.side.kind === 'rows' ? curvature.side.room.gram : 0
    const v = workspace.vector(layout.gradient)
    v.set(plan.params.map((value, p) => value + Math.sin(p)))
    const direction = Array.from(v)
    for (let twice = 0; twice < 2; twice++) {
      operator.gram(room)
      const K = new Float64Array(operator.kernels.buffer, room, R * R)
      for (let r = 0; r < R; r++)
        for (let q = 0; q <= r; q++) {
          const exact = J[r].reduce((sum, x, p) => sum + x * J[q][p], 0)
          const size = Math.hypot(...J[r]) * Math.hypot(...J[q])
          assert.ok(Math.abs(K[r * R + q] - exact) <= 1e-12 * (size + 1e-300), `${run.tags}: K[${r},${q}]`)
        }
      operator.apply(layout.gradient, layout.rowVector)
      const Jv = new Float64Array(operator.kernels.buffer, layout.rowVector, R)
      J.forEach((row, r) => {
        const exact = row.reduce((sum, x, p) => sum + x * direction[p], 0)
        const size = Math.hypot(...row) * Math.hypot(...direction)
        assert.ok(
          Math.abs(Jv[r] - exact) <= 1e-12 * (size + 1e-300),
          `${run.tags} row ${r}: ${Jv[r]} for ${exact}, size ${size}`,
        )
      })
    }
  }
})

test('denseRows are the rows of J~ to 1e-14, whichever sample a block starts at and however many it has', async () => {
  for (const run of runs) {
    const opened = await open(run, 'parameters')
    const { operator, plan, curvature } = opened
    assert.is(curvature.side.kind, 'parameters')
    const place = curvature.side.kind === 'parameters' ? curvature.side.room.block : 0
    const J = denseRows(opened)
    const P = plan.params.length
    const { q, samples } = operator
    const blocks = Array.from({ length: samples }, (_, from) => [1, samples - from].map(count => [from, count])).flat()
    for (const [from, count] of blocks) {
      const formed = new Float64Array(operator.kernels.buffer, place, count * q * P).fill(Number.NaN)
      operator.denseRows(from * q, count * q, place)
      formed.forEach((value, at) => {
        const [row, p] = [from * q + Math.floor(at / P), at % P]
        const exact = J[row][p]
        assert.ok(
          Math.abs(value - exact) <= 1e-14 * Math.abs(exact),
          `${run.tags}: row ${row} of a block from ${from * q}: ${value} for ${exact}`,
        )
      })
    }
  }
})

test('J~ᵀs is the gradient of rows that span it to 1e-10, and the loss equals the dense one to 1e-12', async () => {
  for (const run of runs.filter(({ optimizer }) => optimizer.rows === 'ggn' || optimizer.rows === 'empirical')) {
    const { operator, workspace, layout, batch, s, sums, plan } = await open(run)
    new Float64Array(operator.kernels.buffer, layout.rowVector, operator.rows).set(s.map(x => x / batch.count))
    operator.applyTransposed(layout.rowVector, layout.gradient, false)
    const dense = denseModel(run, plan.params, batch, batch, 0)
    assert.ok(
      distance(workspace.vector(layout.gradient), denseGradient(dense, plan.params.length)) <= 1e-10,
      run.tags.join(),
    )
    assert.ok(Math.abs(sums.value / batch.count - dense.loss) <= 1e-12 * Math.abs(dense.loss) + 1e-14)
  }
})

test('gradients of any batch equal the dense ones to 1e-11 and central differences of the loss to 1e-5', async () => {
  for (const run of runs.slice(0, 30)) {
    const { workspace, layout, plan, stepper } = await openRun(run, 'float64', 1)
    const batch = { start: 0, count: 4, places: Uint32Array.of(5, 0, 3, 2) }
    const { value } = workspace.gradient(stepper.theta, plan.training, batch, layout.gradient)
    const g = Float64Array.from(workspace.vector(layout.gradient))
    const dense = denseModel(run, plan.params, batch, batch, 0)
    assert.ok(distance(g, denseGradient(dense, plan.params.length)) <= 1e-11, run.tags.join())
    assert.ok(Math.abs(value - dense.loss) <= 1e-12 * (1 + Math.abs(dense.loss)))
    const loss = (step: number) => {
      workspace.vector(layout.theta[1]).set(plan.params.map((x, p) => x + step * g[p]))
      return workspace.loss(layout.theta[1], plan.training, batch).value
    }
    const h = 1e-5 / Math.hypot(...g)
    const slope = (loss(h) - loss(-h)) / (2 * h)
    const expected = g.reduce((sum, x) => sum + x * x, 0)
    if (run.graph.nodes.every(node => !('activation' in node) || !/relu/i.test(node.activation)))
      assert.ok(Math.abs(slope - expected) <= 1e-5 * expected, `${run.tags}: ${slope} for ${expected}`)
  }
})

test('the reference: its Jacobian is the slope of its outputs to 1e-6', () => {
  for (const run of runs.slice(0, 12)) {
    const { graph, params, samples } = run
    if (graph.nodes.some(node => 'activation' in node && /relu/i.test(node.activation))) continue
    const inputs = Object.fromEntries(
      graph.inputs.map((name, k) => [
        name,
        Array.from(samples.inputs[k].subarray(0, samples.inputs[k].length / samples.count)),
      ]),
    )
    const J = jacobian(graph, params, inputs)
    const v = params.map((_, p) => Math.cos(p))
    const at = (step: number) =>
      outputs(
        graph,
        params.map((x, p) => x + step * v[p]),
        inputs,
      )
    const [up, down] = [at(1e-6), at(-1e-6)]
    J.forEach((row, a) => {
      const exact = row.reduce((sum, x, p) => sum + x * v[p], 0)
      assert.ok(Math.abs((up[a] - down[a]) / 2e-6 - exact) <= 1e-6 * (1 + Math.abs(exact)))
    })
  }
})

test.run()
