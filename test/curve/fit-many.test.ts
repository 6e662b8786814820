import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve, fitMany } from '../../src/curve/index.js'
import { stream } from '../../src/random/stream.js'

const doses = [0, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100]
const random = stream(1, 6)
const curves = Array.from({ length: 60 }, () => {
  const [ec50, slope] = [10 ** (2 * random.uniform() - 1), 0.7 + random.uniform()]
  return doses.map(dose => 0.1 + 1.1 / (1 + (ec50 / Math.max(dose, 1e-9)) ** slope) + 0.02 * random.normal())
})

test('each of many is the fit of it alone', async () => {
  const many = await fitMany('logistic4', doses, curves)
  assert.is(many.count, curves.length)
  assert.ok(many.converged.every(Boolean))
  curves.forEach((y, index) => {
    const alone = fitCurve('logistic4', { x: doses, y })
    for (const name of ['bottom', 'top', 'ec50', 'slope']) {
      const error = alone.standardErrors[name] as number
      assert.ok(Math.abs(many.parameters[name][index] - alone.parameters[name]) < 1e-4 * error, `${name} of ${index}`)
      assert.ok(Math.abs(many.standardErrors[name][index] / error - 1) < 1e-4)
    }
  })
})

test('a set that cannot be fitted has its own status and stops no other', async () => {
  const x = [1, 2, 3, 4]
  const y = [
    [2, 4, 6, 8],
    [1, Number.NaN, 3, 4],
    [3, 6, 9, 12],
    [1, 2, 3],
  ]
  const many = await fitMany('a*x', x, y, { start: { a: 1 } })
  assert.equal(
    many.stopped.map(stopped => stopped === 'failed'),
    [false, true, false, true],
  )
  assert.match(many.reasons[1], /NaN at index 1/)
  assert.equal(Array.from(many.parameters.a), [2, Number.NaN, 3, Number.NaN])
})

test('columns, a matrix and rows are the same data', async () => {
  const rows = await fitMany(
    'a*x',
    [1, 2],
    [
      [2, 4],
      [3, 6],
      [5, 10],
    ],
    { start: { a: 1 } },
  )
  const columns = await fitMany(
    'a*x',
    [1, 2],
    { data: [2, 3, 5, 4, 6, 10], shape: [2, 3] },
    { start: { a: 1 }, axis: 'columns' },
  )
  assert.equal(columns.parameters.a, rows.parameters.a)
})

test('an abort leaves the rest told as such', async () => {
  const control = new AbortController()
  control.abort()
  const many = await fitMany(
    'a*x',
    [1, 2],
    [
      [2, 4],
      [3, 6],
    ],
    { start: { a: 1 }, signal: control.signal },
  )
  assert.equal(many.stopped, ['aborted', 'aborted'])
})

test('what concerns all is refused for all', async () => {
  const refused = async (call: Promise<unknown>, code: string) => {
    const error = await call.catch((thrown: { code: string }) => thrown)
    assert.is((error as { code: string }).code, code)
  }
  await refused(fitMany('a*z', [1, 2], [[1, 2]], { start: { a: 1 } }), 'BAD_MODEL')
  await refused(fitMany('a*x', [1, 2], [], { start: { a: 1 } }), 'EMPTY_DATA')
  await refused(fitMany('a*x', [1, 2], [[1, 2]]), 'BAD_OPTION')
  await refused(fitMany('a*x', [1, 2], 5 as never, { start: { a: 1 } }), 'SHAPE_MISMATCH')
})

test.run()
