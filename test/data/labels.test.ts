import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { asLabels } from '../../src/data/labels.js'
import { refuses } from '../helpers/refuses.js'

test('case one-hot-versus-index: index, column and one-hot rows are the same labels', () => {
  const expected = Int32Array.of(0, 1, 1, 2)
  const oneHot = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]
  const forms = [
    [0, 1, 1, 2],
    Uint8Array.of(0, 1, 1, 2),
    Float64Array.of(0, 1, 1, 2),
    [[0], [1], [1], [2]],
    oneHot,
    oneHot.map(row => Float32Array.from(row)),
    { data: Float32Array.from(oneHot.flat()), shape: [4, 3] },
    { data: [0, 1, 1, 2], shape: [4, 1] },
    { data: [0, 1, 1, 2], shape: [4] },
  ]
  for (const form of forms) assert.equal(asLabels(form, 3, 'y'), expected)
})

test('an Int32Array is kept and nothing of the caller is written', () => {
  const labels = Int32Array.of(2, 0)
  assert.is(asLabels(labels, 3, 'y'), labels)
  const bytes = Uint8Array.of(2, 0)
  assert.is.not(asLabels(bytes, 3, 'y'), bytes)
  assert.equal(bytes, Uint8Array.of(2, 0))
})

test('case one-hot-versus-index: rows of 2 or 4 numbers, or not one-hot, are named', async () => {
  const shape = { code: 'SHAPE_MISMATCH' } as const
  await refuses(
    () =>
      asLabels(
        [
          [1, 0],
          [0, 1],
        ],
        3,
        'y',
      ),
    { ...shape, says: ['row 0 has 2 values', '3 classes'] },
  )
  await refuses(() => asLabels([[1, 0, 0, 0]], 3, 'y'), { ...shape, says: ['row 0 has 4 values'] })
  await refuses(
    () =>
      asLabels(
        [
          [1, 0, 0],
          [1, 0],
        ],
        3,
        'y',
      ),
    { ...shape, says: ['row 1 has 2 values'] },
  )
  await refuses(() => asLabels({ data: [1, 0, 0, 1], shape: [2, 2] }, 3, 'y'), shape)
  await refuses(() => asLabels({ data: [1, 0, 0], shape: [2, 3] }, 3, 'y'), shape)
  for (const row of [
    [0, 0, 0],
    [1, 1, 0],
    [0.5, 0.5, 0],
    [2, -1, 0],
    [1, 0, Number.NaN],
    [1, 0, '0'],
  ])
    await refuses(() => asLabels([[0, 1, 0], row], 3, 'y'), { code: 'BAD_VALUE', says: ['row 1 is ['] }, String(row))
})

test('case label-equal-to-class-count: label 8 at row 5, allowed 0 to 7, subtract 1?', async () => {
  await refuses(() => asLabels([1, 2, 3, 4, 7, 8, 9, 10], 8, 'fit: y'), {
    code: 'LABEL_OUT_OF_RANGE',
    says: ['row 5 has label 8', 'labels must be whole numbers from 0 to 7; yours start at 1: subtract 1?'],
    facts: { row: 5, value: 8, min: 0, max: 7 },
  })
})

test('case labels-are-ascii-codes: label 97 at row 0', async () => {
  const labels = Array.from({ length: 26 }, (_, i) => 97 + i)
  await refuses(() => asLabels(labels, 26, 'fit: y'), {
    code: 'LABEL_OUT_OF_RANGE',
    says: ['row 0 has label 97', 'yours start at 97'],
    facts: { row: 0, value: 97 },
  })
})

test('−1, 2.5, NaN, "3", null and holes are refused the same way', async () => {
  for (const value of [-1, 2.5, Number.NaN, Number.POSITIVE_INFINITY, '3', null, undefined, true, 3n]) {
    const expected = { code: 'LABEL_OUT_OF_RANGE', facts: { row: 1, value }, says: ['row 1 has label'] } as const
    await refuses(() => asLabels([0, value, 1], 8, 'y'), expected, String(value))
    await refuses(() => asLabels([[0], [value], [1]], 8, 'y'), expected, String(value))
  }
})

test('a label in range from 1 on is no reason to advise', async () => {
  await refuses(() => asLabels([0, 1, 8], 8, 'y'), { says: [/from 0 to 7\.$/] })
})

test('empty labels and what is no list of labels', async () => {
  for (const value of [[], new Uint8Array(0), { data: [], shape: [0] }])
    await refuses(() => asLabels(value, 3, 'y'), { code: 'EMPTY_DATA' })
  for (const value of [undefined, null, 'abc', 3, {}, { data: 3, shape: [1] }, { data: [1], shape: [1, 1, 1] }])
    await refuses(() => asLabels(value, 3, 'y'), { code: 'BAD_VALUE' })
  await refuses(() => asLabels([[0], 1], 3, 'y'), { code: 'BAD_VALUE', says: ['row 1 is a number'] })
})

test('labels and shapes that no number is made of are refused like any other', async () => {
  for (const odd of [Object.create(null), Symbol('s'), 1n, () => 1]) {
    await refuses(() => asLabels([odd, 0, 1], 2, 'y'), { code: 'LABEL_OUT_OF_RANGE', says: ['row 0'] })
    await refuses(() => asLabels([0, odd, 1], 2, 'y'), { code: 'LABEL_OUT_OF_RANGE', says: ['row 1'] })
    await refuses(() => asLabels({ data: new Int32Array(2), shape: [odd] }, 2, 'y'), { code: 'SHAPE_MISMATCH' })
    await refuses(() => asLabels({ data: new Int32Array(2), shape: [2, odd] }, 2, 'y'), { code: 'SHAPE_MISMATCH' })
  }
})

test.run()
