import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bytes, count, figure, percent, short } from '../../src/report/format.js'

test('figure: three or four digits, an exponent below 1e-3 and from 1e7', () => {
  const cases: [number, string][] = [
    [0, '0'],
    [1, '1.000'],
    [0.25, '0.2500'],
    [-12.3456, '-12.35'],
    [9999, '9999'],
    [123456.7, '123,457'],
    [1e7, '1.00e7'],
    [0.00099, '9.90e-4'],
    [1.236e-10, '1.24e-10'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ]
  for (const [value, text] of cases) assert.is(figure(value), text)
})

test('short: the same without noughts at the end', () => {
  const cases: [number, string][] = [
    [0, '0'],
    [1, '1'],
    [250, '250'],
    [0.9, '0.9'],
    [10, '10'],
    [1e-7, '1e-7'],
    [2.5e-4, '2.5e-4'],
    [2 / 3, '0.6667'],
    [10_000, '10,000'],
    [-3, '-3'],
  ]
  for (const [value, text] of cases) assert.is(short(value), text)
})

test('count, percent and bytes', () => {
  assert.is(count(1234567), '1,234,567')
  assert.is(percent(0.98765), '98.77 %')
  assert.equal([1, 1024, 1_500_000, 2 ** 25, 3 * 2 ** 30].map(bytes), [
    '1 KiB',
    '1 KiB',
    '1.4 MiB',
    '32 MiB',
    '3.0 GiB',
  ])
})

test.run()
