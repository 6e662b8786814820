import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { armData } from '../../src/data/arm.js'
import type { Matrix } from '../../src/data/table.js'
import { assertAtMost } from '../helpers/assert-close.js'
import { refuses } from '../helpers/refuses.js'

const range = Math.PI / 2

/** The hand by three rotation matrices instead of summed angles. */
function hand(angles: ArrayLike<number>): [number, number] {
  let [across, up] = [0, 0]
  for (const [k, length] of [
    [2, 0.4],
    [1, 0.7],
    [0, 1],
  ] as const) {
    across += length
    const [c, s] = [Math.cos(angles[k]), Math.sin(angles[k])]
    ;[across, up] = [c * across - s * up, s * across + c * up]
  }
  return [across, up]
}

test('the hand is where the rotations put it, within 1e-15 times 8', () => {
  const { x, y } = armData({ samples: 500, seed: 3 })
  for (let sample = 0; sample < 500; sample++) {
    const expected = hand(x.data.subarray(3 * sample, 3 * sample + 3))
    for (const k of [0, 1]) assertAtMost(Math.abs((y as Matrix).data[2 * sample + k] - expected[k]), 8e-15)
  }
})

test('defaults: 10,000 samples, angles uniform within ±π/2, named columns, regression to be standardised', () => {
  const set = armData()
  assert.equal(
    [set.x.shape, (set.y as Matrix).shape],
    [
      [10_000, 3],
      [10_000, 2],
    ],
  )
  assert.equal(
    [set.columns, set.targets],
    [
      ['theta1', 'theta2', 'theta3'],
      ['x', 'y'],
    ],
  )
  assert.equal([set.task, set.standardize], ['regression', true])
  for (let k = 0; k < 3; k++) {
    const angles = set.x.data.filter((_, at) => at % 3 === k)
    let [sum, squares] = [0, 0]
    for (const angle of angles) {
      assertAtMost(Math.abs(angle), range)
      sum += angle
      squares += angle * angle
    }
    assertAtMost(Math.abs(sum / 10_000), (5 * range) / Math.sqrt(3) / 100, 'mean')
    assertAtMost(Math.abs(squares / 10_000 - range ** 2 / 3), (5 * range ** 2 * Math.sqrt(4 / 45)) / 100, 'variance')
  }
})

test('the same seed gives the same arm, another seed another; more samples begin with the same ones', () => {
  assert.equal(armData({ samples: 50, seed: 1 }), armData({ samples: 50, seed: 1 }))
  assert.not.equal(armData({ samples: 50, seed: 1 }).x, armData({ samples: 50, seed: 2 }).x)
  assert.equal(armData({ samples: 80, seed: 1 }).x.data.subarray(0, 150), armData({ samples: 50, seed: 1 }).x.data)
})

test('float32: the hand belongs to the rounded angles, to half a unit in the last place', () => {
  const { x, y } = armData({ samples: 200, dtype: 'float32', range: Math.PI })
  assert.instance(x.data, Float32Array)
  for (let sample = 0; sample < 200; sample++) {
    const expected = hand(x.data.subarray(3 * sample, 3 * sample + 3))
    for (const k of [0, 1]) assertAtMost(Math.abs((y as Matrix).data[2 * sample + k] - expected[k]), 2.1 * 2 ** -24)
  }
})

test('options that make no sense', async () => {
  const bad = [
    { samples: 0 },
    { samples: 1.5 },
    { samples: Number.NaN },
    { range: -1 },
    { range: Infinity },
    { seed: 0.5 },
  ]
  for (const options of bad) await refuses(() => armData(options), { code: 'BAD_OPTION' }, JSON.stringify(options))
  await refuses(() => armData({ dtype: 'f32' as 'float32' }), { code: 'BAD_OPTION', says: ['dtype'] })
  await refuses(() => armData({ sampels: 5 } as object), { code: 'BAD_OPTION', says: ['samples'] })
})

test.run()
