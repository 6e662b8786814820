import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type CsvOptions, type CsvTable, parseCsv } from '../../../src/data/csv/csv.js'
import { parseNumber } from '../../../src/data/csv/number.js'
import { fromBase64, utf8 } from '../../helpers/bytes.js'
import { refuses } from '../../helpers/refuses.js'

const names = (table: CsvTable) => table.columns.map(column => column.name)

/** The cells row by row: numbers, and text where a cell is none. */
const cells = ({ columns, lines }: CsvTable) =>
  lines.map((_, row) => columns.map(({ values, texts }) => texts.get(row) ?? values[row]))

const parse = (text: string, options?: CsvOptions) => parseCsv(utf8(text), options)

test('case csv-bom-crlf: columns X and y, no trace of the mark or of \\r', () => {
  const table = parseCsv(fromBase64('77u/WCx5DQoxLDINCjMsNg0KNSwxMA0K'))
  assert.equal(names(table), ['X', 'y'])
  assert.equal(cells(table), [
    [1, 2],
    [3, 6],
    [5, 10],
  ])
  assert.equal(table.lines, [2, 3, 4])
})

test('case csv-semicolon: the separator is found, one at the end of the lines makes no column', () => {
  const file = fromBase64('bmFtZTtmaXJzdDthZ2U7c2luZ2xlOwpBQkM7RnVkZ2U7MTIzLjY2NTt0cnVlOwpDV0U7SWNlOzUzMjtmYWxzZTsK')
  for (const delimiter of [undefined, ';']) {
    const table = parseCsv(file, { delimiter })
    assert.equal(names(table), ['name', 'first', 'age', 'single'])
    assert.equal(cells(table), [
      ['ABC', 'Fudge', 123.665, 'true'],
      ['CWE', 'Ice', 532, 'false'],
    ])
  }
})

test('numbers: the forms taken and the forms left as text', () => {
  const numbers: [string, number][] = [
    ['1', 1],
    ['-1.5', -1.5],
    ['+2.', 2],
    ['.5', 0.5],
    ['1e-3', 0.001],
    ['1E+3', 1000],
    ['007', 7],
  ]
  for (const [text, value] of numbers) assert.is(parseNumber(text, '.'), value, text)
  for (const text of [
    '',
    '.',
    '-',
    '1,5',
    '1.5.2',
    '0x10',
    '1e',
    'e5',
    'Infinity',
    'NaN',
    '1 2',
    '1_000',
    '1e999',
    '１',
  ])
    assert.ok(Number.isNaN(parseNumber(text, '.')), text)
})

test('a cell of a million digits costs one pass', () => {
  for (const decimal of ['.', ','] as const) assert.ok(Number.isNaN(parseNumber(`${'1'.repeat(1_000_000)}x`, decimal)))
})

test('numbers with a decimal comma', () => {
  assert.is(parseNumber('48,8566', ','), 48.8566)
  assert.is(parseNumber('-,5e2', ','), -50)
  assert.is(parseNumber('3', ','), 3)
  for (const text of ['0.75', '1.234,5', '1,2,3', ',']) assert.ok(Number.isNaN(parseNumber(text, ',')), text)
})

test('the separator is found with decimal commas and no header too', () => {
  assert.equal(cells(parse('0,5;1,5\n0,7;2,3\n', { decimal: ',' })), [
    [0.5, 1.5],
    [0.7, 2.3],
  ])
  assert.equal(cells(parse('"0,5","1,5"\n"0,7","2,3"\n', { decimal: ',' })), [
    [0.5, 1.5],
    [0.7, 2.3],
  ])
})

test('tabs, bars, runs of blanks; \\t may be spelled out', () => {
  const expected = [
    [1, 2.5],
    [3, -4],
  ]
  for (const text of ['1\t2.5\n3\t-4', '1|2.5\n3|-4', '  1  2.5 \n  3   -4\n', '1 \t2.5 \r\n3 \t-4 \r\n'])
    assert.equal(cells(parse(text)), expected, text)
  assert.equal(cells(parse('a\tb\n1\t2.5\n3\t-4', { delimiter: '\\t' })), expected)
  assert.equal(cells(parse('a   b\n 1 2.5\n 3 -4\n', { delimiter: ' ' })), expected)
})

test('header: found, said to be there, said to be missing', () => {
  assert.equal(names(parse('1,2\n3,4')), ['c0', 'c1'])
  assert.equal(cells(parse('1,2\n3,4')), [
    [1, 2],
    [3, 4],
  ])
  assert.match(parse('1,2\n3,4').hints[0], 'line 1 holds only numbers')
  assert.equal(names(parse('2001,2002\n3,4', { header: true })), ['2001', '2002'])
  assert.equal(names(parse('a,b\n3,4', { header: false })), ['c0', 'c1'])
  assert.equal(cells(parse('a,b\n3,4', { header: false })), [
    ['a', 'b'],
    [3, 4],
  ])
  assert.match(parse('M,0.5\nF,0.6').hints[0], 'was read as column names')
  assert.equal(parse('a,b\n3,4').hints, [])
  assert.equal(names(parse(',b\n3,4')), ['c0', 'b'])
})

