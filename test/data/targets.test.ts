import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { targetsFrom, targetsFromText } from '../../src/data/targets.js'
import { refuses } from '../helpers/refuses.js'

test('numbers are a column for regression; few whole numbers give a hint', () => {
  assert.equal(targetsFrom([1.5, -2], 'y'), {
    y: { data: Float64Array.of(1.5, -2), shape: [2, 1] },
    task: 'regression',
    hints: [],
  })
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)
  assert.match(targetsFrom(upTo(20), 'rings').hints[0], 'rings holds 20 different whole numbers')
  assert.equal(targetsFrom(upTo(21), 'rings').hints, [])
})

test('numeric classes ascend as numbers, not as text', () => {
  const targets = targetsFrom(Int16Array.of(10, 9, -1, 10), 'y', { task: 'classification' })
  assert.equal([targets.classes, targets.y], [['-1', '9', '10'], Int32Array.of(2, 1, 0, 2)])
})

test('text classes are sorted and the same whatever the order of rows', () => {
  const classes = ['ant', 'bee', 'cat']
  assert.equal(targetsFromText(['cat', 'ant', 'bee', 'ant', 'ant', 'ant', 'bee'], 'y'), {
    y: Int32Array.of(2, 0, 1, 0, 0, 0, 1),
    task: 'classification',
    classes,
    hints: [],
  })
  assert.equal(targetsFromText(['bee', 'cat', 'ant'], 'y').classes, classes)
})

test('the classes of a trained model keep their order; an unknown one is named with its row', async () => {
  const classes = ['cat', 'ant']
  assert.equal(targetsFromText(['ant', 'cat'], 'y', { classes }).y, Int32Array.of(1, 0))
  await refuses(() => targetsFromText(['ant', 'constructor'], 'y', { classes }), {
    code: 'LABEL_OUT_OF_RANGE',
    says: ['y, row 1: "constructor" is none of the 2 classes (cat, ant)'],
    facts: { row: 1, value: 'constructor' },
  })
  const place = (row: number) => `f.csv line ${row + 2}`
  await refuses(() => targetsFrom([3], 'y', { task: 'classification', classes, place }), {
    says: ['f.csv line 2: "3"'],
  })
})

test('no targets, NaN', async () => {
  await refuses(() => targetsFrom([], 'y'), { code: 'EMPTY_DATA' })
  await refuses(() => targetsFrom([1, Number.NaN], 'y'), { code: 'NON_FINITE_INPUT', says: ['row 1'] })
})

test.run()
