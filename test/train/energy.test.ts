import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Energy, StepRecord } from '../../src/index.js'
import { energyOf, risenEnergy } from '../../src/train/energy.js'
import { assertClose } from '../helpers/assert-close.js'

const record = (step: number, loss: number, accepted = true): StepRecord => ({
  step,
  epoch: 0,
  loss,
  accepted,
  standardError: 0.3,
  gradientNorm: 1,
  stepNorm: 1,
  seconds: 0,
  samplesPerSecond: 1,
})

test('energyOf: the last tenth of the accepted steps; the error of few steps is their own', () => {
  const history = Array.from({ length: 30 }, (_, k) => record(k + 1, k))
  const { value, standardError, steps } = energyOf([...history, record(31, 1000, false)]) as Energy
  assert.is(steps, 3)
  assertClose([value, standardError], [28, Math.sqrt(3 * 0.09) / 3], 1e-12)
})

test('energyOf: the error of many steps is that of ten blocks, whatever lies within one', () => {
  const history = Array.from({ length: 300 }, (_, k) => record(k + 1, k < 270 ? 99 : Math.floor((k - 270) / 3)))
  const { value, standardError, steps } = energyOf(history) as Energy
  assert.is(steps, 30)
  // Block means 0 … 9: variance 55/6.
  assertClose([value, standardError], [4.5, Math.sqrt(55 / 6 / 10)], 1e-12)
})

test('risenEnergy: above the start by five standard errors of both together, it is told with a cure', () => {
  const start = [record(1, 2)]
  const energy = (value: number) => ({ value, standardError: 0.4, steps: 3 })
  assert.equal(risenEnergy(start, energy(2 + 2.49)), [])
  assert.match(risenEnergy(start, energy(2 + 2.51))[0], 'rose from 2.000 to 4.510. Use a smaller learningRate')
  assert.equal(risenEnergy(start, undefined), [])
  assert.equal(risenEnergy([], energy(3)), [])
})

test('energyOf: nothing accepted, no energy', () => {
  assert.is(energyOf([]), undefined)
  assert.is(energyOf([record(1, 1, false), record(2, Number.NaN)]), undefined)
})

test.run()
