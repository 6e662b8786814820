import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type CsvDataOptions, csvDataSet } from '../../../src/data/csv/csv-data-set.js'
import { csvInputs } from '../../../src/data/csv/csv-inputs.js'
import { libsvmDataSet } from '../../../src/data/files/libsvm.js'
import { standardization, standardize } from '../../../src/data/standardize.js'
import type { DataSet, Matrix } from '../../../src/data/table.js'
import { fromBase64, utf8 } from '../../helpers/bytes.js'
import { dataPath, dataTest } from '../../helpers/data.js'
import { refuses } from '../../helpers/refuses.js'

const read = (text: string, options: CsvDataOptions) => csvDataSet(utf8(text), options)
const numbers = (matrix: Matrix | Int32Array) => ('data' in matrix ? [...matrix.data] : [...matrix])

test('case csv-bom-crlf: the first column is usable as target', async () => {
  const set = await csvDataSet(fromBase64('77u/WCx5DQoxLDINCjMsNg0KNSwxMA0K'), { target: 'X' })
  assert.equal(numbers(set.y), [1, 3, 5])
  assert.equal(set.x, { data: Float64Array.of(2, 6, 10), shape: [3, 1] })
  assert.equal([set.columns, set.targets, set.task], [['y'], ['X'], 'regression'])
})

test('case csv-semicolon: target age; text columns are refused as inputs unless they are left out', async () => {
  const text = 'id;name;age;single;\n1;ABC;123.665;true;\n2;CWE;532;false;\n'
  await refuses(() => read(text, { target: 'age' }), {
    code: 'BAD_VALUE',
    says: ['line 2, column name: "ABC"', 'ignore'],
  })
  const set = await read(text, { target: 'age', ignore: ['name', 3] })
  assert.equal(numbers(set.y), [123.665, 532])
  assert.equal(set.columns, ['id'])
  const classes = await read(text, { target: 'single', ignore: ['name'] })
  assert.equal(classes.classes, ['false', 'true'])
  assert.equal(classes.y, Int32Array.of(1, 0))
})

test('case csv-mixed-decimal-marks: with either mark the first cell of the other is named, and the empty one', async () => {
  const text = 't;v\n1;0,5\n2;0.75\n3;1,25\n4;\n'
  for (const target of ['v', 't']) {
    await refuses(() => read(text, { target }), {
      code: 'BAD_VALUE',
      says: ['line 2, column v: "0,5"', "decimal ','"],
      facts: { line: 2, column: 'v', text: '0,5' },
    })
    await refuses(() => read(text, { target, decimal: ',' }), {
      code: 'BAD_VALUE',
      says: ['line 3, column v: "0.75"', 'a point'],
      facts: { line: 3, text: '0.75' },
    })
    await refuses(() => read(text.replace('0.75', '0,75'), { target, decimal: ',' }), {
      code: 'NON_FINITE_INPUT',
      says: ['line 5, column v: the cell is empty'],
      facts: { line: 5, column: 'v', missing: true },
    })
  }
})

test('a target of nothing but decimal commas is not taken for classes, unless the task says so', async () => {
  const text = 'x;y\n1;0,5\n2;1,25\n'
  await refuses(() => read(text, { target: 'y' }), {
    code: 'BAD_VALUE',
    facts: { line: 2, column: 'y', text: '0,5' },
  })
  assert.equal((await read(text, { target: 'y', task: 'classification' })).classes, ['0,5', '1,25'])
})

test('case csv-decimal-comma-truncated: never 48 and 2', async () => {
  const file = fromBase64('bGF0LGxvbix6CiI0OCw4NTY2IiwiMiwzNTIyIiwzNQoiNDUsNzY0MCIsIjQsODM1NyIsMTczCg==')
  await refuses(() => csvDataSet(file, { target: 'z' }), {
    code: 'BAD_VALUE',
    facts: { line: 2, column: 'lat', text: '48,8566' },
  })
  const { x, y } = await csvDataSet(file, { target: 'z', decimal: ',' })
  assert.equal(numbers(x), [48.8566, 2.3522, 45.764, 4.8357])
  assert.equal(numbers(y), [35, 173])
})

test('case constant-feature: column k becomes 0 and is reported; k = 8 stays finite', async () => {
  const text = 'a,b,k,y\n1,10,7,3.1\n2,9,7,4.2\n3,12,7,7.9\n4,8,7,6.1\n5,15,7,11.8\n6,7,7,8.2\n'
  const { x } = await read(text, { target: 'y' })
  const constants = standardization(x)
  assert.equal(constants.constant, [2])
  const scaled = standardize(x, constants)
  assert.equal(
    numbers(scaled).filter((_, at) => at % 3 === 2),
    [0, 0, 0, 0, 0, 0],
  )
  assert.ok(numbers(scaled).every(Number.isFinite))
  assert.is(standardize({ data: Float64Array.of(1, 10, 8), shape: [1, 3] }, constants).data[2], 1)
})

