import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { orthonormal } from '../../src/operators/algebra/orthonormal.js'
import { signs } from '../../src/operators/algebra/probes.js'
import { symmetricEigen } from '../../src/operators/algebra/symmetric-eigen.js'
import {
  conditionNumber,
  diagonal,
  frobeniusNorm,
  ggn,
  gram,
  jacobian,
  lanczosSpectrum,
  logDeterminant,
  nystrom,
  trace,
} from '../../src/operators/index.js'
import { assertAtMost, assertClose } from '../helpers/assert-close.js'
import { refuses } from '../helpers/refuses.js'
import { cases, dataOf, denseGGN } from './cases.js'
import { both, normals, operator, withSpectrum } from './dense.js'

const n = 120
const values = Array.from({ length: n }, (_, k) => 5 * 0.9 ** k + 0.05)
const A = withSpectrum(1, values)
const sum = (x: Iterable<number>) => Array.from(x).reduce((a, b) => a + b, 0)
/** Rounding beside an error bar that may be 0. */
const within = (value: number, error: number, expected: number, what: string) =>
  assertAtMost(Math.abs(value - expected), 3 * error + 1e-9 * Math.abs(expected), what)

test('symmetricEigen: the spectrum that the matrix was made of, and its vectors', () => {
  for (const size of [1, 2, 3, 17, n]) {
    const spectrum = values.slice(0, size).sort((a, b) => a - b)
    const M = withSpectrum(4, spectrum)
    const found = symmetricEigen(M.flat(), size, true)
    assertClose(found.values, spectrum, 1e-12)
    for (let k = 0; k < size; k++) {
      const v = Array.from({ length: size }, (_, i) => found.vectors[i * size + k])
      assertClose([Math.hypot(...v)], [1], 1e-12)
      M.forEach((row, i) => {
        assertAtMost(Math.abs(sum(row.map((value, j) => value * v[j])) - spectrum[k] * v[i]), 1e-12)
      })
    }
  }
  assertClose(symmetricEigen([0, 0, 0, 0], 2).values, [0, 0], 0)
})

for (const method of ['hutchinson', 'hutch++', 'xtrace'] as const)
  test(`trace, ${method}: within 3 standard errors at 100 probes`, async () => {
    for (const seed of [0, 1, 2]) {
      const { value, error } = await trace(operator(A), { method, probes: 100, seed })
      within(value, error, sum(values), `seed ${seed}`)
      assertAtMost(error, method === 'hutchinson' ? 3 : 0.5)
      assert.ok(error > 0)
    }
  })

test('xtrace and xdiag: what leaving one probe out at a time gives', async () => {
  // With the probes of the methods themselves, and a basis made anew for each.
  const k = 6
  const probes = [...signs(3, k, n)]
  const times = (v: Float64Array) => Float64Array.from(A, row => sum(row.map((value, j) => value * v[j])))
  const dot = (a: Float64Array, b: Float64Array) => sum(a.map((v, i) => v * b[i]))
  const traces: number[] = []
  const diagonals: Float64Array[] = []
  probes.forEach((omega, i) => {
    const { Q } = orthonormal(probes.filter((_, j) => j !== i).map(times))
    const project = (v: Float64Array) => {
      const left = v.slice()
      for (const q of Q) {
        const along = dot(q, v)
        q.forEach((value, p) => {
          left[p] -= along * value
        })
      }
      return left
    }
    const left = project(omega)
    const rows = Q.map(times)
    traces.push(sum(Q.map((q, a) => dot(q, rows[a]))) + dot(left, times(left)))
    const rest = project(times(omega))
    diagonals.push(omega.map((sign, p) => sum(Q.map((q, a) => q[p] * rows[a][p])) + sign * rest[p]))
  })
  const { value } = await trace(operator(A), { probes: 2 * k, seed: 3 })
  assertClose([value], [sum(traces) / k], 1e-9)
  const found = await diagonal(both(A), { probes: 2 * k, seed: 3 })
  assertClose(
    found.value,
    A.map((_, p) => sum(diagonals.map(one => one[p])) / k),
    1e-9,
  )
})

