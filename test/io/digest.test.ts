import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../src/io/digest.js'

const numbers = (count: number) => Float32Array.from({ length: count }, (_, k) => (k * 7919) % 1009)

test('every bit of an array of 65,536 words or fewer counts, and its length', () => {
  for (const count of [1, 15, 16, 17, 1000, 2 ** 16]) {
    const values = numbers(count)
    const digest = digestOf([values])
    assert.is(digestOf([values.slice()]), digest)
    for (const at of [0, count >> 1, count - 1]) {
      const other = values.slice()
      other[at] += 0.5
      assert.is.not(digestOf([other]), digest, `${at} of ${count}`)
    }
    assert.is.not(digestOf([numbers(count + 1)]), digest)
  }
  assert.is.not(digestOf([new Float32Array(0)]), digestOf([]))
})

test('of more, a column that changes is seen whatever the width', () => {
  for (const columns of [1, 3, 16, 100, 784, 1024]) {
    const rows = Math.ceil(2 ** 18 / columns)
    const values = numbers(rows * columns)
    const digest = digestOf([values])
    let seen = 0
    for (let column = 0; column < columns; column++) {
      const other = values.slice()
      for (let at = column; at < other.length; at += columns) other[at] += 0.5
      if (digestOf([other]) !== digest) seen++
    }
    assert.is(seen, columns, `${seen} of ${columns} columns`)
  }
})

test.run()
