import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  countsOf,
  descents,
  digamma,
  drawnCounts,
  type Gamma,
  gammaOf,
  lawOf,
  lossOf,
  meansOf,
  naturalSlopes,
  pictureOf,
  probabilities,
  slopesOf,
  surrogateStep,
} from '../../examples/negative-binomial.js'
import { checkPicture } from './self-contained.js'

const values = drawnCounts(200, 12, 3)
const counts = countsOf(values)
const gamma: Gamma = { shape: 2.3, rate: 0.35 }
const H = 1e-6
const close = (a: number, b: number, within: number) =>
  assert.ok(Math.abs(a - b) <= within * (1 + Math.abs(b)), `${a} for ${b}`)

test('the loss is the mean of −log Γ(y + r)/Γ(r) − r log s − y log(1 − s), and its slopes are its differences', () => {
  const law = { r: 3.7, s: 0.21 }
  const plain = values.map(y => {
    let sum = 0
    for (let k = 0; k < y; k++) sum += Math.log(law.r + k)
    return -sum - law.r * Math.log(law.s) - y * Math.log(1 - law.s)
  })
  close(lossOf(counts, law), plain.reduce((sum, value) => sum + value, 0) / values.length, 1e-12)
  const along = (dr: number, ds: number) => lossOf(counts, { r: law.r + dr, s: law.s + ds })
  const [byR, byS] = slopesOf(counts, law)
  close(byR, (along(H, 0) - along(-H, 0)) / (2 * H), 1e-7)
  close(byS, (along(0, H) - along(0, -H)) / (2 * H), 1e-7)
})

test('ψ(1) is −γ, ψ′(1) is π²/6, and mean parameters go there and back', () => {
  close(digamma(1)[0], -0.5772156649015329, 1e-12)
  close(digamma(1)[1], Math.PI ** 2 / 6, 1e-12)
  const back = gammaOf(meansOf(gamma)) as Gamma
  close(back.shape, gamma.shape, 1e-10)
  close(back.rate, gamma.rate, 1e-10)
  assert.is(gammaOf([1, -1]), undefined)
})

test('the direction is the derivative by the natural parameters, whose product with the Fisher matrix of the gamma law is that by the others', () => {
  const at = ({ shape, rate }: Gamma) => lossOf(counts, lawOf({ shape, rate }))
  const { shape, rate } = gamma
  const [d1, d2] = naturalSlopes(counts, gamma)
  close(d1, (at({ shape: shape + H, rate }) - at({ shape: shape - H, rate })) / (2 * H), 1e-7)
  close(d2, -(at({ shape, rate: rate + H }) - at({ shape, rate: rate - H })) / (2 * H), 1e-7)
  // Along −F⁻¹ ∇ in the natural parameters the means move by −∇: F is the Jacobian of means by natural parameters.
  const moved = (a: number, b: number) => meansOf({ shape: shape + a, rate: rate - b })
  const F = [0, 1].map(k => [
    (moved(H, 0)[k] - moved(-H, 0)[k]) / (2 * H),
    (moved(0, H)[k] - moved(0, -H)[k]) / (2 * H),
  ])
  const det = F[0][0] * F[1][1] - F[0][1] * F[1][0]
  const step = [(-F[1][1] * d1 + F[0][1] * d2) / det, (F[1][0] * d1 - F[0][0] * d2) / det].map(value => 1e-5 * value)
  const [to, from] = [moved(step[0], step[1]), meansOf(gamma)]
  close((to[0] - from[0]) / 1e-5, -d1, 1e-3)
  close((to[1] - from[1]) / 1e-5, -d2, 1e-3)
})

test('eight steps end at the maximum of the likelihood, whose mean is that of the counts, to 1e-6', () => {
  let law = gamma
  for (let step = 0; step < 8; step++) law = surrogateStep(counts, law)
  const { r, s } = lawOf(law)
  close((r * (1 - s)) / s, counts.mean, 1e-6)
  assert.ok(Math.abs(slopesOf(counts, { r, s })[0]) < 1e-6)
})

test('the law has a whole of 1 and its mean', () => {
  const shares = probabilities({ r: 2.5, s: 0.3 }, 400)
  close(
    shares.reduce((sum, share) => sum + share, 0),
    1,
    1e-12,
  )
  close(
    shares.reduce((sum, share, y) => sum + y * share, 0),
    (2.5 * 0.7) / 0.3,
    1e-12,
  )
})

test('the surrogate is there in at most five steps, gradient descent not in fifty', () => {
  const found = descents(counts, 200)
  const least = Math.min(...found[0].losses)
  const steps = found.map(({ losses }) => losses.findIndex(loss => loss - least < 1e-6))
  assert.ok(steps[0] >= 0 && steps[0] <= 5, String(steps))
  assert.ok(
    steps.slice(1).every(step => step < 0 || step > 50),
    String(steps),
  )
  checkPicture(pictureOf(values, found))
})

test.run()
