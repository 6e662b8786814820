import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { courses, pictureOf } from '../../examples/turbulence.js'
import { covariances, observed, PROFILE, problemOf } from '../../examples/turbulence-model.js'
import { dense, fit, predict, sequential } from '../../src/index.js'
import { checkPicture } from './self-contained.js'

const heights = PROFILE.map(({ height }) => height)

test('a covariance is half of what the structure function differs by over a subaperture, along x and along y', () => {
  const D = (x: number, y: number) => 6.88 * (x ** 2 + y ** 2 + 0.01) ** (5 / 6)
  const layer = { height: 0.5, strength: 2, wind: [1, -2] } as const
  const [x, y] = [1 + 3 * 0.5 - 1 * 0.4, 2 - 1 * 0.5 + 2 * 0.4]
  const expected = [D(x + 0.4, y) + D(x - 0.4, y) - 2 * D(x, y), D(x, y + 0.4) + D(x, y - 0.4) - 2 * D(x, y)]
  const found = covariances([layer], [1, 2, 3, -1, 0.4])
  for (const k of [0, 1]) assert.ok(Math.abs(found[k] - expected[k]) < 1e-12, `${found} and ${expected}`)
})

test('the recorded residuals are the plain model at the start, to 1e-12', async () => {
  const night = observed(PROFILE, 50, 0.1, 2)
  const net = sequential({ input: 5, seed: 1, dtype: 'float64' }, [dense(1)])
  const { history } = await fit(net, problemOf(night, heights), { steps: 1, threads: 1 })
  const still = heights.map(height => ({ height, strength: 1, wind: [0, 0] as const }))
  const { data } = await predict(
    net,
    night.pairs.map(pair => [...pair]),
  )
  const squares = night.pairs.flatMap((pair, i) =>
    covariances(still, pair).map((value, k) => (value + data[i] - night.measured[i][k]) ** 2),
  )
  const expected = squares.reduce((sum, square) => sum + square, 0) / (2 * night.pairs.length)
  const ratio = history[0].loss / expected
  assert.ok(Math.abs(ratio - 1) < 1e-12, `${history[0].loss} and ${expected}`)
})

test('random rows find the profile to 5 %, as all rows do, from fewer of them; the page asks for nothing', async () => {
  const found = await courses(observed(PROFILE, 1000, 0.1, 3), heights, 0.5)
  const ends = found.map(({ errors }) => errors[errors.length - 1])
  const [random, all] = ends
  assert.ok(random.strengths < 0.05 && random.winds < 1, JSON.stringify(random))
  assert.ok(all.strengths < 0.05 && all.winds < 1, JSON.stringify(all))
  checkPicture(pictureOf(found, PROFILE))
})

test.run()
