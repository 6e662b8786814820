import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseCsv } from '../../../src/data/csv/csv.js'
import { type CsvDataOptions, csvDataSet } from '../../../src/data/csv/csv-data-set.js'
import { utf8 } from '../../helpers/bytes.js'
import { refuses } from '../../helpers/refuses.js'

// Tables as spreadsheets, R, pandas and NumPy write them: the same two columns each time, with a hint of what was taken
// for what.

const read = async (text: string, options: Partial<CsvDataOptions> = {}) => {
  const { x, y, columns, hints } = await csvDataSet(utf8(text), { target: 'y', ...options })
  const values = 'data' in y ? [...y.data] : [...y]
  return { x: [...x.data], y: values, columns, hints: hints.join('\n') }
}

/** Asserts that a file is x = 1.5, 2.5, 3.5 and y = 2, 4, 9 in columns a and y. */
async function assertTable(text: string, hint: string | RegExp | undefined, options: Partial<CsvDataOptions> = {}) {
  const found = await read(text, options)
  assert.equal([found.x, found.y, found.columns], [[1.5, 2.5, 3.5], [2, 4, 9], ['a']], JSON.stringify(text))
  if (hint) assert.match(found.hints, hint, JSON.stringify(text))
  else assert.is(found.hints.replace(/y holds 3 different.*/, ''), '')
}

test('line ends: any of them, mixed in any way, with the lines counted right', async () => {
  const mixed = 'each is taken for a line end'
  await assertTable('a,y\r\n1.5,2\n2.5,4\n3.5,9\n', mixed)
  await assertTable('a,y\n1.5,2\r\n2.5,4\r\n3.5,9\r\n', mixed)
  await assertTable('a,y\r\n1.5,2\r\n2.5,4\n3.5,9\r\n', mixed)
  await assertTable('a,y\r\n1.5,2\r\n2.5,4\r3.5,9\r\n', mixed)
  await assertTable('a,y\r1.5,2\r2.5,4\r3.5,9\r', undefined)
  await assertTable('a,y\r\n1.5,2\r\n2.5,4\r\n3.5,9', undefined)
  await refuses(() => read('a,y\r\n1,2\n3,4\r5,oops\r\n'), { says: ['line 4'], facts: { line: 4 } })
  const wide = `${Array.from({ length: 120 }, (_, k) => `c${k}`).join(',')},y`
  const row = Array.from({ length: 121 }, (_, k) => k).join(',')
  assert.is((await read(`${wide}\r\n${row}\n${row}\n`)).x.length, 240)
})

test('a first line sep=; says the separator', async () => {
  await assertTable('sep=;\r\na;y\r\n1.5;2\r\n2.5;4\r\n3.5;9\r\n', 'line 1 says that ";" separates')
  await assertTable('\ufeff"sep=|"\na|y\n1.5|2\n2.5|4\n3.5|9\n', 'separates')
  await assertTable('sep=\t\na\ty\n1.5\t2\n2.5\t4\n3.5\t9\n', 'separates')
  await refuses(() => read('sep=;\na;y\n1;oops\n2;5\n'), { facts: { line: 3 } })
})

test("R's tables: a header one cell short, quoted names, blanks between cells", async () => {
  const hint = 'the first column has no name'
  await assertTable('"a" "y"\n"1" 1.5 2\n"2" 2.5 4\n"3" 3.5 9\n', hint)
  await assertTable('a y\nr1 1.5 2\nr2 2.5 4\nr3 3.5 9\n', hint)
  await assertTable('"","a","y"\n"1",1.5,2\n"2",2.5,4\n"3",3.5,9\n', hint)
  await assertTable('"a","y"\n"1",1.5,2\n"2",2.5,4\n"3",3.5,9\n', hint)
  await assertTable('"a";"y"\n"1";1,5;2\n"2";2,5;4\n"3";3,5;9\n', hint, { decimal: ',' })
  await assertTable('a\ty\n5\t1.5\t2\n9\t2.5\t4\n7\t3.5\t9\n', hint)
  await assertTable('a y\n1.5 2\n2.5 4\n3.5 9\n', undefined)
  const named = await read('"the name" "y"\n"row one" 1.5 2\n"row two" 2.5 4\n')
  assert.equal([named.columns, named.x], [['the name'], [1.5, 2.5]])
})

test('a cell more than names is no name of a row where a comma cut a number', async () => {
  const facts = { line: 2, expected: 2, found: 3 }
  await refuses(() => read('a,y\n1,170,000\n2,175,500\n3,180,000\n'), { code: 'BAD_FILE', facts })
  await refuses(() => read('a,y\n1,170,500\n2,175,500\n3,180,100\n'), { code: 'BAD_FILE', facts })
  await refuses(() => read('a,y\n1,5,2\n1,7,3\n3,1,4\n'), { code: 'BAD_FILE', facts })
})