test('case labels-are-ascii-codes: letters become 26 classes in a stable order', async () => {
  const letters = 'qwertyuiopasdfghjklzxcvbnm'.split('')
  const set = await read(`x,letter\n${letters.map((letter, i) => `${i},${letter}`).join('\n')}`, { target: 'letter' })
  assert.equal(set.classes, 'abcdefghijklmnopqrstuvwxyz'.split(''))
  assert.equal(
    numbers(set.y),
    letters.map(letter => letter.charCodeAt(0) - 97),
  )
})

test('classes are sorted by code units, not by the locale', async () => {
  const { classes } = await read('x,y\n1,b\n2,B\n3,ä\n4,a\n', { target: 'y' })
  assert.equal(classes, ['B', 'a', 'b', 'ä'])
})

test('target by name, by place, by place from the end; several targets', async () => {
  const text = 'a,b,c\n1,2,3\n4,5,6\n'
  for (const target of ['b', 1, -2, '1', '-2'])
    assert.equal(numbers((await read(text, { target })).y), [2, 5], String(target))
  assert.equal(numbers((await read('1,0\n5,6\n', { target: '1', header: true })).y), [5])
  const two = await read(text, { target: ['c', 'a'] })
  assert.equal(two.y, { data: Float64Array.of(3, 1, 6, 4), shape: [2, 2] })
  assert.equal([two.columns, two.targets], [['b'], ['c', 'a']])
  await refuses(() => read(text, { target: ['c', 'a'], task: 'classification' }), { code: 'BAD_OPTION' })
})

test('a target that is not there lists what is', async () => {
  for (const target of ['d', 3, -4, '', undefined])
    await refuses(
      () => read('a,b\n1,2\n', { target } as CsvDataOptions),
      { code: 'BAD_OPTION', says: ['a, b'] },
      String(target),
    )
  await refuses(() => read('a\n1\n', { target: 'a' }), { code: 'EMPTY_DATA', says: ['no input column'] })
})

test('numeric targets are regression, with a hint when they are few whole numbers; the task decides', async () => {
  const text = 'x,y\n1,3\n2,1\n3,3\n'
  const asNumbers = await read(text, { target: 'y' })
  assert.is(asNumbers.task, 'regression')
  assert.match(asNumbers.hints.join(), 'y holds 2 different whole numbers')
  const asClasses = await read(text, { target: 'y', task: 'classification' })
  assert.equal([asClasses.classes, asClasses.y], [['1', '3'], Int32Array.of(1, 0, 1)])
  assert.equal((await read('x,y\n1,3.5\n2,1\n', { target: 'y' })).hints, [])
  const many = Array.from({ length: 21 }, (_, i) => `${i},${i}`).join('\n')
  assert.equal((await read(`x,y\n${many}`, { target: 'y' })).hints, [])
})

test('a column of numbers with one word is an error, or classes if the task says so', async () => {
  const text = 'x,y\n1,3\n2,lots\n'
  await refuses(() => read(text, { target: 'y' }), {
    code: 'BAD_VALUE',
    says: ['line 3, column y: "lots"', 'classification'],
  })
  assert.equal((await read(text, { target: 'y', task: 'classification' })).classes, ['3', 'lots'])
  await refuses(() => read('x,y\n1,a\n2,b\n', { target: 'y', task: 'regression' }), {
    code: 'BAD_VALUE',
    says: ['"a"'],
  })
})

test('missing values: named, or their rows left out and counted', async () => {
  const text = 'x,z,y\n1,1,a\n,2,b\nNA,3,b\n4,?,a\n5,nan,a\n6,6,\n7,7,b\n'
  await refuses(() => read(text, { target: 'y' }), {
    code: 'NON_FINITE_INPUT',
    facts: { line: 3, column: 'x', missing: true },
  })
  const set = await read(text, { target: 'y', missing: 'omit' })
  assert.equal(numbers(set.x), [1, 1, 7, 7])
  assert.equal(set.y, Int32Array.of(0, 1))
  assert.match(set.hints.join(), '5 rows with missing values')
  const withoutZ = await read(text, { target: 'y', missing: 'omit', ignore: ['z'] })
  assert.equal(numbers(withoutZ.x), [1, 4, 5, 7])
  await refuses(() => read('x,y\n,1\n2,\n', { target: 'y', missing: 'omit' }), { code: 'EMPTY_DATA' })
  await refuses(() => read('x,y\n1,a\n2,\n', { target: 'y' }), {
    code: 'NON_FINITE_INPUT',
    facts: { line: 3, column: 'y' },
  })
})

test('infinite numbers are named', async () => {
  for (const text of ['inf', '-Infinity', '1e999'])
    await refuses(() => read(`x,y\n1,2\n${text},3\n`, { target: 'y' }), {
      code: 'NON_FINITE_INPUT',
      facts: { line: 3, column: 'x', text },
    })
})