test('quotes: separators, line breaks and doubled quotes inside; lines are still counted right', () => {
  const table = parse('name,v\n"a, ""b""\nc",1\n"d",2\n\n\ne,3\n')
  assert.equal(cells(table), [
    ['a, "b"\nc', 1],
    ['d', 2],
    ['e', 3],
  ])
  assert.equal(table.lines, [2, 4, 7])
})

test('a quote never closed names the line on which it opens', async () => {
  await refuses(() => parse('a,b\n1,2\n"3,4\n5,6\n'), { code: 'BAD_FILE', says: ['line 3'], facts: { line: 3 } })
})

test('rows of unequal length name the line and both counts', async () => {
  const facts = { line: 3, expected: 2, found: 3 }
  await refuses(() => parse('a,b\n1,2\n1,2,3\n'), { code: 'BAD_FILE', says: ['line 3 has 3 cells'], facts })
  await refuses(() => parse('a,b\n1,2\n1\n'), { code: 'BAD_FILE', facts: { line: 3, expected: 2, found: 1 } })
  assert.equal(cells(parse('a,b,\n1,2\n3,4\n')), [
    [1, 2],
    [3, 4],
  ])
})

test('one name twice', async () => {
  await refuses(() => parse('a,b,a\n1,2,3\n'), { code: 'BAD_FILE', says: ['two columns named "a"'] })
})

test('no rows', async () => {
  for (const text of ['a,b\n', '\n\n', '   \n', 'a,b'])
    await refuses(() => parse(text), { code: 'EMPTY_DATA' }, JSON.stringify(text))
  await refuses(() => parse(''), { code: 'BAD_FILE', says: ['an empty file'] })
})

test('UTF-16 with its mark is read; bytes that are no text are refused', async () => {
  const text = 'a,ä\n1,2\n'
  const wide = Uint8Array.from([0xff, 0xfe, ...new Uint8Array(Uint16Array.from(text, c => c.charCodeAt(0)).buffer)])
  assert.equal(names(parseCsv(wide)), ['a', 'ä'])
  await refuses(() => parseCsv(Uint8Array.of(0x61, 0xe4, 0x0a)), { code: 'BAD_FILE', says: ['UTF-8'] })
  await refuses(() => parseCsv(Uint8Array.of(0x61, 0, 0x0a)), { code: 'BAD_FILE', says: ['not text'] })
  await refuses(() => parse('\n<!DOCTYPE html>\n<html>'), { code: 'BAD_FILE', says: ['an HTML page'] })
})

test('a delimiter of two characters, a quote or a line break', async () => {
  for (const delimiter of ['', ',,', '"', '\n'])
    await refuses(() => parse('a,b\n1,2', { delimiter }), { code: 'BAD_OPTION' })
})

test('any table written by the rules of RFC 4180 is read back, with any separator, decimal mark and line end', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0)
  const text = fc
    .string({ unit: fc.constantFrom('a', 'b', '"', ',', ';', '\t', '|', '\n', 'é', '1'), minLength: 1, maxLength: 6 })
    .map(part => `x${part}x`)
  const row = fc.tuple(number, text, number)
  const style = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    decimal: fc.constantFrom<'.' | ','>('.', ','),
    end: fc.constantFrom('\n', '\r\n'),
    bom: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), style, (rows, { delimiter, decimal, end, bom }) => {
      const written = (value: number | string) =>
        typeof value === 'number' ? `"${String(value).replace('.', decimal)}"` : `"${value.replaceAll('"', '""')}"`
      const lines = [['u', 'v', 'w'], ...rows].map(values => values.map(written).join(delimiter))
      const table = parse(`${bom ? '\ufeff' : ''}${lines.join(end)}${end}`, { delimiter, decimal })
      assert.equal(names(table), ['u', 'v', 'w'])
      assert.equal(cells(table), rows)
    }),
    { seed: 4, numRuns: 300 },
  )
})

test('where a first row has a cell too many it is the one that is named', async () => {
  await refuses(() => parse('a,y\n1,1,234\n2,27\n3,14\n'), {
    code: 'BAD_FILE',
    says: ['line 2 has 3 cells, the first line has 2'],
  })
})

test('text in another encoding is told what to do', async () => {
  const latin = Uint8Array.from([...'a,b\né,1\n'].map(letter => letter.charCodeAt(0)))
  await refuses(() => parseCsv(latin), { code: 'BAD_FILE', says: ['UTF-8 text. If', 'save it as UTF-8'] })
})

test.run()