test('hutch++ and xtrace: exact where the rank is small', async () => {
  const low = operator(
    withSpectrum(
      2,
      values.map((v, k) => (k < 10 ? v : 0)),
    ),
  )
  for (const method of ['hutch++', 'xtrace'] as const) {
    const { value, error } = await trace(low, { method, probes: 60 })
    assertClose([value], [sum(values.slice(0, 10))], 1e-8)
    assertAtMost(error, 1e-8)
  }
})

for (const method of ['hutchinson', 'xdiag'] as const)
  test(`diagonal, ${method}: within 3 standard errors at 100 probes`, async () => {
    const { value, error } = await diagonal(both(A), { method, probes: 100 })
    const far = A.filter((row, i) => Math.abs(value[i] - row[i]) > 3 * error[i]).length
    assertAtMost(far, 0.05 * n)
    const rms = Math.sqrt(sum(A.map((row, i) => (value[i] - row[i]) ** 2)) / n)
    assertAtMost(rms, method === 'hutchinson' ? 0.2 : 0.05)
  })

test('lanczosSpectrum: entries whose squares are beyond the numbers there are', async () => {
  for (const scale of [1e200, 1, 1e-200]) {
    const times = (v: ArrayLike<number>) => Array.from(v, (x, i) => (i + 1) * scale * x)
    const { eigenvalues } = await lanczosSpectrum({ shape: [3, 3], apply: times, applyTransposed: times })
    assertClose(
      eigenvalues.map(value => value / scale),
      [1, 2, 3],
      1e-12,
    )
  }
})

test('an operator of the user’s that works in place has the spectrum of one that does not', async () => {
  const inPlace = (v: ArrayLike<number>) => {
    const own = v as number[]
    for (let i = 0; i < own.length; i++) own[i] *= i + 1
    return own
  }
  const diagonal = { shape: [3, 3] as const, apply: inPlace, applyTransposed: inPlace }
  assertClose((await lanczosSpectrum(diagonal)).eigenvalues, [1, 2, 3], 1e-12)
  assertClose([(await trace(diagonal)).value], [6], 1e-12)
})

test('logDeterminant: within 3 standard errors at 100 probes, with and without a shift', async () => {
  for (const shift of [0, 0.5]) {
    const { value, error } = await logDeterminant(operator(A), { shift, probes: 100, steps: 60 })
    within(value, error, sum(values.map(v => Math.log(v + shift))), `shift ${shift}`)
    assert.ok(error > 0)
  }
})

test('lanczosSpectrum: extreme eigenvalues to 1e-6, a density of integral 1 and mean tr/n', async () => {
  const { smallest, largest, density, residuals } = await lanczosSpectrum(operator(A), {
    steps: 100,
    probes: 4,
    seed: 2,
  })
  assertClose([smallest, largest], [Math.min(...values), Math.max(...values)], 1e-6)
  assertAtMost(residuals[residuals.length - 1], 1e-6)
  const step = density.at[1] - density.at[0]
  assertClose([step * sum(density.value)], [1], 0.02)
  assertClose([step * sum(density.at.map((x, i) => x * density.value[i]))], [sum(values) / n], 0.3)
})

test('lanczosSpectrum: a projector has two eigenvalues, whatever the steps', async () => {
  const { eigenvalues } = await lanczosSpectrum(
    operator(
      withSpectrum(
        6,
        values.map((_, k) => (k < 20 ? 1 : 0)),
      ),
    ),
  )
  assertClose(eigenvalues, [0, 1], 1e-10)
})

