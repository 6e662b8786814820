import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { gamma, poisson, stream } from '../../src/random/index.js'

const DRAWS = 40_000

for (const mean of [0, 0.2, 3, 9.9, 10, 25, 400])
  test(`counts of mean ${mean} come as often as their probability says, within 5 standard errors`, () => {
    const seen = new Map<number, number>()
    const random = stream(3, 73, Math.round(10 * mean))
    for (let i = 0; i < DRAWS; i++) {
      const count = poisson(random, mean)
      seen.set(count, (seen.get(count) ?? 0) + 1)
    }
    let probability = 1
    let logOf = -mean
    for (let k = 0; k < mean + 5 * Math.sqrt(mean) + 3; k++) {
      if (k > 0) logOf += Math.log(mean) - Math.log(k)
      probability = Math.exp(logOf)
      const error = Math.sqrt((probability * (1 - probability)) / DRAWS)
      const share = (seen.get(k) ?? 0) / DRAWS
      assert.ok(Math.abs(share - probability) <= 5 * error + 5 / DRAWS, `${k}: ${share} for ${probability}`)
    }
  })

test('counts of a mean beyond 1e6 have that mean and variance, within 5 standard errors', () => {
  const mean = 1e9
  const random = stream(3, 74)
  let [sum, squares] = [0, 0]
  for (let i = 0; i < DRAWS; i++) {
    const off = poisson(random, mean) - mean
    sum += off / DRAWS
    squares += off ** 2 / DRAWS
  }
  assert.ok(Math.abs(sum) <= 5 * Math.sqrt(mean / DRAWS))
  assert.ok(Math.abs(squares / mean - 1) <= 5 * Math.sqrt(2 / DRAWS))
})

for (const shape of [0.05, 0.7, 1, 2.5, 60])
  test(`gamma numbers of shape ${shape} have the moments k, k (k + 1), k (k + 1) (k + 2), within 5 standard errors`, () => {
    const random = stream(3, 75, Math.round(100 * shape))
    const moments = [1, 2, 3].map(() => ({ first: 0, second: 0 }))
    for (let i = 0; i < DRAWS; i++) {
      const x = gamma(random, shape)
      moments.forEach((moment, k) => {
        moment.first += x ** (k + 1) / DRAWS
        moment.second += x ** (2 * k + 2) / DRAWS
      })
    }
    let expected = 1
    moments.forEach(({ first, second }, k) => {
      expected *= shape + k
      const error = Math.sqrt((second - first ** 2) / DRAWS)
      assert.ok(Math.abs(first - expected) <= 5 * error, `moment ${k + 1}: ${first} for ${expected} ± ${error}`)
    })
  })

test('counts and gamma numbers are those of the seed', () => {
  const draw = (seed: number) => {
    const random = stream(seed, 76)
    return [0.5, 5, 50, 5e6].map(mean => poisson(random, mean * gamma(random, 2)))
  }
  assert.equal(draw(1), draw(1))
  assert.not.equal(draw(1), draw(2))
})

test.run()
