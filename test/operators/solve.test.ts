import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cgInverse, jacobian, lsmr, neumann, nystrom } from '../../src/operators/index.js'
import { assertAtMost, assertClose } from '../helpers/assert-close.js'
import { refuses } from '../helpers/refuses.js'
import { solveDense } from '../reference/linear.js'
import { cases } from './cases.js'
import { both, normals, operator, times, transposed, withSpectrum } from './dense.js'

const n = 24
const A = withSpectrum(
  1,
  Array.from({ length: n }, (_, k) => 0.1 + k * k),
)
const [b] = normals(2, 1, n)
const shifted = (shift: number) => A.map((row, i) => row.map((value, j) => (i === j ? value + shift : value)))

for (const shift of [0, 0.7])
  test(`cgInverse, shift ${shift}: solves what a dense elimination does`, async () => {
    const expected = solveDense(shifted(shift), b)
    assertClose(await cgInverse(operator(A), { shift }).apply(b), expected, 1e-7)
    const preconditioned = cgInverse(operator(A), { shift, preconditioner: { rank: 8 } })
    assertClose(await preconditioned.apply(b), expected, 1e-7)
  })

test('nystrom: five large eigenvalues of condition 1e4 leave next to no iterations', async () => {
  const values = Array.from({ length: 60 }, (_, k) => (k < 5 ? 100 - 20 * k : 1e-3 / (k + 1)))
  const B = operator(withSpectrum(3, values))
  const rhs = normals(4, 1, 60)[0]
  const plain = await cgInverse(B, { shift: 1e-2 }).solve(rhs)
  const better = await cgInverse(B, { shift: 1e-2, preconditioner: { rank: 8, seed: 1 } }).solve(rhs)
  assert.ok(plain.converged && better.converged)
  assertAtMost(better.iterations, plain.iterations - 3)
  assertClose(better.x, plain.x, 1e-6)
})

test('nystrom: P⁻¹(A + λ I) is a multiple of I, where the rank reaches all that is large', async () => {
  const size = 30
  const values = Array.from({ length: size }, (_, k) => (k < 5 ? 100 - 20 * k : 1e-4 / (k + 1)))
  const M = withSpectrum(3, values)
  const { data } = await (await nystrom(operator(M), { rank: 8, shift: 1e-2, seed: 1 })).toDense()
  const P = M.map((_, i) => Array.from(data.slice(i * size, (i + 1) * size)))
  assertClose(transposed(P).flat(), P.flat(), 1e-12)
  const shiftedM = M.map((row, i) => row.map((value, j) => value + (i === j ? 1e-2 : 0)))
  const product = P.map(row =>
    transposed(shiftedM).map(column => row.reduce((sum, value, k) => sum + value * column[k], 0)),
  )
  const [scale] = product[0]
  assertClose(
    product.flat(),
    product.flatMap((row, i) => row.map((_, j) => (i === j ? scale : 0))),
    0.02 * scale,
  )
})

test('neumann: what is left after k terms is (1 − s l)^k along each eigenvector', async () => {
  const values = [0.5, 1, 2, 4]
  const B = withSpectrum(5, values)
  const [rhs] = normals(6, 1, 4)
  const exact = solveDense(
    B.map(row => [...row]),
    rhs,
  )
  assertClose(await neumann(operator(B), { terms: 400 }).apply(rhs), exact, 1e-8)
  const s = 0.2
  const k = 7
  let [term, sum] = [rhs.map(v => s * v), rhs.map(() => 0)]
  for (let j = 0; j < k; j++) {
    sum = sum.map((v, i) => v + term[i])
    const image = times(B, term)
    term = term.map((v, i) => v - s * image[i])
  }
  assertClose(await neumann(operator(B), { terms: k, scale: s }).apply(rhs), sum, 1e-12)
})

for (const shift of [0, 0.3])
  test(`lsmr, shift ${shift}: the solution of the normal equations`, async () => {
    const X = normals(7, 12, 5)
    const [rhs] = normals(8, 1, 12)
    const Xt = transposed(X)
    const normal = Xt.map((row, i) =>
      Xt.map((other, j) => row.reduce((sum, v, k) => sum + v * other[k], 0) + (i === j ? shift : 0)),
    )
    assertClose(await lsmr(both(X), { shift, tolerance: 1e-12 }).apply(rhs), solveDense(normal, times(Xt, rhs)), 1e-9)
  })

test('lsmr of a wide Jacobian: the least-norm step that cancels the residuals', async () => {
  const [one] = cases
  const J = jacobian(one.model, { x: one.x })
  const [rhs] = normals(9, 1, J.shape[0])
  const d = await lsmr(J, { tolerance: 1e-12 }).apply(rhs)
  assertClose(await J.apply(d), rhs, 1e-7)
  // In the range of Jᵀ: nothing shorter does it.
  const back = await lsmr({
    shape: [J.shape[1], J.shape[0]],
    apply: u => J.applyTransposed(u),
    applyTransposed: v => J.apply(v),
  }).apply(d)
  assertClose(await J.applyTransposed(back), d, 1e-7)
})

test('a right-hand side of zeros has the solution 0', async () => {
  const zero = new Float64Array(n)
  assertClose(await cgInverse(operator(A)).apply(zero), zero, 0)
  assertClose(await lsmr(both(A)).apply(zero), zero, 0)
  assertClose(await neumann(operator(A)).apply(zero), zero, 0)
})

test('what cannot be solved is refused with what would work', async () => {
  const indefinite = operator(withSpectrum(10, [-1, 2, 3]))
  await refuses(() => cgInverse(indefinite).apply([1, 2, 3]), {
    code: 'BAD_VALUE',
    says: ['not positive definite', 'shift'],
  })
  await refuses(() => nystrom(indefinite, { rank: 3 }), { code: 'BAD_VALUE', says: ['semi-definite'] })
  const slow = operator(
    withSpectrum(
      11,
      Array.from({ length: 30 }, (_, k) => 10 ** (-k / 2)),
    ),
  )
  const cut = cgInverse(slow, { maxIterations: 3 })
  await refuses(() => cut.apply(normals(1, 1, 30)[0]), {
    code: 'BAD_VALUE',
    says: ['after 3 iterations', 'preconditioner'],
  })
  assert.is((await cut.solve(normals(1, 1, 30)[0])).converged, false)
  await refuses(() => neumann(operator(A), { scale: 1 }).apply(b), { code: 'BAD_VALUE', says: ['smaller scale'] })
  await refuses(
    () =>
      cgInverse(
        operator([
          [1, 2],
          [0, 1],
        ]),
      ).apply([1, 1]),
    { code: 'BAD_VALUE', says: ['not symmetric', 'lsmr'] },
  )
  await refuses(() => cgInverse(operator([[1, 2, 3]])), { code: 'SHAPE_MISMATCH', says: ['1 × 3', 'square'] })
  await refuses(() => lsmr(operator([[1, 2, 3]])), { code: 'NOT_SUPPORTED', says: ['applyTransposed'] })
  await refuses(() => cgInverse(operator(A), { damping: 1 } as object), { code: 'BAD_OPTION', says: ['shift'] })
  await refuses(() => cgInverse([[1]] as never), { code: 'BAD_VALUE', says: ['shape: [rows, columns]'] })
})

test.run()
