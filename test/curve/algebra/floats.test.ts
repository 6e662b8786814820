import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { floats } from '../../../src/curve/algebra/floats.js'

test('lists of any length are zeros and do not touch each other, also across pieces of memory', () => {
  const lists = Array.from({ length: 600 }, (_, k) => floats((7 * k) % 150))
  lists.forEach((list, k) => {
    assert.is(list.length, (7 * k) % 150)
    assert.ok(list.every(value => value === 0))
    list.fill(k + 1)
  })
  lists.forEach((list, k) => {
    assert.ok(list.every(value => value === k + 1))
  })
})

test.run()
