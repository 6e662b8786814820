import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { courses, exact, pictureOf } from '../../examples/burgers.js'
import { checkPicture } from './self-contained.js'

test('the exact solution has the equation, its start and its ends', () => {
  const H = 1e-3
  for (const [x, t] of [
    [0.1, 0.2],
    [-0.4, 0.5],
    [0.03, 0.9],
  ]) {
    const byTime = (exact(x, t + H) - exact(x, t - H)) / (2 * H)
    const [left, middle, right] = [exact(x - H, t), exact(x, t), exact(x + H, t)]
    const rest = byTime + (middle * (right - left)) / (2 * H) - (0.05 * (right - 2 * middle + left)) / H ** 2
    assert.ok(Math.abs(rest) < 1e-4, `${rest} at ${x}, ${t}`)
  }
  assert.ok(Math.abs(exact(0.3, 1e-6) + Math.sin(0.3 * Math.PI)) < 1e-4)
  assert.ok(Math.abs(exact(1, 0.5)) < 1e-12)
})

test('a fifth of the run: Levenberg-Marquardt is at most at a tenth of the errors of L-BFGS and Adam', async () => {
  const found = await courses(0.2)
  const [lm, , lbfgs, adam] = found.map(({ errors }) => errors[errors.length - 1][1])
  assert.ok(lm < 0.1 * Math.min(lbfgs, adam), `${lm}, ${lbfgs} and ${adam}`)
  checkPicture(await pictureOf(found))
})

test.run()
