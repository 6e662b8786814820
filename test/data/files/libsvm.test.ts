import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type LibsvmOptions, libsvmDataSet, libsvmInputs, parseLibsvm } from '../../../src/data/files/libsvm.js'
import type { Matrix } from '../../../src/data/table.js'
import { assertSame } from '../../helpers/assert-close.js'
import { utf8 } from '../../helpers/bytes.js'
import { dataPath, dataTest } from '../../helpers/data.js'
import { refuses } from '../../helpers/refuses.js'

const parse = (text: string, options?: LibsvmOptions) => parseLibsvm(utf8(text), options)
const read = (text: string, options?: LibsvmOptions) => libsvmDataSet(utf8(text), options)

test('case libsvm-one-based: 4 features, 7 rows, double blanks between the fields', async () => {
  const text =
    '1  1:7  2:3.2  3:4.7  4:1.4\n1  1:6.4  2:3.2  3:4.5  4:1.5\n1  1:6.9  2:3.1  3:4.9  4:1.5\n' +
    '0  1:6.3  2:3.3  3:6  4:2.5\n0  1:5.8  2:2.7  3:5.1  4:1.9\n0  1:7.1  2:3  3:5.9  4:2.1\n0  1:6.3  2:2.9  3:5.6  4:1.8\n'
  const { x, labels, base } = parse(text)
  assert.equal(x.shape, [7, 4])
  assertSame(x.data.subarray(0, 4), [7, 3.2, 4.7, 1.4])
  assertSame(labels, [1, 1, 1, 0, 0, 0, 0])
  assert.is(base, 1)
  const set = await read(text)
  assert.equal(
    [set.columns, set.classes],
    [
      ['1', '2', '3', '4'],
      ['0', '1'],
    ],
  )
})

test('case libsvm-zero-based: 3 features, no shift, an empty row, a comment, labels +1 and -1', async () => {
  const text = '+1 0:0.5 2:1.5\n-1 1:2 # comment\n+1\n'
  const { x, labels } = parse(text)
  assert.equal(x.shape, [3, 3])
  assertSame(x.data, [0.5, 0, 1.5, 0, 2, 0, 0, 0, 0])
  assertSame(labels, [1, -1, 1])
  const set = await read(text)
  assert.equal([set.columns, set.classes, set.y], [['0', '1', '2'], ['-1', '1'], Int32Array.of(1, 0, 1)])
})

test('case libsvm-unsorted: order is repaired; an index twice and a non-number name their line', async () => {
  assertSame(parse('1 3:1 1:2\n').x.data, [2, 0, 1])
  await refuses(() => parse('1 3:1 1:2\n0 2:1 2:5\n1 1:x\n'), {
    code: 'BAD_FILE',
    says: ['line 2', 'index 2 occurs twice'],
    facts: { line: 2 },
  })
  await refuses(() => parse('1 3:1 1:2\n0 2:1\n1 1:x\n'), {
    code: 'BAD_FILE',
    says: ['line 3', 'x is not a number'],
    facts: { line: 3 },
  })
})

test('line ends, blank lines, comment lines and tabs; lines are counted as in the file', async () => {
  const { x, lines } = parse('# head\r\n\r\n1\t1:5 \r\n2 1:6\r\n')
  assertSame(x.data, [5, 6])
  assert.equal(lines, [3, 4])
})

test('what is no line of the format', async () => {
  for (const line of [
    'abc',
    '1 2',
    '1 2:',
    '1 :2',
    '1 -1:2',
    '1 1.5:2',
    '1 qid:3 1:2',
    '1 1:2:3',
    '1:2 2:3',
    '1,2 1:1',
    '1 1e1:2',
    '0x1 1:1',
  ])
    await refuses(() => parse(`1 1:1\n${line}\n`), { code: 'BAD_FILE', says: ['line 2'], facts: { line: 2 } }, line)
  for (const line of ['nan 1:1', '1 1:inf', '1 1:-Infinity', '1 1:1e999'])
    await refuses(() => parse(`1 1:1\n${line}\n`), { code: 'NON_FINITE_INPUT', says: ['line 2'] }, line)
})

