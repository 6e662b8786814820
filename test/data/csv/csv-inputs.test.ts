import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { csvDataSet } from '../../../src/data/csv/csv-data-set.js'
import { csvInputRows, csvInputs } from '../../../src/data/csv/csv-inputs.js'
import { utf8 } from '../../helpers/bytes.js'
import { refuses } from '../../helpers/refuses.js'

const text = 'a,note,b\n1,x,2\nNone,,3\n4,NA,5\n6,z,#N/A\n'

test('rows with a missing value are refused, or left out with the rows of the file that remain', async () => {
  await refuses(() => csvInputs(utf8(text), ['a', 'b']), {
    code: 'NON_FINITE_INPUT',
    says: ['line 3, column a: "None" is a missing value', 'missing: omit', 'missing: empty'],
    facts: { line: 3, column: 'a', missing: true },
  })
  const { x, rows, lines } = await csvInputRows(utf8(text), ['a', 'b'], { missing: 'omit' })
  assert.equal(x, { data: Float64Array.of(1, 2, 4, 5), shape: [2, 2] })
  assert.equal(
    [rows, lines],
    [
      [0, 2],
      [2, 3, 4, 5],
    ],
  )
  assert.equal(await csvInputs(utf8(text), ['b', 'a'], { missing: 'omit' }), {
    data: Float64Array.of(2, 1, 5, 4),
    shape: [2, 2],
  })
})

test('columns that the model does not take may lack what they like', async () => {
  assert.equal((await csvInputRows(utf8(text), ['b'], { missing: 'omit' })).rows, [0, 1, 2])
})

test('more missing values can be named, numbers among them; a quoted empty line is a row of one column', async () => {
  const { rows } = await csvInputRows(utf8('a\n1\n-999.0\n""\nnope\n5\n'), ['a'], {
    missing: 'omit',
    missingValues: ['-999', 'nope'],
  })
  assert.equal(rows, [0, 4])
  await refuses(() => csvInputs(utf8('a\nNA\n'), ['a'], { missing: 'omit' }), { code: 'EMPTY_DATA' })
  assert.equal((await csvInputRows(utf8('a\nNA\n'), ['a'], { missing: 'omit' })).x.shape, [0, 1])
})

test('numbers as text are read as in training, with a hint; a header of numbers is found by the names of the model', async () => {
  const { x, hints } = await csvInputRows(utf8('a,y\n"$1,000",2\n'), ['a'])
  assert.equal([...x.data], [1000])
  assert.match(hints.join('\n'), '"$1,000" is read as 1000')
  const { columns = [] } = await csvDataSet(utf8('17,99,3\n1,2,7\n3,4,9\n'), { target: '99' })
  assert.equal([...(await csvInputs(utf8('3,17\n5,6\n'), columns)).data], [6, 5])
})

test('in a file of one column a blank line is an empty cell, but at its end', async () => {
  const file = utf8('x\n1\n\n3\n\n5\n\n\n')
  await refuses(() => csvInputs(file, ['x']), { code: 'NON_FINITE_INPUT', says: ['line 3', 'the cell is empty'] })
  const { x, rows, lines, hints } = await csvInputRows(file, ['x'], { missing: 'omit' })
  assert.equal([[...x.data], rows, lines, hints], [[1, 3, 5], [0, 2, 4], [2, 3, 4, 5, 6], []])
})

test.run()
