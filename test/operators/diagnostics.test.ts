/** What each paper claims, in small. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { add, connect, dense, input, type Model, model, type NodeSpec, sequential } from '../../src/index.js'
import { foofDirection, kfacDirection } from '../../src/operators/diagnostics/direction-cosines.js'
import {
  decayRate,
  directionCosines,
  flowCourse,
  ggn,
  gradient,
  initialScales,
  jacobian,
  linearConditioning,
  outputVelocity,
  quadraticConvergence,
} from '../../src/operators/index.js'
import { stream } from '../../src/random/index.js'
import { assertAtMost, assertClose } from '../helpers/assert-close.js'
import { refuses } from '../helpers/refuses.js'
import { solveDense } from '../reference/linear.js'
import { normals } from './dense.js'

const linear = (units: number) => dense(units, 'linear', { bias: false })

/** `depth` linear layers of one width, each but the ends added to its input where `skip`. */
function chain(depth: number, skip: boolean): Model {
  const x = input(4, 'x')
  let h: NodeSpec = x
  for (let l = 0; l < depth; l++) h = skip ? add(connect(linear(4), h), h) : connect(linear(4), h)
  const net = model([x], [connect(linear(3), h)], { seed: 5 })
  return { ...net, params: net.params.map(w => 0.3 * w) }
}

test('linear networks: the condition number of the Gauss–Newton matrix lies below its bound, and skips lower both', async () => {
  const data = { x: normals(1, 20, 4), y: normals(2, 20, 3) }
  const found: Record<string, number[]> = { plain: [], skip: [] }
  for (const depth of [1, 3, 6])
    for (const skip of [false, true]) {
      const { value, bound, inputs } = await linearConditioning(chain(depth, skip), data)
      assertAtMost(value, bound * (1 + 1e-9), `depth ${depth}`)
      assert.ok(inputs > 1 && bound >= inputs)
      found[skip ? 'skip' : 'plain'].push(value)
    }
  assert.ok(found.plain[2] > 10 * found.plain[0], `deeper is worse: ${found.plain}`)
  assert.ok(found.skip[2] < found.plain[2] / 10, `skips help: ${found.skip}`)
})

test('linear networks: one layer of white inputs reaches the bound', async () => {
  const x = [
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ]
  const { value, bound } = await linearConditioning(sequential({ input: 2, seed: 1 }, [linear(2)]), { x, y: x })
  assertClose([value, bound], [1, 1], 1e-12)
})

test('linearConditioning: other networks are refused', async () => {
  const data = { x: normals(1, 5, 4), y: normals(2, 5, 3) }
  for (const layers of [[dense(3)], [dense(3, 'tanh', { bias: false })]])
    await refuses(() => linearConditioning(sequential({ input: 4 }, layers), data), {
      code: 'NOT_SUPPORTED',
      says: ['bias: false'],
    })
})

const wide = (units: number, seed = 2) => sequential({ input: 2, seed }, [dense(units, 'tanh'), dense(1)])

/** Two pairs of samples as near to each other as `gap`: the nearer, the smaller the least eigenvalue of the Gram. */
const pairs = (gap: number) => {
  const x = [
    [1, 0.2],
    [1 + gap, 0.2],
    [-0.5, 1],
    [-0.5, 1 + gap],
  ]
  return { x, y: [[0.5], [-0.5], [0.3], [1]] }
}

test('flows: ill-conditioning slows gradient descent down, and Gauss–Newton not', async () => {
  const slopes = async (gap: number) => {
    const gn = await flowCourse(wide(30), pairs(gap), { flow: 'gaussNewton', rate: 0.2, steps: 30 })
    const gd = await flowCourse(wide(30), pairs(gap), { flow: 'gradient', rate: 0.2, steps: 30 })
    return [decayRate(gn, 0.2), decayRate(gd, 0.2)]
  }
  const [near, far] = [await slopes(0.02), await slopes(0.5)]
  // e^{−2t} of the loss, and what Euler's method makes of it.
  const euler = (-2 * Math.log(0.8)) / 0.2
  assertClose([near[0], far[0]], [euler, euler], 0.05)
  assert.ok(near[1] < far[1] / 10, `${near[1]} and ${far[1]}`)
})