test('no samples, no features', async () => {
  for (const text of ['\n', '# only a comment\n']) await refuses(() => parse(text), { code: 'EMPTY_DATA' })
  await refuses(() => parse('1\n-1\n'), { code: 'EMPTY_DATA', says: ['feature'] })
  assert.equal(parse('1\n-1\n', { features: 2 }).x.shape, [2, 2])
})

test('an index of billions is refused before anything is allocated for it', async () => {
  await refuses(() => parse('1 4000000000:1\n'), { code: 'OUT_OF_MEMORY' })
  await refuses(() => parse('1 99999999999999999999:1\n'), { code: 'BAD_FILE' })
})

test('the number of features can be given, so that train and test agree', async () => {
  const { x } = parse('1 1:5\n', { features: 3 })
  assertSame(x.data, [5, 0, 0])
  await refuses(() => parse('1 1:1\n1 4:5\n', { features: 3 }), {
    code: 'SHAPE_MISMATCH',
    says: ['line 2', 'index 4', '3 features'],
    facts: { line: 2, index: 4, features: 3 },
  })
})

test('libsvmInputs counts from where the training columns do, whatever the labels', async () => {
  const x = await libsvmInputs(utf8('7 2:5\n-0.5 1:3\n'), ['1', '2'])
  assert.equal(x, { data: Float64Array.of(0, 5, 3, 0), shape: [2, 2] })
  assert.equal((await libsvmInputs(utf8('0 1:5\n'), ['0', '1'])).data, Float64Array.of(0, 5))
  await refuses(() => libsvmInputs(utf8('0 3:5\n'), ['1', '2']), { code: 'SHAPE_MISMATCH', says: ['index 3'] })
})

test('the columns and classes of a training file fix size, base and indices of a test file', async () => {
  const zeroBased = await read('1 0:1 3:2\n2 1:1\n')
  const test = await read('2 1:7\n', { columns: zeroBased.columns, classes: zeroBased.classes })
  assert.equal(test.x, { data: Float64Array.of(0, 7, 0, 0), shape: [1, 4] })
  assert.equal(test.y, Int32Array.of(1))
  const oneBased = await read('1 1:1 3:2\n2 1:1\n')
  assert.equal((await read('1 1:7\n', { columns: oneBased.columns })).x.data, Float64Array.of(7, 0, 0))
  await refuses(() => read('1 1:1\n1 0:7\n', { columns: oneBased.columns }), {
    code: 'BAD_FILE',
    says: ['line 2', 'index 0'],
  })
  await refuses(() => read('1 1:1\n3 1:7\n', { columns: oneBased.columns, classes: oneBased.classes }), {
    code: 'LABEL_OUT_OF_RANGE',
    says: ['line 2', '"3"', '1, 2'],
  })
})

test('whole-numbered labels are classes in ascending order, others regression; the task decides', async () => {
  const text = '10 1:1\n-1 1:2\n2 1:3\n'
  assert.equal((await read(text)).classes, ['-1', '2', '10'])
  const numbers = await read(text, { task: 'regression' })
  assert.equal(numbers.y, { data: Float64Array.of(10, -1, 2), shape: [3, 1] })
  const fractions = await read('1 1:1\n1.5 1:2\n')
  assert.is(fractions.task, 'regression')
  assert.equal(fractions.y, { data: Float64Array.of(1, 1.5), shape: [2, 1] })
})

