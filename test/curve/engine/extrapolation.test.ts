import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Extrapolation } from '../../../src/curve/engine/extrapolation.js'
import type { Linearised } from '../../../src/curve/engine/linearised.js'
import { fitCurve } from '../../../src/curve/index.js'

const R = Float64Array.of(2, 0.3, 0, 0.7)
const linear = { qr: { columns: 2, R, z: new Float64Array(2) } } as unknown as Linearised
const end = [3, -1]

/** A step that leaves a share of the way to the end over, another along each of two directions. */
function stepFrom(p: Float64Array): Float64Array {
  const [x, y] = [end[0] - p[0], end[1] - p[1]]
  return Float64Array.of(0.7 * x + 0.1 * y, 0.9 * y)
}

function distances(cost: number, steps: number): number[] {
  const extrapolation = new Extrapolation(2)
  const p = Float64Array.of(2.9, -0.8)
  return Array.from({ length: steps }, () => {
    const d = stepFrom(p)
    const trial = p.map((value, k) => value + d[k])
    extrapolation.extend(p, d, linear, cost, trial)
    p.set(trial)
    return Math.hypot(p[0] - end[0], p[1] - end[1])
  })
}

test('two changes of steps that converge linearly in two directions tell the end', () => {
  const [, second, third] = distances(1, 3)
  assert.ok(second > 1e-3)
  assert.ok(third < 1e-13, `${third}`)
})

test('steps that are long beside the residuals stay as they are', () => {
  const left = distances(1e-6, 3)
  assert.ok(left[2] > 1e-4, `${left}`)
})

test('a step is not told from one before that it is not shorter than', () => {
  const extrapolation = new Extrapolation(2)
  extrapolation.extend(Float64Array.of(0, 0), Float64Array.of(0.01, 0), linear, 1, new Float64Array(2))
  const trial = Float64Array.of(0.02, 0)
  extrapolation.extend(Float64Array.of(0.01, 0), Float64Array.of(0.01, 0), linear, 1, trial)
  assert.equal(Array.from(trial), [0.02, 0])
})

test('what was added to a trial is withdrawn once, and the same step then stays as it is', () => {
  const extrapolation = new Extrapolation(2)
  const [from, next] = [Float64Array.of(0, 0), Float64Array.of(0.1, 0)]
  extrapolation.extend(from, next, linear, 1, next.slice())
  assert.not(extrapolation.withdraw())
  extrapolation.extend(from, next, linear, 1, next.slice())
  const d = Float64Array.of(0.03, 0)
  const trial = Float64Array.of(0.13, 0)
  extrapolation.extend(next, d, linear, 1, trial)
  assert.ok(Math.abs(trial[0] - 0.1 / 0.7) < 1e-15, 'a geometric series')
  assert.ok(extrapolation.withdraw())
  trial[0] = 0.13
  extrapolation.extend(next, d, linear, 1, trial)
  assert.is(trial[0], 0.13)
  assert.not(extrapolation.withdraw())
})

test('a fit of large residuals takes a third of the 26 evaluations that it takes without', () => {
  const x = Array.from({ length: 40 }, (_, i) => i / 8)
  const y = x.map((at, i) => 5 * Math.exp(-0.7 * at) + 8 * Math.cos(2.5 * i * i))
  const fit = fitCurve('a*exp(-b*x)', { x, y }, { start: { a: 3, b: 0.5 } })
  assert.ok(fit.converged)
  assert.ok(fit.evaluations <= 9, `${fit.evaluations}`)
  assert.ok(Math.abs(fit.parameters.b - 0.5598396286187) < 1e-12)
})

test.run()
