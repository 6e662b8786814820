import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Differences } from '../../src/curve/model/differences.js'

const open = { lower: new Float64Array(2).fill(-Infinity), upper: new Float64Array(2).fill(Infinity) }

/** a·b at one row, whose slope in a is b: how far from it slopes may be used again depends on both. */
function product(): Differences {
  const values = (p: Float64Array, _from: number, _to: number, f: Float64Array) => {
    f[0] = p[0] * p[1]
  }
  return new Differences(values, 1, new Float64Array(2), open, 1)
}

test('slopes are those of a point that moved by rounding, and of no other', () => {
  const differences = product()
  const at = (a: number, b: number) => Float64Array.of(a, b)
  assert.not.ok(differences.isNear(at(3, 5)))
  differences.linearise(at(3, 5), 0, 1, new Float64Array(1), new Float64Array(2), 1)
  assert.ok(differences.isNear(at(3 * (1 + 1e-9), 5)))
  assert.not.ok(differences.isNear(at(3 * (1 + 1e-7), 5)))
  assert.not.ok(differences.isNear(at(3, 5.001)))
})

test('steps that suited a large value say nothing of a small one', () => {
  const differences = product()
  for (const a of [50, 1e-7])
    differences.linearise(Float64Array.of(a, 5), 0, 1, new Float64Array(1), new Float64Array(2), 1)
  assert.not.ok(differences.isNear(Float64Array.of(2e-7, 5)))
})

test.run()
