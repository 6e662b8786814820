import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve } from '../../../src/curve/index.js'

const x = Array.from({ length: 20 }, (_, i) => i / 4)
const noise = (i: number) => 0.01 * Math.sin(12.9898 * i * i)

// Rows are linearised 256 at a time: outputs and sets that such a block cuts through had the derivatives of another place.
test('a function of thirty outputs is fitted as thirty expressions are', () => {
  const y = Array.from({ length: 30 }, (_, k) =>
    x.map((v, i) => (1 + k / 100) * Math.exp(-0.7 * v) + noise(k + 31 * i)),
  )
  const start = { a: 0.5, b: 0.3 }
  const plain = fitCurve((v, p) => y.map((_, k) => (1 + k / 100) * p.a * Math.exp(-p.b * v)), { x, y }, { start })
  const exact = fitCurve(
    y.map((_, k) => `${1 + k / 100}*a*exp(-b*x)`),
    { x, y },
    { start },
  )
  same(plain, exact)
})

test('forty sets of a function share a rate as those of an expression do', () => {
  const sets = Array.from({ length: 40 }, (_, k) => ({
    x,
    y: x.map((v, i) => (1 + k / 50) * Math.exp(-0.7 * v) + noise(k + 41 * i)),
  }))
  const options = { start: { a: 1, b: 0.3 }, shared: ['b'] }
  same(
    fitCurve((v, p) => p.a * Math.exp(-p.b * v), sets, options),
    fitCurve('a*exp(-b*x)', sets, options),
  )
})

type Fit = ReturnType<typeof fitCurve>

function same(found: Fit, expected: Fit): void {
  assert.ok(found.converged, found.reason)
  for (const name of ['a', 'a_40', 'b'].filter(one => one in expected.parameters)) {
    assert.ok(Math.abs(found.parameters[name] / expected.parameters[name] - 1) < 1e-9, name)
    const [error, other] = [found.standardErrors[name] as number, expected.standardErrors[name] as number]
    assert.ok(Math.abs(error / other - 1) < 1e-8, `error of ${name}: ${error} for ${other}`)
  }
}

test('a list of one output is one output', () => {
  const y = x.map((v, i) => 2 * Math.exp(-0.7 * v) + noise(i))
  const start = { a: 1, b: 0.3 }
  const list = fitCurve((v, p) => [p.a * Math.exp(-p.b * v)], { x, y: [y] }, { start })
  assert.equal(list.parameters, fitCurve((v, p) => p.a * Math.exp(-p.b * v), { x, y }, { start }).parameters)
})

test.run()
