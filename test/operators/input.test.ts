/** What people hand to such operators elsewhere and get a crash or silence for. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, fit, freeze, predict, sequential } from '../../src/index.js'
import {
  cgInverse,
  conditionNumber,
  empiricalFisher,
  fisher,
  ggn,
  gradient,
  gram,
  hessian,
  jacobian,
  kfacOperator,
  lanczosSpectrum,
  sampleGradientNorms,
  trace,
} from '../../src/operators/index.js'
import { linearise } from '../../src/operators/network/linearisation.js'
import { Sweeps } from '../../src/operators/network/sweeps.js'
import { trainingKernels } from '../../src/runtime/wasm/training-kernels.js'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import { refuses } from '../helpers/refuses.js'
import { cases, dataOf } from './cases.js'
import { normals } from './dense.js'

const net = sequential({ input: 3, seed: 1 }, [dense(4, 'tanh', { name: 'a' }), dense(2, 'linear', { name: 'b' })])
const data = { x: normals(1, 5, 3), y: normals(2, 5, 2) }
const P = net.params.length
const all = { ggn, fisher, empiricalFisher, hessian, kfacOperator }

test('vectors: lists and typed arrays of any kind, and nothing else', async () => {
  const A = ggn(net, data)
  const [v] = normals(3, 1, P).map(row => row.map(Math.fround))
  const expected = await A.apply(v)
  assertSame(await A.apply(Float32Array.from(v)), expected)
  assertSame(await A.apply(Float64Array.from(v)), expected)
  await refuses(() => A.apply(v.slice(1)), { code: 'SHAPE_MISMATCH', facts: { expected: P, found: P - 1 } })
  await refuses(() => A.apply([...v.slice(1), Number.NaN]), { code: 'NON_FINITE_INPUT', facts: { at: P - 1 } })
  await refuses(() => A.apply([...v.slice(1), Number.POSITIVE_INFINITY]), { code: 'NON_FINITE_INPUT' })
  await refuses(() => A.apply([...v.slice(1), '1'] as never), { code: 'BAD_VALUE' })
  await refuses(() => A.apply(3 as never), { code: 'BAD_VALUE', says: [`${P} numbers`] })
  await refuses(() => A.apply([v] as never), { code: 'SHAPE_MISMATCH' })
})

test('an operator keeps the model and the data as they were at its call', async () => {
  const mine = { ...net, params: Float64Array.from(net.params) }
  const x = Float64Array.from(data.x.flat())
  const given = { x: { data: x, shape: [5, 3] as const }, y: data.y }
  const A = ggn(mine, given)
  const before = await A.apply(mine.params)
  const v = mine.params.slice()
  mine.params.fill(9)
  x.fill(0)
  assertSame(await A.apply(v), before)
})

test('two operators in turns, predictions and a run between: each has its own memory', async () => {
  const [A, H] = [ggn(net, data), hessian(net, data)]
  const [v] = normals(4, 1, P)
  const [first, second] = [await A.apply(v), await H.apply(v)]
  await predict(net, data.x)
  await fit(net, data, { steps: 2 })
  const both = await Promise.all([A.apply(v), H.apply(v), A.apply(v), H.apply(v)])
  assertSame(both[0], first)
  assertSame(both[1], second)
  assertSame(both[2], first)
  assertSame(both[3], second)
})

for (const one of cases.slice(0, 2))
  test(`${one.name}: samples in chunks give what all at once do`, async () => {
    const options = { loss: one.loss }
    const [v] = normals(5, 1, ggn(one.model, dataOf(one), options).shape[0])
    for (const make of [ggn, fisher, empiricalFisher, hessian, kfacOperator]) {
      const few = make(one.model, dataOf(one), { ...options, memory: 1 })
      assertClose(await few.apply(v), await make(one.model, dataOf(one), options).apply(v), 1e-13)
    }
    const lin = linearise('test', one.model, dataOf(one), { ...options, memory: 1 })
    const simd = trainingKernels.best()
    const { room } = new Sweeps('test', lin, {}, { module: await trainingKernels.module(simd), simd })
    assert.is(room.capacity, 1)
    const J = jacobian(one.model, { x: one.x }, { memory: 1 })
    assertClose(await J.apply(v), await jacobian(one.model, { x: one.x }).apply(v), 1e-13)
    const whole = await sampleGradientNorms(one.model, dataOf(one), options)
    assertClose(await sampleGradientNorms(one.model, dataOf(one), { ...options, memory: 1 }), whole, 1e-13)
    assertClose(
      await gradient(one.model, dataOf(one), { ...options, memory: 1 }),
      await gradient(one.model, dataOf(one), options),
      1e-13,
    )
  })

test('float32: the sweeps are, vectors are not', async () => {
  const [v] = normals(6, 1, P)
  for (const make of Object.values(all)) {
    const Av = await make(net, data, { dtype: 'float32' }).apply(v)
    assert.instance(Av, Float64Array)
    const expected = await make(net, data).apply(v)
    assertClose(Av, expected, 1e-5 * Math.max(...expected.map(Math.abs)))
  }
  // A float32 Gram is symmetric to its rounding.
  await lanczosSpectrum(gram(net, data, { dtype: 'float32' }))
})

test('one row, one output', async () => {
  const small = sequential({ input: 1, seed: 1 }, [dense(1)])
  const one = { x: [2], y: [1] }
  assertClose((await ggn(small, one).toDense()).data, [4, 2, 2, 1], 1e-12)
  assertClose((await gram(small, one).toDense()).data, [5], 1e-12)
  assertClose([(await conditionNumber(ggn(small, one))).value], [1], 1e-12)
  assertClose([(await trace(ggn(small, one))).value], [5], 1e-12)
})

test('a thousand classes', async () => {
  const wide = sequential({ input: 3, seed: 1 }, [dense(4, 'tanh'), dense(1000)])
  const labels = Int32Array.from([0, 999, 500])
  const given = { x: normals(7, 3, 3), y: labels }
  const A = ggn(wide, given, { loss: 'softmaxCrossEntropy' })
  const Av = await A.apply(wide.params)
  assert.ok(Av.every(Number.isFinite))
  const solved = await cgInverse(A, { shift: 0.1 }).solve(await gradient(wide, given, { loss: 'softmaxCrossEntropy' }))
  assert.ok(solved.converged)
  assert.ok((await sampleGradientNorms(wide, given, { loss: 'softmaxCrossEntropy' })).every(norm => norm > 0))
})

test('a matrix that would be huge is refused with its size before anything is made', async () => {
  const large = sequential({ input: 784, seed: 1 }, [dense(500, 'relu'), dense(10)])
  const given = { x: normals(8, 1, 784), y: Int32Array.from([3]) }
  const A = ggn(large, given, { loss: 'softmaxCrossEntropy' })
  await refuses(() => A.toDense(), { code: 'OUT_OF_MEMORY', says: ['397510 × 397510', '1177.3 GiB', 'diagonal'] })
  await refuses(
    () => kfacOperator(sequential({ input: 40_000 }, [dense(1)]), { x: [new Float32Array(40_000)], y: [1] }),
    {
      code: 'OUT_OF_MEMORY',
      says: ['11.9 GiB'],
    },
  )
})

test('an empty set, and data that do not fit', async () => {
  for (const make of Object.values(all)) {
    await refuses(() => make(net, { x: [], y: [] }), { code: 'EMPTY_DATA' })
    await refuses(() => make(net, { x: data.x, y: data.y.slice(1) }), { code: 'SHAPE_MISMATCH' })
    await refuses(() => make(net, { x: data.x } as never), { code: 'BAD_VALUE' })
    await refuses(() => make(net, data, { lambda: 1 } as object), { code: 'BAD_OPTION' })
    await refuses(() => make({} as never, data), { code: 'BAD_MODEL' })
    const lost = { ...net, params: net.params.map(() => Number.NaN) }
    await refuses(() => make(lost, data), { code: 'BAD_MODEL', says: ['NaN'] })
  }
  await refuses(() => jacobian(net, { y: data.y } as never), { code: 'BAD_VALUE', says: ['no x'] })
  await refuses(() => jacobian(net, { x: [[1, 2]] }), { code: 'SHAPE_MISMATCH' })
  await refuses(() => ggn(net, data, { dtype: 'float16' } as object), { code: 'BAD_OPTION' })
})

test('a frozen net has no curvature; of one that is frozen in part the rest has', async () => {
  const frozen = freeze(net, ['a', 'b'])
  for (const make of [...Object.values(all), gram, jacobian])
    await refuses(() => make(frozen, data), { code: 'BAD_MODEL', says: ['frozen', 'unfreeze'] })
  assert.equal(ggn(freeze(net, ['a']), data).shape, [10, 10])
})

test.run()
