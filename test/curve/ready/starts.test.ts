import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { gaussian, lorentzian, peaks, plus, readyModels, sine, times } from '../../../src/curve/ready/index.js'
import type { ReadyModel } from '../../../src/curve/ready/ready-model.js'
import { compile, startOf } from './fit.js'
import { everyModel } from './sets.js'

const sums: ReadyModel[] = [
  plus(gaussian(), gaussian()),
  times(sine(), lorentzian()),
  peaks(3, 'pseudoVoigt', { background: 'linear' }),
]
const models = [...[...readyModels.values()].map(make => make()), ...sums]

const hasFiniteStart = (model: ReadyModel, x: readonly number[], y: readonly number[]) => {
  const start = startOf(model, x, y)
  assert.ok(start.every(Number.isFinite), `${model.name} ${start} for x ${x}, y ${y}`)
}

const edges: readonly [string, number[], number[]][] = [
  ['one point', [3], [2]],
  ['one point at zero', [0], [0]],
  ['two points', [1, 2], [3, 1]],
  ['constant y', [1, 2, 3, 4, 5], [7, 7, 7, 7, 7]],
  ['y of zeros', [1, 2, 3, 4, 5], [0, 0, 0, 0, 0]],
  ['x all the same', [2, 2, 2, 2], [1, 2, 3, 4]],
  ['x of zeros', [0, 0, 0], [1, 2, 3]],
  ['x below zero', [-4, -3, -2, -1], [1, 5, 2, 1]],
  ['repeated x', [1, 1, 2, 2, 3, 3], [0, 1, 5, 4, 1, 0]],
  ['far away', [2e9, 2e9 + 1, 2e9 + 2, 2e9 + 3], [1, 4, 2, 1]],
  ['tiny', [1e-15, 2e-15, 3e-15], [1e-15, 4e-15, 1e-15]],
  ['huge', [1e15, 2e15, 3e15], [-1e15, 4e15, 1e15]],
]
for (const [name, x, y] of edges)
  test(`starts are finite: ${name}`, () => {
    for (const model of models) hasFiniteStart(model, x, y)
  })

test('starts are finite for any finite points, the same twice, and leave the points alone', () => {
  const value = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e15, max: 1e15, noNaN: true }))
  const points = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(points, fc.constantFrom(...models), (rows, model) => {
      const x = Float64Array.from(rows, row => row[0])
      const y = Float64Array.from(rows, row => row[1])
      const [xBefore, yBefore] = [x.slice(), y.slice()]
      const start = model.start(x, y)
      assert.equal(Object.keys(start), [...model.parameters])
      assert.ok(Object.values(start).every(Number.isFinite), JSON.stringify(start))
      assert.equal(model.start(x, y), start)
      assert.equal([x, y], [xBefore, yBefore])
    }),
    { seed: 4, numRuns: 400 },
  )
})

/** Largest distance of the curves of two starts, the second of which is for (x · a + b, y · c). */
function moved(model: ReadyModel, x: readonly number[], y: readonly number[], a: number, b: number, c: number): number {
  const curve = compile(model)
  const there = x.map(at => at * a + b)
  const first = startOf(model, x, y)
  const second = startOf(
    model,
    there,
    y.map(at => at * c),
  )
  const size = Math.max(...y.map(Math.abs))
  return Math.max(...x.map((at, i) => Math.abs(curve(at, first) - curve(there[i], second) / c) / size))
}

const shifts = new Set(['gaussian', 'lorentzian', 'pseudoVoigt'])
everyModel.forEach(({ model, x, truth }, at) => {
  // Differences of rounding may tip a choice between candidates as good as each other, and move the curve by their distance.
  test(`${model.name} ${1 + (at % 3)}: y × 1e±12 and x × 1e±6 move the curve of the start by less than 1e-3 of y`, () => {
    const y = x.map(of => model.value(of, truth))
    for (const scale of [1e12, 1e-12]) assert.ok(moved(model, x, y, 1, 0, scale) <= 1e-3, `y × ${scale}`)
    for (const scale of [1e6, 1e-6]) {
      const off = moved(model, x, y, scale, 0, 1)
      assert.ok(off <= 1e-3, `x × ${scale}: ${off}`)
    }
    if (!shifts.has(model.name)) return
    const off = moved(model, x, y, 1, 2 ** 31, 1)
    assert.ok(off <= 1e-3, `x + 2 ** 31: ${off}`)
  })

  test(`${model.name} ${1 + (at % 3)}: the order of the points moves the curve of the start by less than 1e-9`, () => {
    const y = x.map(of => model.value(of, truth))
    const order = x.map((_, i) => i).sort((i, j) => Math.sin(i) - Math.sin(j))
    const first = startOf(model, x, y)
    const second = startOf(
      model,
      order.map(i => x[i]),
      order.map(i => y[i]),
    )
    const size = Math.max(...y.map(Math.abs))
    for (const at of x) assert.ok(Math.abs(model.value(at, first) - model.value(at, second)) <= 1e-9 * size)
  })
})

test('readyModels makes each model by the name it bears, and nothing by names every object has', () => {
  for (const [name, make] of readyModels) {
    assert.is(make().name, name)
    assert.is(make().kind, 'ready')
    assert.ok(Object.isFrozen(make()))
  }
  assert.is(readyModels.get('constructor'), undefined)
})

test.run()
