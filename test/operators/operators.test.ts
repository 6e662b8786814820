/** Every operator against its dense matrix, which is made from plain loops and hyper-dual numbers. */
import { test } from 'uvu'
import {
  empiricalFisher,
  ggn,
  gradient,
  gram,
  hessian,
  jacobian,
  sampleGradientNorms,
} from '../../src/operators/index.js'
import { stream } from '../../src/random/index.js'
import { assertClose } from '../helpers/assert-close.js'
import { cases, dataOf, denseEmpirical, denseGGN, denseHessian, jacobians, sampleGradients } from './cases.js'

const TOLERANCE = 1e-10

const largest = (A: readonly (readonly number[])[]) => Math.max(...A.flat().map(Math.abs))

const square = { ggn: denseGGN, hessian: denseHessian, empiricalFisher: denseEmpirical }
const made = { ggn, hessian, empiricalFisher }

for (const one of cases) {
  const data = dataOf(one)
  const options = { loss: one.loss }

  for (const name of ['ggn', 'empiricalFisher', 'hessian'] as const)
    test(`${name}, ${one.name}: as the dense matrix`, async () => {
      const expected = square[name](one)
      const A = made[name](one.model, data, options)
      const { data: dense, shape } = await A.toDense()
      assertClose(shape, [expected.length, expected.length], 0)
      assertClose(dense, expected.flat(), TOLERANCE * largest(expected))
      const v = Array.from(expected, () => stream(3, 2, 1).normal())
      const Av = expected.map(row => row.reduce((sum, value, k) => sum + value * v[k], 0))
      assertClose(await A.apply(v), Av, TOLERANCE * Math.max(...Av.map(Math.abs)))
    })

  test(`jacobian and gram, ${one.name}: as the dense matrix`, async () => {
    const rows = jacobians(one).flat()
    const J = jacobian(one.model, { x: one.x })
    assertClose((await J.toDense()).data, rows.flat(), TOLERANCE * largest(rows))
    const random = stream(4, 2)
    const v = rows[0].map(() => random.normal())
    const u = rows.map(() => random.normal())
    const Jv = rows.map(row => row.reduce((sum, value, k) => sum + value * v[k], 0))
    const Ju = rows[0].map((_, p) => rows.reduce((sum, row, r) => sum + row[p] * u[r], 0))
    assertClose(await J.apply(v), Jv, 1e-9)
    assertClose(await J.applyTransposed(u), Ju, 1e-9)
    const K = rows.map(a => rows.map(b => a.reduce((sum, value, k) => sum + value * b[k], 0)))
    assertClose((await gram(one.model, { x: one.x }).toDense()).data, K.flat(), TOLERANCE * largest(K))
  })

  test(`gradient and its norms, ${one.name}: as those of plain loops`, async () => {
    const gradients = sampleGradients(one)
    const mean = gradients[0].map((_, p) => gradients.reduce((sum, g) => sum + g[p] / gradients.length, 0))
    assertClose(await gradient(one.model, data, options), mean, TOLERANCE * largest([mean]))
    const norms = gradients.map(g => Math.hypot(...g))
    assertClose(await sampleGradientNorms(one.model, data, options), norms, TOLERANCE * Math.max(...norms))
  })

  test(`the row side of ggn, ${one.name}: has its non-zero spectrum`, async () => {
    const A = ggn(one.model, data, options)
    const [full, rows] = [await A.toDense(), await A.rowSide.toDense()]
    const power = ({ data: M, shape: [n] }: typeof full, k: number) => {
      let B = Float64Array.from(M)
      for (let turn = 1; turn < k; turn++) {
        const C = new Float64Array(n * n)
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) for (let l = 0; l < n; l++) C[i * n + j] += B[i * n + l] * M[l * n + j]
        B = C
      }
      return Array.from({ length: n }, (_, i) => B[i * n + i]).reduce((a, b) => a + b, 0)
    }
    for (const k of [1, 2, 3]) assertClose([power(rows, k)], [power(full, k)], 1e-10 * power(full, k))
  })
}

test.run()
