import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { standardization, standardize, unstandardize } from '../../src/data/standardize.js'
import type { Matrix } from '../../src/data/table.js'
import { assertClose } from '../helpers/assert-close.js'
import { refuses } from '../helpers/refuses.js'

const matrix = (rows: number[][], type: Float32ArrayConstructor | Float64ArrayConstructor = Float64Array): Matrix => ({
  data: type.from(rows.flat()),
  shape: [rows.length, rows[0].length],
})

test('mean and population standard deviation of a worked example', () => {
  const { mean, scale, constant } = standardization(
    matrix([
      [2, -1],
      [4, -1],
      [4, 3],
      [4, 3],
      [5, 1],
      [5, 1],
      [7, 1],
      [9, 1],
    ]),
  )
  assert.equal(mean, [5, 1])
  assertClose(scale, [2, Math.SQRT2], 1e-15)
  assert.equal(constant, [])
})

test('a constant column becomes exactly 0 even where its mean would round, and is reported', () => {
  for (const type of [Float32Array, Float64Array]) {
    const data = matrix(
      Array.from({ length: 10 }, (_, i) => [0.1, i]),
      type,
    )
    const constants = standardization(data)
    assert.equal(constants.constant, [0])
    assert.is(constants.scale[0], 1)
    assert.ok(standardize(data, constants).data.every((value, at) => at % 2 === 1 || value === 0))
  }
})

test('a single row is constant in every column', () => {
  assert.equal(standardization(matrix([[3, 4]])), { mean: [3, 4], scale: [1, 1], constant: [0, 1] })
})

test('a small signal on a large offset, and values near either end of the range, keep their spread', () => {
  const cases: [number, number][] = [
    [1e9, 1e-3],
    [0, 1e-170],
    [0, 1e170],
    [5, 1e-12],
  ]
  for (const [offset, unit] of cases) {
    const values = [-1, 0, 1, 2].map(k => offset + k * unit)
    const data = matrix(values.map(value => [value]))
    const scaled = standardize(data, standardization(data))
    const expected = [-1, 0, 1, 2].map(k => (k - 0.5) / Math.sqrt(1.25))
    assertClose(scaled.data, expected, offset === 0 ? 1e-14 : (4 * 2 ** -52 * offset) / unit, `${offset} ± ${unit}`)
  }
})

test('float32 data are summed in float64: a million times 0.1 and 0.3', () => {
  const data = new Float32Array(1_000_000)
  for (let at = 0; at < data.length; at++) data[at] = at % 2 ? 0.3 : 0.1
  const { mean, scale } = standardization({ data, shape: [data.length, 1] })
  const [low, high] = [Math.fround(0.1), Math.fround(0.3)]
  assertClose([mean[0], scale[0]], [(low + high) / 2, (high - low) / 2], 1e-10)
})

test('the mean of 100,000 float64 rows near 10⁹ is right to 2 units in the last place', () => {
  const data = Float64Array.from({ length: 100_000 }, (_, i) => 1e9 + 0.1 + (i % 2 ? 0.5 : -0.5))
  const { mean } = standardization({ data, shape: [data.length, 1] })
  assertClose(mean, [(data[0] + data[1]) / 2], 2 * 2 ** -23)
})

test('the constants survive JSON', () => {
  const constants = standardization(
    matrix([
      [1, 5],
      [2, 7],
    ]),
  )
  assert.equal(JSON.parse(JSON.stringify(constants)), constants)
})

test('the result keeps the dtype or takes the one asked for; the input is not written', () => {
  const data = matrix([[1], [2]], Float32Array)
  const constants = standardization(data)
  assert.instance(standardize(data, constants).data, Float32Array)
  assert.instance(standardize(data, constants, 'float64').data, Float64Array)
  assert.equal(data.data, Float32Array.of(1, 2))
})

test('any matrix: columns have mean 0 and deviation 1, and unstandardize brings the values back', () => {
  // Below 1e-290 a mean cannot be told from its neighbours.
  const double = (min: number, max: number) =>
    fc.double({ min, max, noNaN: true }).map(value => (Math.abs(value) < 1e-290 ? 0 : value))
  const row = fc.tuple(double(-1e3, 1e3), double(0, 1e-6))
  fc.assert(
    fc.property(fc.array(row, { minLength: 2, maxLength: 30 }), rows => {
      const data = matrix(rows)
      const constants = standardization(data)
      const scaled = standardize(data, constants)
      for (const k of [0, 1]) {
        const column = rows.map((_, i) => scaled.data[2 * i + k])
        const largest = Math.max(...rows.map(values => Math.abs(values[k])))
        const bound = (1e-14 * largest) / constants.scale[k] + 1e-12
        const sum = column.reduce((total, value) => total + value, 0)
        const squares = column.reduce((total, value) => total + value * value, 0)
        assert.ok(Math.abs(sum / rows.length) <= bound, `mean ${sum / rows.length}, bound ${bound}`)
        if (!constants.constant.includes(k)) assertClose([squares / rows.length], [1], 1e-12 + bound)
      }
      const bounds = rows.flat().map((value, at) => 4 * 2 ** -52 * (Math.abs(value) + Math.abs(constants.mean[at % 2])))
      assertClose(unstandardize(scaled, constants).data, data.data, bounds)
    }),
    { seed: 6, numRuns: 200 },
  )
})

test('constants of another number of columns', async () => {
  const constants = standardization(
    matrix([
      [1, 5],
      [2, 7],
    ]),
  )
  for (const apply of [standardize, unstandardize])
    await refuses(() => apply(matrix([[1], [2]]), constants), {
      code: 'SHAPE_MISMATCH',
      facts: { expected: 2, found: 1 },
    })
})

test.run()
