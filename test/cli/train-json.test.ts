import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { thinned } from '../../src/cli/train/train-json.js'

test('thinned keeps short lists whole and of long ones so many, first and last among them, in order', () => {
  const numbers = Array.from({ length: 2501 }, (_, k) => k)
  assert.equal(thinned(numbers.slice(0, 1000), 1000), numbers.slice(0, 1000))
  const kept = thinned(numbers, 1000)
  assert.is(kept.length, 1000)
  assert.is(kept[0], 0)
  assert.is(kept[999], 2500)
  assert.ok(kept.every((value, k) => k === 0 || (value - kept[k - 1] >= 2 && value - kept[k - 1] <= 3)))
})

test.run()
