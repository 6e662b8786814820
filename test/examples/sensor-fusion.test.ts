import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Belief,
  batch,
  distancesOver,
  ellipse,
  fused,
  network,
  pictureOf,
  type Sensor,
} from '../../examples/sensor-fusion.js'
import { solveDense } from '../reference/linear.js'
import { checkPicture } from './self-contained.js'

const start: Belief = {
  x: [0.5, -0.2],
  information: [
    [2, 0.3],
    [0.3, 1],
  ],
}

/** A sensor of one linear combination of the state. */
const linear = (a: readonly [number, number], measured: number, deviation: number): Sensor => ({
  measured: [measured],
  deviations: [deviation],
  h: ([x, y]) => [a[0] * x + a[1] * y],
  jacobian: () => [[...a]],
})

test('linear measurements one after another are the normal equations of all of them, to 1e-12', () => {
  const said = [
    [[1, 2], 3, 0.5],
    [[-1, 0.5], 0.2, 0.1],
    [[0.3, 0.7], -1, 2],
  ] as const
  const end = said.reduce((belief, [a, z, deviation]) => fused(belief, linear(a, z, deviation)), start)
  const information = start.information.map(row => [...row])
  const right = start.information.map(row => row[0] * start.x[0] + row[1] * start.x[1])
  for (const [a, z, deviation] of said)
    for (const i of [0, 1]) {
      for (const j of [0, 1]) information[i][j] += (a[i] * a[j]) / deviation ** 2
      right[i] += (a[i] * z) / deviation ** 2
    }
  const expected = solveDense(
    information.map(row => [...row]),
    [...right],
  )
  for (const i of [0, 1]) {
    assert.ok(Math.abs(end.x[i] - expected[i]) < 1e-12)
    for (const j of [0, 1]) assert.ok(Math.abs(end.information[i][j] - information[i][j]) < 1e-9)
  }
})

test('one range and bearing: the fused state is where the gradient of its least squares is 0, to 1e-9', () => {
  const [sensor] = network([30, -20], 1, 5)
  const before = {
    x: [28, -17],
    information: [
      [0.04, 0],
      [0, 0.04],
    ],
  }
  const { x } = fused(before, sensor, 30)
  const e = (sensor.difference ?? (() => []))(sensor.measured, sensor.h(x))
  const H = sensor.jacobian(x)
  for (const i of [0, 1]) {
    const prior = before.information[i].reduce((sum, value, j) => sum + value * (x[j] - before.x[j]), 0)
    const seen = e.reduce((sum, value, m) => sum + (H[m][i] * value) / sensor.deviations[m] ** 2, 0)
    assert.ok(Math.abs(prior - seen) < 1e-9, `${prior} and ${seen}`)
  }
})

test('forty sensors: passing the estimate on ends within half a deviation of all measurements at once', () => {
  for (const seed of [1, 2, 3]) {
    const sensors = network([30, -20], 40, seed)
    const first = {
      x: [0, 0],
      information: [
        [1e-6, 0],
        [0, 1e-6],
      ],
    }
    const end = sensors.reduce((belief: Belief, sensor) => fused(belief, sensor), first)
    const all = batch(sensors, end.x)
    const deviation = Math.sqrt(
      solveDense(
        end.information.map(row => [...row]),
        [1, 0],
      )[0],
    )
    assert.ok(Math.hypot(end.x[0] - all[0], end.x[1] - all[1]) < deviation / 2, `${end.x} and ${all}, ${deviation}`)
  }
})

test('a point of the ellipse is √5.991 deviations away', () => {
  for (const [x, y] of ellipse(start)) {
    const [a, b] = [x - start.x[0], y - start.x[1]]
    assert.ok(Math.abs(2 * a * a + 0.6 * a * b + b * b - 5.991) < 1e-12)
  }
})

test('over sixty networks: passed on is within a tenth of all at once, linearised once is not', () => {
  const { sequential, once, batch: all } = distancesOver(60)
  const [passed, single, whole] = [sequential, once, all].map(({ rms }) => rms[rms.length - 1][1])
  assert.ok(passed < 1.1 * whole, `${passed} and ${whole}`)
  assert.ok(single > 1.1 * whole, `${single} and ${whole}`)
  checkPicture(pictureOf(3))
})

test.run()
