import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MISSING_VALUES, missingTest } from '../../../src/data/csv/missing-values.js'

test('the missing values of other programs are known, in capitals or not', () => {
  const isMissing = missingTest([], '.')
  const names =
    'NULL None <NA> #N/A -nan -nan(ind) 1.#QNAN -1.#IND . NA N/A NaN nan null ? NaT \\N #DIV/0! .A ._ missing nil -'.split(
      ' ',
    )
  for (const name of ['', ...names, ...MISSING_VALUES]) assert.ok(isMissing(name), name)
  for (const name of ['0', '-1', 'no', 'inf', '.5', 'nana', 'a', 'ab.', '.AB']) assert.not(isMissing(name), name)
})

test('more can be named: texts, and numbers in any form of them', () => {
  const isMissing = missingTest([' nope ', '-999'], '.')
  for (const name of ['nope', 'NOPE', '-999', '-999.0', '-9.99e2', 'NA']) assert.ok(isMissing(name), name)
  for (const name of ['999', '-99', 'no']) assert.not(isMissing(name), name)
  assert.ok(missingTest(['-99,5'], ',')('-99,50'))
})

test.run()
