import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { asMatrix } from '../../src/data/matrix.js'
import { refuses } from '../helpers/refuses.js'

test('rows, typed rows, a flat array and { data, shape } give the same numbers', () => {
  const expected = { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] }
  assert.equal(
    asMatrix(
      [
        [1, 2],
        [3, 4],
      ],
      'x',
    ),
    expected,
  )
  assert.equal(asMatrix([Float32Array.of(1, 2), Uint8Array.of(3, 4)], 'x'), expected)
  assert.equal(asMatrix({ data: [1, 2, 3, 4], shape: [2, 2] }, 'x'), expected)
  assert.equal(asMatrix({ data: Int32Array.of(1, 2, 3, 4), shape: [2, 2] }, 'x'), expected)
  assert.equal(asMatrix([5, 6], 'y'), { data: Float64Array.of(5, 6), shape: [2, 1] })
  assert.equal(asMatrix(Float32Array.of(5, 6), 'y'), { data: Float32Array.of(5, 6), shape: [2, 1] })
})

test('an array of the dtype is kept, another is copied, and nothing of the caller is written', () => {
  const data = Float64Array.of(1 / 3, 2)
  assert.is(asMatrix({ data, shape: [1, 2] }, 'x').data, data)
  const single = asMatrix({ data, shape: [1, 2] }, 'x', { dtype: 'float32' }).data
  assert.equal(single, Float32Array.of(1 / 3, 2))
  assert.equal(data, Float64Array.of(1 / 3, 2))
  assert.instance(asMatrix([[1]], 'x', { dtype: 'float32' }).data, Float32Array)
})

test('case strings-and-holes: row 1, column 0 is a string', async () => {
  const x = [
    [0.1, 0.2],
    ['0.3', 0.4],
    [null, 0.5],
    [true, 0.6],
  ]
  const facts = { row: 1, column: 0, type: 'string' }
  await refuses(() => asMatrix(x, 'fit: x'), {
    code: 'BAD_VALUE',
    says: ['fit: x: row 1, column 0', 'a string'],
    facts,
  })
})

test('null, booleans, holes, undefined, bigints and objects are named by row, column and kind', async () => {
  const bad: [unknown, RegExp][] = [
    [
      [
        [1, 2],
        [null, 3],
      ],
      /row 1, column 0 is null/,
    ],
    [[[1, true]], /row 0, column 1 is a boolean/],
    [[[1, 2], Object.assign([3], { length: 2 })], /row 1, column 1 is a hole/],
    [[[undefined]], /row 0, column 0 is undefined/],
    [[[1n]], /row 0, column 0 is a bigint/],
    [[[{}]], /row 0, column 0 is an object/],
    [[1, '2'], /row 1, column 0 is a string/],
    [[[1], 2], /row 1 is a number/],
    [Object.assign([[1]], { length: 2 }), /row 1 is a hole/],
    [[[1], null], /row 1 is null/],
    [{ data: [1, null], shape: [1, 2] }, /row 0, column 1 is null/],
    [BigInt64Array.of(1n), /row 0, column 0 is a bigint/],
  ]
  for (const [value, says] of bad) await refuses(() => asMatrix(value, 'x'), { says: [says] }, String(says))
})

test('case rows-of-unequal-length: row 2 has 7 values, the first row has 6', async () => {
  const x = [
    [2, 26, 11, 8, 13, 4],
    [2, 4, 17, 8, 18, 4],
    [2, 4, 18, 0, 8, 17, 4],
    [2, 26, 18, 0, 17],
  ]
  const says = ['row 2 has 7 values, the first row has 6']
  await refuses(() => asMatrix(x, 'fit: x'), {
    code: 'SHAPE_MISMATCH',
    says,
    facts: { row: 2, expected: 6, found: 7 },
  })
})

test('NaN and infinities are found in every place of typed arrays of every length around four', async () => {
  for (const make of [(n: number) => new Float32Array(n), (n: number) => new Float64Array(n)])
    for (let length = 1; length <= 9; length++)
      for (let at = 0; at < length; at++)
        for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
          const data = make(length).fill(-3e38)
          data[at] = value
          const expected = { code: 'NON_FINITE_INPUT', facts: { row: at, column: 0 } } as const
          await refuses(() => asMatrix({ data, shape: [length, 1] }, 'x'), expected, `${length}, ${at}`)
        }
})

test('NaN and infinities are named by row and column', async () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const expected = {
      code: 'NON_FINITE_INPUT',
      says: ['row 1, column 2', String(value)],
      facts: { row: 1, column: 2 },
    } as const
    await refuses(
      () =>
        asMatrix(
          [
            [1, 2, 3],
            [4, 5, value],
          ],
          'x',
        ),
      expected,
    )
    await refuses(() => asMatrix({ data: Float32Array.of(1, 2, 3, 4, 5, value), shape: [2, 3] }, 'x'), expected)
  }
})

test('a number too large for float32 is refused, not turned into infinity', async () => {
  const expected = { code: 'NON_FINITE_INPUT', says: ['row 0, column 1 is 1e+39', 'float32'] } as const
  await refuses(() => asMatrix([[1, 1e39]], 'x', { dtype: 'float32' }), expected)
  await refuses(() => asMatrix({ data: Float64Array.of(1, 1e39), shape: [1, 2] }, 'x', { dtype: 'float32' }), expected)
  assert.is(asMatrix([[1, 1e39]], 'x').data[1], 1e39)
})

test('empty data and shapes that do not hold the data', async () => {
  for (const value of [[], [[]], [[], []], new Float32Array(0), { data: new Float64Array(0), shape: [0, 3] }])
    await refuses(() => asMatrix(value, 'x'), { code: 'EMPTY_DATA' })
  const data = Float64Array.of(1, 2, 3, 4, 5, 6)
  await refuses(() => asMatrix({ data, shape: [2, 2] }, 'x'), {
    code: 'SHAPE_MISMATCH',
    facts: { expected: 4, found: 6 },
  })
  for (const shape of [[6], [1, 2, 3], [-2, -3], [1.5, 4], ['2', 3], 6, null, undefined])
    await refuses(() => asMatrix({ data, shape }, 'x'), { code: 'SHAPE_MISMATCH' }, String(shape))
})

test('what is no matrix at all is named', async () => {
  const kinds: [unknown, string][] = [
    [undefined, 'undefined'],
    [null, 'null'],
    [3, 'a number'],
    ['1,2', 'a string'],
    [{}, 'an object'],
    [() => [[1]], 'a function'],
    [new DataView(new ArrayBuffer(8)), 'a DataView'],
    [{ data: 'abc', shape: [1, 3] }, 'data is a string'],
  ]
  for (const [value, says] of kinds)
    await refuses(() => asMatrix(value, 'x'), { code: 'BAD_VALUE', says: [says] }, says)
})

test.run()
