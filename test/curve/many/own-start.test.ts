import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { settlePoints } from '../../../src/curve/data/points.js'
import { logistic4 } from '../../../src/curve/index.js'
import { OwnStart } from '../../../src/curve/many/own-start.js'
import { settleParameters } from '../../../src/curve/parameters.js'

const x = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100]
const curve = (ec50: number) => x.map(dose => 1 + 2 / (1 + (ec50 / dose) ** 1.5))
const [points] = settlePoints({ x, y: curve(10) }, 'error', 'test')
const starts = (options: object) =>
  new OwnStart(logistic4(), settleParameters({ bottom: 1, top: 3, ec50: 0.1, slope: 1.5 }, options, 'test'))
const far = Float64Array.of(1, 3, 0.1, 1.5)

test('a neighbour that is near is begun at, one that is far is not', () => {
  const near = Float64Array.of(1, 3, 9, 1.5)
  assert.is(starts({}).beginning(points, near).first, near)
  const { first, again } = starts({}).beginning(points, far)
  assert.ok(first[2] > 5 && first[2] < 20, first.join(' '))
  assert.is(again(), undefined)
})

test('what is held stays the neighbour’s, and a start outside the bounds is none', () => {
  assert.is(starts({ fixed: ['slope'] }).beginning(points, far).first[3], 1.5)
  assert.is(starts({ upper: { ec50: 1 } }).beginning(points, far).first, far)
})

test.run()
