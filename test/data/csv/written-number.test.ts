import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { DecimalMark } from '../../../src/data/csv/number.js'
import { readWritten } from '../../../src/data/csv/written-number.js'

const NBSP = '\u00a0'
const NARROW = '\u202f'
const THIN = '\u2009'

/** Text, number, unit. */
type Case = readonly [text: string, value: number, unit?: string]

function assertRead(decimal: DecimalMark, cases: readonly Case[]): void {
  for (const [text, value, unit = ''] of cases) {
    const { digits: _, ...read } = readWritten(text, decimal) ?? { digits: '' }
    assert.equal(read, { value, unit }, text)
  }
}

function assertLeft(decimal: DecimalMark, texts: readonly string[]): void {
  for (const text of texts) assert.is(readWritten(text, decimal), undefined, text)
}

test('thousands in every style, with a decimal point', () => {
  assertRead('.', [
    ['170,000', 170000],
    ['1,234,567.89', 1234567.89],
    ['1 234 567', 1234567],
    [`1${NBSP}234${NBSP}567.5`, 1234567.5],
    [`1${THIN}234`, 1234],
    [`1${NARROW}234`, 1234],
    ["1'234'567.5", 1234567.5],
    ['1’234’567', 1234567],
    ['1_000', 1000],
    ['12,34,567', 1234567],
  ])
})

test('thousands in every style, with a decimal comma', () => {
  assertRead(',', [
    ['1.234.567,89', 1234567.89],
    ['170.000', 170000],
    ['1 234 567,89', 1234567.89],
    [`1${NBSP}234,5`, 1234.5],
    ["1'234,5", 1234.5],
    ['1,5E+03', 1500],
    ['1,5·10³', 1500],
    ['170,000', 170],
  ])
})

test('groups of any other length, and marks of the other kind, are no thousands', () => {
  assertLeft('.', [
    '48,8566',
    '0,5',
    '0,500',
    '1.234,50',
    '1.234.567',
    '1,23',
    '1234,567',
    '1,234,56',
    '1,234 567',
    '1 2',
  ])
  assertLeft(',', ['0.75', '12.5', '1,234.5', '0.500', '1.234.5'])
})

test('signs: plus, the minuses of Unicode, behind the number, and parentheses', () => {
  assertRead('.', [
    ['+5', 5],
    ['−5', -5],
    ['–5.5', -5.5],
    ['－5', -5],
    ['- 5', -5],
    ['5-', -5],
    ["50'000.-", 50000],
    ['50.--', 50],
    ['(1,234)', -1234],
    ['($1,234.50)', -1234.5, '$'],
    ['$(5)', -5, '$'],
    ['-$5', -5, '$'],
    ['$-5', -5, '$'],
    ['+$1,000', 1000, '$'],
  ])
  assertLeft('.', ['--5', '-(5)', '-5-', '((5))', '(5'])
})

test('exponents of other languages', () => {
  assertRead('.', [
    ['1D+03', 1000],
    ['1.5d-3', 0.0015],
    ['2.5Q2', 250],
    ['1.5 E3', 1500],
    ['1·10³', 1000],
    ['1.5×10^3', 1500],
    ['1.5×10^{3}', 1500],
    ['1.5x10^-3', 0.0015],
    ['1.5*10**3', 1500],
    ['1.5·10⁻³', 0.0015],
    ['1.5*^3', 1500],
    ['10³', 1000],
    ['-10^-2', -0.01],
    ['4.500000+1', 45],
    ['0.123-100', 0.123e-100],
  ])
  assertLeft('.', ['1.5-3', '1·103', '5²', '1D+999'])
})

test('money, percent, units and what shortens millions', () => {
  assertRead('.', [
    ['$170,000', 170000, '$'],
    ['€1,234', 1234, '€'],
    [`1,234${NBSP}€`, 1234, '€'],
    ['1,234.00 EUR', 1234, 'EUR'],
    ['USD 5', 5, 'USD'],
    ['R$ 5', 5, 'R$'],
    ['12 %', 12, '%'],
    ['12%', 12, '%'],
    ['3.5‰', 3.5, '‰'],
    ['5 kg', 5, 'kg'],
    ['170cm', 170, 'cm'],
    ['5 m²', 5, 'm²'],
    ['5 km/h', 5, 'km/h'],
    ['$1,200/mo', 1200, '$/mo'],
    ['20 °C', 20, '°C'],
    ['$1.2M', 1200000, '$'],
    ['850K', 850000],
    ['3 Mrd', 3e9],
  ])
})

test('digits of other scripts, and what spreadsheets put around a number to keep it text', () => {
  assertRead('.', [
    ['１２３', 123],
    ['١٢٣', 123],
    ['="123"', 123],
    ["'123", 123],
    ['"1.5"', 1.5],
    ['\u200e5\u200f', 5],
  ])
})

test('what is no number', () => {
  const others = [
    '',
    'abc',
    'ABC 123',
    '3/4',
    '12:30',
    '2021-05-03',
    '0x1F',
    '18-24',
    '<5',
    '5±1',
    '1e999',
    'Infinity',
    '1+2i',
    '$',
    '%',
  ]
  assertLeft('.', others)
  assertLeft(',', others)
})

test('a text of a million digits costs nothing', () => {
  assert.is(readWritten(`${'1,111'.repeat(200_000)}x`, '.'), undefined)
})

test.run()
