import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dispose } from '../../src/index.js'
import {
  conditionNumber,
  empiricalFisher,
  fisher,
  ggn,
  gradient,
  gram,
  hessian,
  jacobian,
  kfacOperator,
  sampleGradientNorms,
} from '../../src/operators/index.js'
import { linearise } from '../../src/operators/network/linearisation.js'
import { join, sharesOf, split } from '../../src/operators/network/tasks.js'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import { refuses } from '../helpers/refuses.js'
import { cases, dataOf } from './cases.js'
import { normals } from './dense.js'

test.after(dispose)

const relative = (a: Float64Array, b: Float64Array) => assertClose(a, b, 1e-12 * Math.max(...b.map(Math.abs)))

for (const one of cases.slice(0, 4))
  test(`${one.name}: workers with a share of the samples each give what the calling thread does`, async () => {
    const data = dataOf(one)
    const options = { loss: one.loss, seed: 3 }
    const apart = { ...options, threads: 2 }
    const [v] = normals(1, 1, ggn(one.model, data, options).shape[0])
    for (const make of [ggn, fisher, empiricalFisher, hessian, kfacOperator])
      relative(await make(one.model, data, apart).apply(v), await make(one.model, data, options).apply(v))
    relative(
      await kfacOperator(one.model, data, { ...apart, fisher: 'sampled' }).apply(v),
      await kfacOperator(one.model, data, { ...options, fisher: 'sampled' }).apply(v),
    )
    const [J, here] = [jacobian(one.model, data, apart), jacobian(one.model, data, options)]
    const [u] = normals(2, 1, J.shape[0])
    relative(await J.apply(v), await here.apply(v))
    relative(await J.applyTransposed(u), await here.applyTransposed(u))
    relative(await gram(one.model, data, apart).apply(u), await gram(one.model, data, options).apply(u))
    relative(await gradient(one.model, data, apart), await gradient(one.model, data, options))
    relative(await sampleGradientNorms(one.model, data, apart), await sampleGradientNorms(one.model, data, options))
    const [a, b] = [
      await conditionNumber(ggn(one.model, data, apart)),
      await conditionNumber(ggn(one.model, data, options)),
    ]
    assertClose([a.largest], [b.largest], 1e-10 * b.largest)
  })

test('more threads than samples, and answers in any order', async () => {
  const [one] = cases
  const A = ggn(one.model, dataOf(one), { threads: 9 })
  const vectors = normals(3, 6, A.shape[0])
  const together = await Promise.all(vectors.map(v => A.apply(v)))
  for (const [k, v] of vectors.entries()) assertSame(await A.apply(v), together[k])
})

test('a worker that is lost is told of, and the next product starts others', async () => {
  const [one] = cases
  const A = ggn(one.model, dataOf(one), { threads: 2 })
  const [v] = normals(4, 1, A.shape[0])
  const before = await A.apply(v)
  await dispose()
  await refuses(() => A.apply(v), { code: 'WORKER_LOST', says: ['ggn'] })
  assertSame(await A.apply(v), before)
})

test('shares: every sample once, its numbers with it', () => {
  const [one] = cases
  const lin = linearise('test', one.model, dataOf(one), { loss: one.loss })
  const shares = sharesOf(lin, 3)
  assert.equal(
    shares.map(({ samples, first }) => [first, samples.count]),
    [
      [0, 2],
      [2, 2],
      [4, 3],
    ],
  )
  assert.equal(
    shares.flatMap(({ samples }) => Array.from(samples.inputs[0])),
    Array.from(lin.samples.inputs[0]),
  )
  const counts = [2, 2, 3]
  const u = Float64Array.from({ length: 14 }, (_, k) => k)
  const tasks = split({ kind: 'jacobianTransposed', u }, counts)
  assert.equal(
    tasks.flatMap(task => Array.from('u' in task ? task.u : [])),
    Array.from(u),
  )
  const sums = [1, 2, 4].map(value => Float64Array.of(value))
  assertClose(join({ kind: 'jacobianTransposed', u }, sums, counts), [7], 0)
  assertClose(join({ kind: 'gradient' }, sums, counts), [(2 + 4 + 12) / 7], 1e-15)
  assertClose(join({ kind: 'norms' }, sums, counts), [1, 2, 4], 0)
})

test.run()