test('outputVelocity: projections of the residuals, as finite differences along the flows see them', async () => {
  // Under-parameterised: 9 parameters, 12 samples.
  const net = sequential({ input: 2, seed: 3 }, [dense(2, 'tanh'), dense(1)])
  const data = { x: normals(4, 12, 2), y: normals(5, 12, 1) }
  const dense0 = await jacobian(net, data).toDense()
  const [rows, P] = dense0.shape
  const J = Array.from({ length: rows }, (_, r) => Array.from(dense0.data.slice(r * P, (r + 1) * P)))
  const g = Array.from(await gradient(net, data), value => value * rows)
  const normal = (shift: number) =>
    g.map((_, p) => g.map((_, q) => J.reduce((sum, row) => sum + row[p] * row[q], p === q ? shift : 0)))
  for (const shift of [0, 0.5]) {
    const move = solveDense(normal(shift), g).map(value => -value)
    const expected = J.map(row => row.reduce((sum, value, p) => sum + value * move[p], 0))
    const found = await outputVelocity(net, data, { shift })
    assertClose(found, expected, 1e-8)
    // A projection once more changes nothing.
    if (shift > 0) continue
    const again = solveDense(
      normal(0),
      J[0].map((_, p) => J.reduce((sum, row, r) => sum + row[p] * found[r], 0)),
    )
    assertClose(
      J.map(row => row.reduce((sum, value, p) => sum + value * again[p], 0)),
      found,
      1e-7,
    )
  }
  const descent = J.map(row => -row.reduce((sum, value, p) => sum + (value * g[p]) / rows, 0))
  assertClose(await outputVelocity(net, data, { flow: 'gradient' }), descent, 1e-10)
})

test('Gram–Gauss–Newton: errors of a wide network fall as e² from step to step', async () => {
  const data = { x: normals(6, 5, 2), y: normals(7, 5, 1) }
  const { errors, ratios } = await quadraticConvergence(wide(300), data)
  assert.ok(errors.length >= 3, `${errors}`)
  assertAtMost(errors[errors.length - 1], 1e-5)
  assertAtMost(Math.max(...ratios.slice(1)), 1)
})

test('over-parameterised networks: Gauss–Newton fits from any scale, and generalises from a small one', async () => {
  // A teacher of few units.
  const random = stream(8, 1)
  const teacher = ([a, b]: number[]) => [Math.tanh(1.5 * a - b) - 0.5 * Math.tanh(a + b)]
  const draw = (n: number) => {
    const x = Array.from({ length: n }, () => [random.normal(), random.normal()])
    return { x, y: x.map(teacher) }
  }
  const net = sequential({ input: 2, seed: 4 }, [dense(60, 'silu'), dense(1)])
  const rows = await initialScales(net, draw(24), draw(60), { scales: [1, 10], rate: 0.5, steps: 25 })
  for (const { training } of rows) assertAtMost(training, 1e-3)
  assert.ok(rows[0].test < rows[1].test / 5, `${rows[0].test} and ${rows[1].test}`)
  // Features move from a small start only.
  assert.ok(rows[0].relativePath > 3 * rows[1].relativePath)
})

test('directions: KFAC with its damping is nearer to FOOF than to the natural gradient', async () => {
  const net = sequential({ input: 6, seed: 9 }, [dense(8, 'tanh'), dense(8, 'tanh'), dense(4)])
  const data = { x: normals(10, 12, 6), y: Int32Array.from({ length: 12 }, (_, i) => i % 4) }
  const rows = await directionCosines(net, data, [1e-4, 1e-3, 1e-2, 1e6], { loss: 'softmaxCrossEntropy' })
  for (const { kfacToExact, kfacToFoof, damping } of rows.slice(0, 3))
    assert.ok(kfacToFoof > kfacToExact, `at ${damping}: ${kfacToFoof} and ${kfacToExact}`)
  const last = rows[3]
  assertClose([last.kfacToExact, last.foofToExact, last.kfacToFoof, last.gradientToExact], [1, 1, 1, 1], 1e-3)
})

test('directions: those of KFAC and FOOF solve their damped factors', async () => {
  const A = [
    [2, 0.5],
    [0.5, 1],
  ]
  const G = [
    [3, -1],
    [-1, 2],
  ]
  const factor = { offset: 0, inputs: 2, outputs: 2, A: Float64Array.from(A.flat()), G: Float64Array.from(G.flat()) }
  const g = Float64Array.from([1, 2, 3, 4])
  const multiplied = (L: number[][], V: Float64Array, R: number[][]) =>
    [0, 1].flatMap(i =>
      [0, 1].map(j => [0, 1].reduce((s, a) => s + [0, 1].reduce((t, b) => t + L[i][a] * V[2 * a + b] * R[b][j], 0), 0)),
    )
  const plus = (M: number[][], s: number) => M.map((row, i) => row.map((v, j) => v + (i === j ? s : 0)))
  const pi = Math.sqrt(3 / 5)
  const kfac = kfacDirection([factor], g, 0.04)
  assertClose(multiplied(plus(A, pi * 0.2), kfac, plus(G, 0.2 / pi)), g, 1e-12)
  const foof = foofDirection([factor], g, 0.04)
  assertClose(
    multiplied(plus(A, pi * 0.2), foof, [
      [0.2 / pi, 0],
      [0, 0.2 / pi],
    ]),
    g,
    1e-12,
  )
})

test('flows are of squared error', async () => {
  const net = sequential({ input: 2, seed: 1 }, [dense(3)])
  const data = { x: normals(1, 4, 2), y: Int32Array.from([0, 1, 2, 0]) }
  await refuses(() => flowCourse(net, data), { code: 'NOT_SUPPORTED', says: ['squared error'] })
  assert.equal(ggn(net, data).shape, [9, 9])
})

test.run()
