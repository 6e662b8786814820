import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { leastSquares, type Matrix3, so2, so3 } from '../../src/curve/index.js'

const part = fc.double({ min: -1.8, max: 1.8, noNaN: true })

test('log undoes exp, up to rotations by π, and exp is orthogonal', () => {
  fc.assert(
    fc.property(fc.tuple(part, part, part), w => {
      const R = so3.exp(w)
      so3.log(R).forEach((value, k) => {
        if (Math.hypot(...w) < 3.1) assert.ok(Math.abs(value - w[k]) < 1e-13, `${value} for ${w[k]}`)
      })
      const transposed = [R[0], R[3], R[6], R[1], R[4], R[7], R[2], R[5], R[8]] as const
      so3.multiply(R, transposed).forEach((value, at) => {
        assert.ok(Math.abs(value - Number(at % 4 === 0)) < 1e-14)
      })
    }),
    { seed: 1, numRuns: 200 },
  )
})

test('rotations by nothing, by very little, and by π', () => {
  assert.equal(so3.log(so3.exp([0, 0, 0])), [0, 0, 0])
  const little = so3.log(so3.exp([1e-9, -2e-9, 3e-9]))
  assert.ok(Math.abs(little[2] - 3e-9) < 1e-22)
  for (const axis of [
    [Math.PI, 0, 0],
    [0, Math.PI, 0],
    [0, 0, Math.PI],
  ]) {
    const found = so3.log(so3.exp(axis))
    found.forEach((value, k) => {
      assert.ok(Math.abs(Math.abs(value) - axis[k]) < 1e-12)
    })
  }
  assert.ok(Math.abs(so2.log(so2.exp(2.5)) - 2.5) < 1e-15)
})

test('a rotation is found from turned points, from a start that is far away', () => {
  const truth = so3.exp([0.9, -1.4, 0.6])
  const points = [
    [1, 0, 0],
    [0, 2, 0],
    [0, 0, 1.5],
    [1, 1, 1],
  ]
  const turned = points.map(point => so3.rotate(truth, point))
  const fit = leastSquares(
    (w: number[]) => {
      const R: Matrix3 = so3.exp(w)
      return points.flatMap((point, i) => so3.rotate(R, point).map((value, k) => value - turned[i][k]))
    },
    [0, 0, 0],
  )
  assert.ok(fit.converged)
  ;[0.9, -1.4, 0.6].forEach((value, k) => {
    assert.ok(Math.abs(fit.parameters[k] - value) < 1e-9)
  })
})

test.run()