test('the first bad cell is the first by line, not by column', async () => {
  await refuses(() => read('a,b,y\n1,2,3\n1,oops,3\nbad,2,3\n', { target: 'y' }), { facts: { line: 3, column: 'b' } })
})

test('a separator that was not found is suggested', async () => {
  await refuses(() => read('0,5;1,5\n0,7;2,3\n', { target: 0, header: false }), { says: ["delimiter ';'"] })
})

test('a test file is read with the columns and classes of the training file', async () => {
  const train = await read('a,b,y\n1,2,u\n3,4,v\n', { target: 'y' })
  const { columns, classes } = train
  const test = await read('y,b,extra,a\nv,4,hello,3\n', { target: 'y', columns, classes })
  assert.equal([numbers(test.x), numbers(test.y)], [[3, 4], [1]])
  await refuses(() => read('y,b,a\nw,4,3\n', { target: 'y', columns, classes }), {
    code: 'LABEL_OUT_OF_RANGE',
    says: ['line 2, column y: "w"', 'u, v'],
  })
  await refuses(() => read('y,b\nv,4\n', { target: 'y', columns, classes }), { code: 'BAD_OPTION', says: ['"a"'] })
})

test('csvInputs picks the columns of the model by name, whatever else there is', async () => {
  const inputs = await csvInputs(utf8('y,b,a,note\n9,2,1,hi\n9,4,3,\n'), ['a', 'b'])
  assert.equal(inputs, { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] })
  await refuses(() => csvInputs(utf8('b,y\n1,2\n'), ['a', 'b', 'c']), {
    code: 'SHAPE_MISMATCH',
    says: ['"a", "c"', 'b, y'],
    facts: { absent: ['a', 'c'] },
  })
  await refuses(() => csvInputs(utf8('a,b\n1,x\n'), ['a', 'b']), {
    code: 'BAD_VALUE',
    facts: { line: 2, column: 'b' },
  })
})

test('csvInputs: files without header go by place', async () => {
  const { columns } = await read('1,2,3\n4,5,6\n', { target: 2 })
  assert.equal(numbers(await csvInputs(utf8('7,8\n'), columns ?? [])), [7, 8])
  assert.equal(numbers(await csvInputs(utf8('7,8,9\n'), columns ?? [])), [7, 8])
})

test('gzip is recognised', async () => {
  const set = await csvDataSet(new Uint8Array(gzipSync('a,y\n1,2\n')), { target: 'y' })
  assert.equal(numbers(set.x), [1])
})

dataTest('optdigits, iris and the UCI sets have the published sizes', async () => {
  const open = async (path: string[], options: CsvDataOptions) => csvDataSet(await readFile(dataPath(...path)), options)
  const digits = await open(['small', 'optdigits.tes'], { target: 64, task: 'classification' })
  const counts = new Array<number>(10).fill(0)
  for (const label of digits.y as Int32Array) counts[label]++
  assert.equal(digits.x.shape, [1797, 64])
  assert.equal(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
  const iris = await open(['small', 'iris.csv'], { target: 'Species', ignore: ['rownames'] })
  assert.equal(iris.classes, ['setosa', 'versicolor', 'virginica'])
  assert.equal(iris.columns, ['Sepal.Length', 'Sepal.Width', 'Petal.Length', 'Petal.Width'])
  const cancer = await open(['small', 'breast-cancer-wdbc.csv'], { target: 'diagnosis', ignore: ['id'] })
  assert.equal(cancer.x.shape, [569, 30])
  const sizes: [string, number, number, number][] = [
    ['boston-housing/data.txt', 506, 13, 22.5328],
    ['concrete/data.txt', 1030, 8, 35.818],
    ['naval/data.txt.gz', 11934, 17, 0.975],
    ['power-plant/data.txt', 9568, 4, 454.365],
    ['wine-quality-red/data.txt', 1599, 11, 5.636],
  ]
  for (const [file, rows, columns, mean] of sizes) {
    const set: DataSet = await open(['uci-regression', ...file.split('/')], {
      target: file.startsWith('naval') ? 16 : -1,
    })
    assert.equal(set.x.shape, [rows, columns], file)
    const found = standardization(set.y as Matrix).mean[0]
    assert.ok(Math.abs(found - mean) < 1e-4, `${file}: mean ${found}`)
  }
})

test('classes of what is regression are refused, not ignored', async () => {
  const says = ['classes']
  const task = { task: 'regression', classes: ['1', '2'] } as const
  await refuses(() => read('x,y\n1,1\n2,2\n', { target: 'y', ...task }), { code: 'BAD_OPTION', says })
  await refuses(() => libsvmDataSet(utf8('1 1:2\n2 1:3\n'), task), { code: 'BAD_OPTION', says })
  await refuses(() => read('x,y,z\n1,1,2\n2,2,3\n', { target: ['y', 'z'], classes: ['1'] }), {
    code: 'BAD_OPTION',
    says,
  })
})

test.run()
