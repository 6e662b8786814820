import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fit, lbfgs, ssBroyden } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { scaling } from '../../src/step/quasi-newton/self-scaled-broyden.js'
import { strongWolfe } from '../../src/step/quasi-newton/strong-wolfe.js'
import { norm } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import { dot, outer } from './plain-matrices.js'
import { gradientOf, lossOf, times } from './plain-net.js'

const random = stream(8, 2)
const { samples, data } = curves(random, 30)
const P = net.params.length

const minus = (a: readonly number[], b: readonly number[]) => a.map((value, k) => value - b[k])
const identity = (scale: number) =>
  Array.from({ length: P }, (_, r) => Array.from({ length: P }, (_, c) => (r === c ? scale : 0)))
const plus = (...terms: [number, number[][]][]) =>
  identity(0).map((row, r) => row.map((_, c) => terms.reduce((sum, [share, M]) => sum + share * M[r][c], 0)))

/** θ after 0, 1, … steps. */
async function path(optimizer: ReturnType<typeof lbfgs> | ReturnType<typeof ssBroyden>, steps: number) {
  const points: number[][] = [Array.from(net.params)]
  for (let step = 1; step <= steps; step++) {
    const run = await fit(net, data, { optimizer, steps: step, epochs: 1000, dtype: 'float64', threads: 1 })
    points.push(Array.from(run.model.params))
  }
  return points
}

/** How far a step points from −H g, H the matrix that the pairs before it make. */
function misdirection(points: readonly number[][], k: number, H: number[][]): number {
  const step = minus(points[k + 1], points[k])
  const wanted = times(H, gradientOf(points[k], samples)).map(value => -value)
  const length = norm(step) / norm(wanted)
  return (
    norm(
      minus(
        step,
        wanted.map(value => length * value),
      ),
    ) / norm(step)
  )
}

/** H₊ of BFGS. */
function bfgs(H: number[][], s: number[], y: number[]): number[][] {
  const rho = 1 / dot(s, y)
  const left = plus([1, identity(1)], [-rho, outer(s, y)])
  const half = left.map(row => H[0].map((_, c) => row.reduce((sum, value, k) => sum + value * H[k][c], 0)))
  const whole = half.map(row => left.map(other => dot(row, other)))
  return plus([1, whole], [rho, outer(s, s)])
}

test('lbfgs: ten steps point along −H g of the last three pairs, dense, to 1e-8, and meet strong Wolfe', async () => {
  const points = await path(lbfgs({ memory: 3 }), 10)
  const gradients = points.map(point => gradientOf(point, samples))
  for (let k = 0; k < 10; k++) {
    const pairs = Array.from({ length: Math.min(3, k) }, (_, j) => k - Math.min(3, k) + j)
    let H = identity(1)
    pairs.forEach((at, j) => {
      const [s, y] = [minus(points[at + 1], points[at]), minus(gradients[at + 1], gradients[at])]
      if (j === 0) {
        const newest = pairs[pairs.length - 1]
        const [s0, y0] = [minus(points[newest + 1], points[newest]), minus(gradients[newest + 1], gradients[newest])]
        H = identity(dot(s0, y0) / dot(y0, y0))
      }
      H = bfgs(H, s, y)
    })
    const error = misdirection(points, k, H)
    assert.ok(error < 1e-8, `step ${k}: ${error}`)
    const p = minus(points[k + 1], points[k])
    assert.ok(lossOf(points[k + 1], samples) <= lossOf(points[k], samples) + 1e-4 * dot(gradients[k], p) + 1e-15)
    assert.ok(Math.abs(dot(gradients[k + 1], p)) <= 0.9 * Math.abs(dot(gradients[k], p)) + 1e-15)
  }
})

test('ssBroyden: eight steps point along −H g of the dense update, to 1e-8', async () => {
  const points = await path(ssBroyden(), 8)
  const gradients = points.map(point => gradientOf(point, samples))
  let H = identity(1)
  for (let k = 0; k < 8; k++) {
    const error = misdirection(points, k, H)
    assert.ok(error < 1e-8, `step ${k}: ${error}`)
    const [s, y] = [minus(points[k + 1], points[k]), minus(gradients[k + 1], gradients[k])]
    const Hy = times(H, y)
    const yHy = dot(y, Hy)
    const rho = 1 / dot(s, y)
    // s = −α H g, so sᵀH⁻¹s = −α sᵀg.
    const alpha = norm(s) / norm(times(H, gradients[k]))
    const { tau, phi } = scaling(rho * yHy, -alpha * rho * dot(s, gradients[k]), P)
    const v = s.map((value, p) => rho * value - Hy[p] / yHy)
    H = plus([1 / tau, plus([1, H], [-1 / yHy, outer(Hy, Hy)], [phi * yHy, outer(v, v)])], [rho, outer(s, s)])
    const secant = norm(minus(times(H, y), s)) / norm(s)
    assert.ok(secant < 1e-10, `secant ${secant}`)
  }
})

