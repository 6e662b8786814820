import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  evaluate,
  type FitOptions,
  fit,
  type LevenbergMarquardtOptions,
  levenbergMarquardt,
  nielsen,
} from '../../src/index.js'
import { bold } from '../../src/optim/parameter-space/marquardt.js'
import type { Solution } from '../../src/optim/parameter-space/parameter-space.js'
import { refuses } from '../helpers/refuses.js'
import { distance } from '../reference/linear.js'
import { net } from './plain-data.js'
import { dot } from './plain-matrices.js'
import { forward, rowOf, times, weightsOf } from './plain-net.js'
import { data, moved, pointAt, samples, solvePlus } from './plain-parameters.js'

const start: number[] = Array.from(net.params)
const LAMBDA = 0.4
const W = 0.02

/** θ after so many steps, all of which were taken. */
async function after(options: LevenbergMarquardtOptions, steps: number, more: FitOptions = {}): Promise<number[]> {
  const optimizer = levenbergMarquardt({ curvatureBatch: 12, damping: LAMBDA, ...options })
  const run = await fit(net, data, { optimizer, steps, epochs: 1000, dtype: 'float64', threads: 1, ...more })
  assert.ok(run.history.every(({ accepted }) => accepted))
  return Array.from(run.model.params)
}

const negative = (x: readonly number[]) => x.map(value => -value)
const diagonal = (C: number[][]) => C.map((row, p) => row[p])

test('three steps under the largest diagonal of the run and weight decay are the dense formula, to 1e-10', async () => {
  let theta = start
  let D = theta.map(() => 0)
  let grown = 0
  for (let step = 1; step <= 3; step++) {
    const { g, C } = pointAt(theta, W)
    const now = diagonal(C)
    grown += now.filter((value, p) => value < D[p]).length
    const most = Math.max(...D, ...now)
    D = D.map((value, p) => Math.max(value, now[p], 1e-8 * most))
    theta = moved(
      theta,
      negative(
        solvePlus(
          C,
          D.map(value => LAMBDA * value + W),
          g,
        ),
      ),
    )
    assert.ok(distance(await after({}, step, { weightDecay: W }), theta) < 1e-10)
  }
  assert.ok(grown > 0)
})

test("scaling 'none' is the identity, to 1e-10; a schedule of lengths shortens", async () => {
  const { g, C } = pointAt(start, 0)
  const v = negative(
    solvePlus(
      C,
      start.map(() => LAMBDA),
      g,
    ),
  )
  assert.ok(distance(await after({ scaling: 'none', learningRate: 0.5 }, 1), moved(start, v, 0.5)) < 1e-10)
})

test('a small curvature batch takes random rows of the whole gradient, the same for the same seed', async () => {
  const reached = async (seed: number) => {
    const optimizer = levenbergMarquardt({ curvatureBatch: 5 })
    return (await fit(net, data, { optimizer, steps: 5, epochs: 1000, seed, threads: 1 })).model.params
  }
  const [one, again, other] = [await reached(1), await reached(1), await reached(2)]
  assert.equal(one, again)
  assert.ok(distance(one, other) > 1e-6)
})

/** (1/N) Σ Jᵀ z_vv with z_vv = (2/h) [(z(θ + h v) − z)/h − J v]. */
function bending(theta: readonly number[], v: readonly number[]): number[] {
  const h = 0.1
  const sum = theta.map(() => 0)
  for (const { x } of samples) {
    const weights = weightsOf(theta)
    const [z, ahead] = [forward(weights, x).z, forward(weightsOf(moved(theta, v, h)), x).z]
    z.forEach((value, a) => {
      const row = rowOf(
        weights,
        x,
        [0, 1].map(b => (a === b ? 1 : 0)),
      )
      const second = (2 / h) * ((ahead[a] - value) / h - dot(row, v))
      row.forEach((entry, p) => {
        sum[p] += (entry * second) / samples.length
      })
    })
  }
  return sum
}

test('geodesic acceleration: a step is v + a/2, a by the second derivative along v, to 1e-9', async () => {
  const { g, C } = pointAt(start, 0)
  const shift = diagonal(C).map(value => 3 * value)
  const v = negative(solvePlus(C, shift, g))
  const a = negative(solvePlus(C, shift, bending(start, v)))
  const reached = await after({ acceleration: true, damping: 3 }, 1)
  assert.ok(distance(reached, moved(moved(start, v), a, 0.5)) < 1e-9)
  assert.ok(distance(reached, moved(start, v)) > 1e-4)
})

test('geodesic acceleration: a path that bends too far is not tried, and λ grows', async () => {
  const optimizer = levenbergMarquardt({ acceleration: true, damping: nielsen({ lambda: 1e-6 }) })
  const { history } = await fit(net, data, { optimizer, steps: 8, epochs: 1000, dtype: 'float64', threads: 1 })
  assert.is(history[0].accepted, false)
  assert.is(history[0].stepNorm, 0)
  assert.ok((history[1].lambda ?? 0) > 1e-6)
})