test('row numbers without a name are left out; they stay when asked for, or alone', async () => {
  const hint = 'the first column has no name'
  await assertTable(',a,y\n0,1.5,2\n1,2.5,4\n2,3.5,9\n', hint)
  await assertTable(',a,y\n17,1.5,2\n4,2.5,4\n99,3.5,9\n', hint)
  await assertTable('Unnamed: 0,a,y\n0,1.5,2\n1,2.5,4\n2,3.5,9\n', hint)
  await assertTable(',a,y\nMazda RX4,1.5,2\nDatsun 710,2.5,4\nValiant,3.5,9\n', hint)
  assert.equal((await read(',a,y\n5,1,2\n6,2,4\n', { columns: ['c0', 'a'] })).x, [5, 1, 6, 2])
  assert.equal((await read(',a,y\n5,1,2\n6,2,4\n', { target: 0 })).y, [5, 6])
  assert.equal((await read(',y\n5,2\n6,4\n')).x, [5, 6])
  assert.match((await read('id,a,y\n1,5,2\n2,7,4\n3,3,5\n')).hints, 'column id counts the rows')
})

test('a header of years, or of numbers that count up, is a header; with a hint', async () => {
  const hint = 'line 1 was read as column names, because it counts from'
  const years = await read('2019,2020,2021\n1.5,2,7\n2.5,4,9\n', { target: '2021' })
  assert.equal(
    [years.columns, years.x, years.y],
    [
      ['2019', '2020'],
      [1.5, 2, 2.5, 4],
      [7, 9],
    ],
  )
  assert.match(years.hints, hint)
  assert.equal((await read('2021,2020,2018\n1,2,7\n3,4,9\n', { target: '2020' })).y, [2, 4])
  assert.equal((await read(',2019,2020\n0,1.5,2\n1,2.5,4\n', { target: '2020' })).columns, ['2019'])
  assert.equal((await read('country 2019 2020\nx 1.5 2\nz 2.5 4\n', { target: '2020', ignore: ['country'] })).columns, [
    '2019',
  ])
  assert.equal((await read('0,1,2\n1.5,2,7\n2.5,4,9\n', { target: '2' })).y, [7, 9])
  assert.equal((await read('400,402,404,406,y\n1,2,3,5,7\n')).y, [7])
  assert.equal((await read('400,402,404,406,408\n.1,.2,.3,.5,7\n.2,.2,.1,.5,7\n', { target: -1 })).columns?.[0], '400')
})

test('numbers that do not count up are data, and so are years among years', async () => {
  for (const text of [
    '1,2\n3,4\n',
    '1,2,3\n4,5,6\n',
    '1,2,3\n4,9,6\n',
    '1999,2003\n2001,2005\n',
    '0,1,1\n1,0,1\n',
    '5,6,7\n1,9,3\n',
  ])
    assert.is(parseCsv(utf8(text)).lines.length, 2, text)
})

test('numbers are names where a column is asked for by one of them, or header says so; or never', async () => {
  const text = '17,99,3\n1.5,2,7\n2.5,4,9\n'
  const named = await read(text, { target: '99' })
  assert.equal(
    [named.columns, named.y],
    [
      ['17', '3'],
      [2, 4],
    ],
  )
  assert.match(named.hints, 'the first line of numbers was read as column names, because 99 is asked for')
  assert.equal((await read(text, { target: 1, header: true })).y, [2, 4])
  await refuses(() => read(text, { target: '99', header: false }), { code: 'BAD_OPTION' })
  assert.equal((await read('2019,2020,2021\n1.5,2,7\n', { target: 2, header: false })).y, [2021, 7])
})

test('comments above the table, the last of them with the names, and between the rows', async () => {
  await assertTable('# made by numpy\n# a,y\n1.5,2\n2.5,4\n3.5,9\n', 'a comment above line 2 is left out')
  await assertTable('# a y\n1.5 2\n2.5 4\n3.5 9\n', undefined)
  await assertTable('#\ta\ty\n1.5\t2\n2.5\t4\n3.5\t9\n', undefined)
  await assertTable('% exported, 3 rows, today\na,y\n1.5,2\n2.5,4\n3.5,9\n', 'a comment above line 2 is left out')
  await assertTable('a,y\n1.5,2\n# gap\n2.5,4\n3.5,9\n# end\n', 'left out 2 comments')
  assert.equal((await read('#,a,y\n7,1,2\n5,3,4\n')).columns, ['#', 'a'])
})

test('what spreadsheets and concatenation leave: empty cells at the end, repeated names, marks in the middle', async () => {
  await assertTable('a,y,,\n1.5,2,,\n2.5,4,,\n3.5,9,,\n,,,\n,,,\n', 'left out 2 rows of empty cells at the end')
  await assertTable('a,y\n1.5,2\n\ufeffa,y\n2.5,4\n3.5,9\n', 'left out 1 line with the names')
  await assertTable('a,,y\n1.5,,2\n2.5,,4\n3.5,,9\n', undefined)
  await refuses(() => read('a,y\n1,2\n,\n3,4\n'), { code: 'NON_FINITE_INPUT', facts: { line: 3 } })
})

test('cells of blanks, quoted or not, are empty', async () => {
  for (const cell of ['', '  ', '" "', '"\t"', '\u00a0'])
    assert.equal((await read(`a,y\n1,2\n${cell},4\n3,9\n`, { missing: 'omit' })).y, [2, 9], JSON.stringify(cell))
})

test('a first line with a missing value among numbers is data', () => {
  for (const text of ['1,NA,3\n4,5,6\n', '1,,3\n4,5,6\n', '"$1,000",2,3\n4,5,6\n'])
    assert.is(parseCsv(utf8(text)).lines.length, 2, text)
})

test.run()