test('the scaling of ssBroyden: theta 0 is BFGS (φ = 1) where a vanishes, τ and φ are positive in 10,000 draws', () => {
  assert.equal(scaling(2, 0.5, 40), { tau: 1, phi: 1 })
  for (let draw = 0; draw < 10_000; draw++) {
    const b = Math.exp(4 * random.normal())
    const h = (1 + Math.exp(4 * random.normal())) / b
    const { tau, phi } = scaling(h, b, 50)
    assert.ok(tau > 0 && phi >= 0 && Number.isFinite(tau + phi), `h ${h}, b ${b}: τ ${tau}, φ ${phi}`)
  }
})

test('strong Wolfe: on 400 random quartics the length meets both conditions, and evaluations stay within twenty', () => {
  for (let draw = 0; draw < 400; draw++) {
    const [a, b, c] = [Math.exp(random.normal()), random.normal(), Math.exp(3 * random.normal())]
    const value = (t: number) => a * (t * t - 1) ** 2 + b * t ** 2 - c * t
    const slope = (t: number) => 4 * a * t * (t * t - 1) + 2 * b * t - c
    let evaluations = 0
    const zero = { length: 0, value: value(0), slope: slope(0) }
    const found = strongWolfe(zero, Math.exp(3 * random.normal()), length => {
      evaluations++
      return { length, value: value(length), slope: slope(length) }
    })
    assert.ok(found, `draw ${draw}`)
    assert.ok(evaluations <= 20)
    assert.ok(found.value <= zero.value + 1e-4 * found.length * zero.slope)
    assert.ok(Math.abs(found.slope) <= 0.9 * Math.abs(zero.slope))
  }
})

test('strong Wolfe: a wall of infinities is backed away from, and no descent is no length', () => {
  const at = (length: number) => ({
    length,
    value: length > 1 ? Number.POSITIVE_INFINITY : (length - 0.5) ** 2,
    slope: 2 * length - 1,
  })
  const found = strongWolfe({ length: 0, value: 0.25, slope: -1 }, 100, at)
  assert.ok(found && found.length < 1)
  const up = (length: number) => ({ length, value: 1 + length, slope: 1 })
  assert.is(strongWolfe({ length: 0, value: 1, slope: -1 }, 1, up), undefined)
})

test('strong Wolfe: what falls without end or has a corner gives the best length that was seen, looked at last', () => {
  let last = Number.NaN
  const seen = (value: (t: number) => number, slope: (t: number) => number) => (length: number) => {
    last = length
    return { length, value: value(length), slope: slope(length) }
  }
  const falling = strongWolfe(
    { length: 0, value: 0, slope: -1 },
    1e-10,
    seen(
      t => -t,
      () => -1,
    ),
  )
  assert.ok(falling && falling.length > 1e-5 && falling.length === last)
  const corner = (t: number) => Math.abs(t - 1 / 3)
  const found = strongWolfe(
    { length: 0, value: corner(0), slope: -1 },
    1,
    seen(corner, t => Math.sign(t - 1 / 3)),
  )
  assert.ok(found && Math.abs(found.length - 1 / 3) < 1e-3 && found.length === last, `${found?.length}`)
  const cliff = seen(
    t => (t > 1 ? Number.NaN : -t),
    () => -1,
  )
  const kept = strongWolfe({ length: 0, value: 0, slope: -1 }, 0.4, cliff)
  assert.ok(kept && kept.length <= 1 && kept.length === last)
})

test('a first length of 1e-10 moves: twenty doublings that all fell are no refusal', async () => {
  const optimizer = lbfgs({ learningRate: 1e-10 })
  const run = await fit(net, data, { optimizer, steps: 20, dtype: 'float64', threads: 1 })
  assert.is(run.stopped, 'steps', run.reason)
  assert.ok(run.history[19].loss < run.history[0].loss)
})

test('where no length lowers the loss, the cause is arithmetic, not a batch', async () => {
  const still = { loss: { kind: 'huber', delta: 1e-14 } as const, optimizer: lbfgs(), steps: 9, threads: 1 }
  const { stopped, warnings } = await fit(net, data, still)
  assert.is(stopped, 'stalled')
  assert.match(warnings.join('\n'), "as float32 can show. Use dtype: 'float64'")
})

test('both lower the loss a hundredfold in 500 epochs', async () => {
  for (const optimizer of [lbfgs(), ssBroyden()]) {
    const run = await fit(net, data, { optimizer, epochs: 500, dtype: 'float64', threads: 1 })
    const last = run.history[run.history.length - 1].loss
    assert.ok(last < 1e-2 * run.history[0].loss, `${optimizer.method}: ${run.history[0].loss} → ${last}, ${run.reason}`)
  }
})

test.run()