test('adaptive momentum: the second step is of length P under B, with the slope −ξ P √I_GG, and nearest to the first, to 1e-9', async () => {
  const options = { adaptiveMomentum: true, scaling: 'none' } as const
  const [one, two] = [await after(options, 1), await after(options, 2)]
  const { g, C } = pointAt(one, 0)
  const B = C.map((row, r) => row.map((value, c) => value + (r === c ? LAMBDA : 0)))
  const v = negative(
    solvePlus(
      C,
      one.map(() => LAMBDA),
      g,
    ),
  )
  const [d, last] = [moved(two, one, -1), moved(one, start, -1)]
  const P = Math.min(0.5, Math.sqrt(-dot(g, v)))
  assert.ok(Math.abs(dot(d, times(B, d)) / P ** 2 - 1) < 1e-9)
  assert.ok(Math.abs(dot(g, d) / (-0.9 * P * Math.sqrt(-dot(g, v))) - 1) < 1e-9)
  // Any other step of that length and slope, d turned about the slope's axis, has less in common with the last.
  const across = d.map((value, p) => value - 0.9 * (P / Math.sqrt(-dot(g, v))) * v[p])
  const mirrored = moved(d, across, -2)
  assert.ok(Math.abs(dot(mirrored, times(B, mirrored)) / P ** 2 - 1) < 1e-9)
  assert.ok(dot(d, times(B, last)) > dot(mirrored, times(B, last)))
  // d lies in the plane of v and the last step.
  const rest = (x: readonly number[], along: readonly number[]) => moved(x, along, -dot(x, along) / dot(along, along))
  const axis = rest(last, v)
  assert.ok(Math.sqrt(dot(rest(rest(d, v), axis), rest(rest(d, v), axis))) < 1e-9)
})

test('bold steps: up is taken in a direction like the last, as far as the lowest loss of the run allows', () => {
  const at = (angle: number, best: number) =>
    ({
      v: Float64Array.of(Math.cos(angle), Math.sin(angle)),
      previous: Float64Array.of(1, 0),
      memory: { best },
    }) as unknown as Solution
  const tried = {
    rate: 1,
    before: 1,
    after: 1.5,
    predicted: 0.1,
    rounding: 1e-16,
    gradientAfter: () => new Float64Array(0),
  }
  const turned = Math.acos(0.5)
  assert.equal(bold(1, tried, at(turned, 0.76)), { accepted: true, aside: true })
  assert.is(bold(1, tried, at(turned, 0.74)).accepted, false)
  assert.is(bold(2, tried, at(turned, 0.38)).accepted, true)
  assert.is(bold(2, tried, at(turned, 0.37)).accepted, false)
  assert.is(bold(0, tried, at(turned, 10)).accepted, false)
  assert.is(bold(1, { ...tried, predicted: 1e-17 }, at(0, 10)).accepted, false)
  assert.equal(bold(0, { ...tried, after: 0.9 }, at(turned, 0)), { accepted: true })
})

test('bold steps: some go up, and the model is that of the lowest loss', async () => {
  const optimizer = levenbergMarquardt({ uphill: 2, damping: nielsen({ lambda: 1e-3 }) })
  const run = await fit(net, data, { optimizer, steps: 40, epochs: 1000, dtype: 'float64', threads: 1 })
  const taken = run.history.filter(({ accepted }) => accepted).map(({ loss }) => loss)
  assert.ok(taken.some((loss, k) => k > 0 && loss > taken[k - 1]))
  const { loss } = await evaluate(run.model, data)
  assert.ok(loss <= Math.min(...taken) * (1 + 1e-12), `${loss}, lowest ${Math.min(...taken)}`)
})

const refused: [LevenbergMarquardtOptions, string][] = [
  [{ uphill: 1, gradientBatch: 5 }, 'whole set'],
  [{ acceleration: true, adaptiveMomentum: true }, 'one of them'],
  [{ uphill: 3 as 2 }, '0, 1 or 2'],
]
for (const [options, says] of refused)
  test(`refused: ${JSON.stringify(options)}`, () =>
    refuses(() => fit(net, data, { optimizer: levenbergMarquardt(options), steps: 1 }), {
      code: 'BAD_OPTION',
      says: [says],
    }))

test('refused: steps up of a loss that can be below 0', () =>
  refuses(
    () =>
      fit(
        net,
        { x: data.x, y: data.y.map(([a]) => [a]) },
        { optimizer: levenbergMarquardt({ uphill: 1 }), loss: 'gaussianNLL', steps: 1 },
      ),
    { code: 'BAD_OPTION', says: ['gaussianNLL'] },
  ))

test.run()
