import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { randoms } from '../../bench/kit.js'
import { randomForest } from '../../bench/rivals/random-forest.js'
import { rivalPath } from '../../bench/rivals/resolve.js'
import { errorOf } from '../../bench/suites/forest.js'

const COUNT = 200

/** Rows of two columns of which the first decides. */
function table(seed: number) {
  const u = randoms(2 * COUNT, 'float64', seed)
  return Array.from({ length: COUNT }, (_, i) => [u[2 * i], u[2 * i + 1]])
}

test('a forest learns what one column decides, as numbers and as classes; absent where it is not installed', async () => {
  const [x, test] = [table(1), table(2)]
  for (const task of ['regression', 'classification'] as const) {
    const of = ([first]: readonly number[]) => (task === 'regression' ? 3 * first : Number(first > 0))
    const predicted = await randomForest({ x, y: x.map(of), test, task, seed: 1, trees: 10 })
    assert.is(predicted === undefined, rivalPath('ml-random-forest') === undefined)
    // The target's own deviation is 0.87, and half of the rows are of each class.
    if (predicted) assert.ok(errorOf(predicted, test.map(of), task) < 0.1)
  }
})

test('errors: the root of the mean square, or the share of other classes', () => {
  assert.is(errorOf([1, 2, 5], [1, 2, 2], 'regression'), Math.sqrt(3))
  assert.is(errorOf([0, 1, 2, 2], [0, 1, 1, 0], 'classification'), 0.5)
})

test.run()