test('frobeniusNorm: within 3 standard errors, exact with a probe a column', async () => {
  const B = normals(5, 40, 130)
  const exact = Math.hypot(...B.flat())
  const { value, error } = await frobeniusNorm(operator(B), { probes: 100 })
  within(value, error, exact, 'estimate')
  assert.ok(error > 0)
  assertClose([(await frobeniusNorm(operator(B), { probes: 130 })).value], [exact], 1e-9)
})

test('conditionNumber: of the non-zero spectrum', async () => {
  const { value, isExact } = await conditionNumber(operator(withSpectrum(7, [0, 0, 0.5, 3, 8])))
  assert.ok(isExact)
  assertClose([value], [16], 1e-9)
  // Singular values of a rectangular one.
  const [one] = cases
  const J = await conditionNumber(jacobian(one.model, { x: one.x }))
  const K = await conditionNumber(gram(one.model, { x: one.x }))
  assertClose([J.value ** 2], [K.value], 1e-6 * K.value)
})

test('conditionNumber of ggn: that of the dense matrix, from the side of the rows', async () => {
  for (const one of cases.slice(1, 4)) {
    const M = denseGGN(one)
    const spectrum = symmetricEigen(M.flat(), M.length).values.filter(v => v > 1e-11)
    const { value, smallest, largest } = await conditionNumber(ggn(one.model, dataOf(one), { loss: one.loss }))
    assertClose([smallest, largest], [spectrum[0], spectrum[spectrum.length - 1]], 1e-10)
    assertClose([value], [largest / smallest], 1e-9 * value)
  }
})

test('a matrix of zeros: traces of 0, and a condition number that is refused', async () => {
  const zero = operator([
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ])
  for (const method of ['hutchinson', 'hutch++', 'xtrace'] as const)
    for (const probes of [1, 3, 100]) assert.equal(await trace(zero, { method, probes }), { value: 0, error: 0 })
  assertClose((await diagonal(zero, { probes: 2 })).value, [0, 0, 0], 0)
  assert.equal(await frobeniusNorm(zero, { probes: 2 }), { value: 0, error: 0 })
  const { smallest, largest, density } = await lanczosSpectrum(zero)
  assertClose([smallest, largest], [0, 0], 0)
  assert.ok(density.value.every(Number.isFinite))
  await refuses(() => conditionNumber(zero), { code: 'BAD_VALUE', says: ['A is 0'] })
  await refuses(() => logDeterminant(zero), { code: 'BAD_VALUE', says: ['positive definite', 'shift'] })
})

test('what has no spectrum is refused with what would work', async () => {
  const skewed = operator([
    [1, 2],
    [0, 1],
  ])
  for (const call of [lanczosSpectrum, logDeterminant, conditionNumber])
    await refuses(() => call(skewed), { code: 'BAD_VALUE', says: ['not symmetric'] })
  await refuses(() => diagonal(operator(A), { method: 'xdiag', probes: 10 }), {
    code: 'NOT_SUPPORTED',
    says: ['hutchinson'],
  })
  const huge = { shape: [2e6, 2e6] as const, apply: (v: Float64Array) => v }
  await refuses(() => lanczosSpectrum(huge, { steps: 200 }), { code: 'OUT_OF_MEMORY', says: ['steps: 134'] })
  await refuses(() => trace(huge, { probes: 100 }), { code: 'OUT_OF_MEMORY', says: ['probes: 67'] })
  await refuses(() => nystrom(huge, { rank: 100 }), { code: 'OUT_OF_MEMORY', says: ['rank: 26'] })
  await refuses(() => trace(operator(A), { method: 'hutch' } as object), { code: 'BAD_OPTION', says: ['hutch++'] })
  await refuses(() => trace({ shape: [2, 2], apply: () => [1] }), {
    code: 'SHAPE_MISMATCH',
    says: ['what A.apply gave has 1'],
  })
  await refuses(() => trace({ shape: [2, 2], apply: () => [1, Number.NaN] }), { code: 'NON_FINITE_INPUT' })
})

test.run()
