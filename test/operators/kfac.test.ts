import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, sequential } from '../../src/index.js'
import { fisher, ggn, kfacOperator } from '../../src/operators/index.js'
import { PURPOSE, stream } from '../../src/random/index.js'
import { assertAtMost, assertClose } from '../helpers/assert-close.js'
import { refuses } from '../helpers/refuses.js'
import { cases, dataOf, denseGGN, jacobians, outputsOf } from './cases.js'
import { normals, times } from './dense.js'

const [skip, softmax, sigmoid, poisson] = cases

test('kfacOperator: one sample and one output, of which the Gauss–Newton blocks are Kronecker products', async () => {
  const net = sequential({ input: 3, seed: 2 }, [dense(4, 'tanh'), dense(3, 'sigmoid', { bias: false }), dense(1)])
  const data = { x: [[0.3, -1, 2]], y: [[0.5]] }
  const A = ggn(net, data)
  const K = kfacOperator(net, data)
  const factors = await K.factors()
  const [full, blocks] = [await A.toDense(), await K.toDense()]
  const P = A.shape[0]
  const blockOf = (p: number) => factors.findIndex(f => p >= f.offset && p < f.offset + f.inputs * f.outputs)
  const expected = full.data.map((v, at) => (blockOf(Math.floor(at / P)) === blockOf(at % P) ? v : 0))
  assertClose(blocks.data, expected, 1e-12)
})

for (const kind of ['exact', 'empirical', 'sampled'] as const)
  for (const one of [skip, softmax, poisson])
    test(`kfacOperator, ${kind}, ${one.name}: A and G of the rows of J, one layer at a time`, async () => {
      const operator = kfacOperator(one.model, dataOf(one), { loss: one.loss, fisher: kind })
      const factors = await operator.factors()
      // Of a layer with a bias the last row of its part of J is δ, and the others are h times it.
      const J = jacobians(one)
      const total = (one.weights ?? J.map(() => 1)).reduce((a, b) => a + b, 0)
      const omega = J.map((_, i) => ((one.weights?.[i] ?? 1) * J.length) / total)
      for (const { offset, inputs, outputs, G, A } of factors) {
        assert.is(A.length, inputs ** 2)
        const hasBias = Math.abs(A[inputs ** 2 - 1] - 1) < 1e-15
        if (!hasBias) continue
        const deltas = J.map(Ji => Ji.map(row => row.slice(offset + (inputs - 1) * outputs, offset + inputs * outputs)))
        const inputsOf = J.map((Ji, i) => {
          const a = Ji.findIndex((_, k) => Math.abs(deltas[i][k][0]) > 1e-8)
          return Array.from({ length: inputs }, (_, h) => Ji[a][offset + h * outputs] / deltas[i][a][0])
        })
        const expectedA = Array.from(A, (_, at) =>
          inputsOf.reduce((sum, h) => sum + (h[Math.floor(at / inputs)] * h[at % inputs]) / J.length, 0),
        )
        assertClose(A, expectedA, 1e-9)
        if (kind !== 'exact') continue
        const B = (i: number) => one.curvature(outputsOf(one, one.x[i]), one.y[i])
        const expectedG = Array.from(G, (_, at) => {
          const [c, d] = [Math.floor(at / outputs), at % outputs]
          let sum = 0
          deltas.forEach((D, i) => {
            const block = B(i)
            for (let a = 0; a < D.length; a++)
              for (let b = 0; b < D.length; b++) sum += (omega[i] * D[a][c] * block[a][b] * D[b][d]) / J.length
          })
          return sum
        })
        assertClose(G, expectedG, 1e-10)
      }
      // (A ⊗ G) v as all of its numbers say.
      const { data, shape } = await operator.toDense()
      const [v] = normals(1, 1, shape[1])
      const Kv = v.map((_, p) => v.reduce((sum, value, q) => sum + data[p * shape[1] + q] * value, 0))
      assertClose(await operator.apply(v), Kv, 1e-10 * Math.max(...Kv.map(Math.abs)))
    })

test('fisher of squared error: that of the normal draws it was made with', async () => {
  const one = skip
  const A = fisher(one.model, dataOf(one), { loss: one.loss, seed: 9, draws: 3 })
  const J = jacobians(one)
  const P = J[0][0].length
  const total = (one.weights as number[]).reduce((a, b) => a + b, 0)
  const expected = new Float64Array(P * P)
  J.forEach((Ji, i) => {
    for (let draw = 0; draw < 3; draw++) {
      const random = stream(9, PURPOSE.sampledLabels, draw, i)
      const u = Ji.map(() => random.normal())
      const g = Ji[0].map((_, p) => Ji.reduce((sum, row, a) => sum + row[p] * u[a], 0))
      const omega = ((one.weights as number[])[i] * J.length) / total
      for (let p = 0; p < P; p++)
        for (let q = 0; q < P; q++) expected[p * P + q] += (omega * g[p] * g[q]) / J.length / 3
    }
  })
  assertClose((await A.toDense()).data, expected, 1e-10)
})

for (const one of [skip, softmax, sigmoid, poisson])
  test(`fisher, ${one.name}: near the Gauss–Newton matrix with many draws`, async () => {
    const G = denseGGN({ ...one, y: one.name.startsWith('sigmoid') ? one.y.map(row => row.map(Math.round)) : one.y })
    const F = fisher(one.model, dataOf(one), { loss: one.loss, draws: 4000 })
    for (const v of normals(2, 3, G.length)) {
      const [Gv, Fv] = [times(G, v), await F.apply(v)]
      assertAtMost(Math.hypot(...Gv.map((value, k) => value - Fv[k])) / Math.hypot(...Gv), 0.08)
    }
  })

test('fisher of a loss that is the likelihood of nothing is refused', async () => {
  const huber = cases.find(({ name }) => name === 'huber') as (typeof cases)[number]
  const options = { loss: huber.loss }
  await refuses(() => fisher(huber.model, dataOf(huber), options), { code: 'BAD_OPTION', says: ['huber', 'ggn'] })
  const sampled = { ...options, fisher: 'sampled' as const }
  await refuses(() => kfacOperator(huber.model, dataOf(huber), sampled), { code: 'BAD_OPTION', says: ["'exact'"] })
})

test.run()