test('many whole labels are regression with a hint, few that repeat and a count from 0 or 1 are classes', async () => {
  const file = (label: (i: number) => number, rows: number) =>
    read(Array.from({ length: rows }, (_, i) => `${label(i)} 1:${i}`).join('\n'))
  const numbers: [string, (i: number) => number, number][] = [
    ['300 prices', i => 3000 * i + 50000, 300],
    ['15 prices', i => 3000 * i + 50000, 15],
    ['80 years of 900 rows', i => 1922 + (i % 80), 900],
    ['counts with gaps', i => (i % 40) ** 2, 400],
    ['a count of which no class repeats', i => i, 60],
  ]
  for (const [what, label, rows] of numbers) {
    const { task, hints } = await file(label, rows)
    assert.is(task, 'regression', what)
    assert.match(hints.join(), 'different whole numbers and is taken as regression', what)
  }
  const classes: [string, (i: number) => number, number, number][] = [
    ['letters from 1', i => 1 + (i % 26), 260, 26],
    ['hundred from 0', i => i % 100, 500, 100],
    ['-1 and 1', i => 2 * (i % 2) - 1, 30, 2],
    ['far apart', i => 1000 * (i % 3), 30, 3],
  ]
  for (const [what, label, rows, count] of classes) {
    const set = await file(label, rows)
    assert.is(set.classes?.length, count, what)
    const said =
      count > 20
        ? [
            `LIBSVM file: label counts ${count} whole numbers, which are taken as classes; if they are numbers, set the task to regression.`,
          ]
        : []
    assert.equal(set.hints, said, what)
  }
})

test('numbers written as text are no values, and missing ones are named', async () => {
  await refuses(() => parse('170,000 1:5\n'), {
    code: 'BAD_FILE',
    says: ['line 1', 'it looks like 170000 written as text'],
  })
  await refuses(() => parse('1 1:0,5\n'), { code: 'BAD_FILE', says: ['it looks like 0.5 written as text'] })
  for (const name of ['NA', '?', 'None', '-nan(ind)'])
    await refuses(() => parse(`1 1:${name}\n`), { code: 'NON_FINITE_INPUT', says: ['line 1', name] })
})

test('gzip is recognised', async () => {
  const set = await libsvmDataSet(new Uint8Array(gzipSync('1 1:5\n')))
  assert.equal(set.x.data, Float64Array.of(5))
})

test('any sparse matrix is read back from either base, with the pairs in any order', () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true }).map(number => number + 0)
  const width = 5
  const row = fc.array(fc.option(value, { nil: 0 }), { minLength: width, maxLength: width })
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(0, 1),
      fc.nat(width),
      (rows, base, turn) => {
        const lines = rows.map(values => {
          const pairs = values.map((number, k) => `${k + base}:${number}`)
          return ['7', ...pairs.slice(turn), ...pairs.slice(0, turn)].join(' ')
        })
        const { x } = parse(lines.join('\n'))
        assert.equal(x.shape, [rows.length, width])
        assertSame(x.data, rows.flat())
      },
    ),
    { seed: 5, numRuns: 200 },
  )
})

dataTest('a9a: 32,561 × 123 with 451,592 ones; its test file takes the columns of the training file', async () => {
  const train = await libsvmDataSet(await readFile(dataPath('libsvm', 'a9a.gz')))
  assert.equal(
    [train.x.shape, train.classes],
    [
      [32_561, 123],
      ['-1', '1'],
    ],
  )
  let ones = 0
  for (const value of train.x.data) ones += value
  assert.is(ones, 451_592)
  assert.is((train.y as Int32Array).filter(label => label === 1).length, 7841)
  const { columns, classes } = train
  const test = await libsvmDataSet(await readFile(dataPath('libsvm', 'a9a.t.gz')), { columns, classes })
  assert.equal(test.x.shape, [16_281, 123])
  const mushrooms = await libsvmDataSet(await readFile(dataPath('libsvm', 'mushrooms.gz')))
  assert.equal(
    [mushrooms.x.shape, mushrooms.classes],
    [
      [8124, 112],
      ['1', '2'],
    ],
  )
  assert.instance(
    (await libsvmDataSet(await readFile(dataPath('libsvm', 'mushrooms.gz')), { task: 'regression' })).y as Matrix,
    Object,
  )
})

test.run()
