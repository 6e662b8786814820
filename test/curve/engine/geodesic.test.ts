import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BoundedStep } from '../../../src/curve/engine/bounded-step.js'
import { Geodesic } from '../../../src/curve/engine/geodesic.js'
import { Kept } from '../../../src/curve/engine/kept.js'
import { Linearisation } from '../../../src/curve/engine/linearisation.js'
import { Projection } from '../../../src/curve/engine/projection.js'
import { BLOCK, type Residuals } from '../../../src/curve/engine/residuals.js'
import { robust } from '../../../src/curve/engine/row-loss.js'
import { type CurveData, fitCurve, leastSquares } from '../../../src/curve/index.js'
import { stream } from '../../../src/random/stream.js'
import { dataTest } from '../../helpers/data.js'
import { readStRD } from '../nist/files.js'
import { literature } from '../nist/literature.js'
import { models } from '../nist/models.js'
import { solved } from './dense.js'

const N = 3
const ROWS = 2 * BLOCK + 7
const random = stream(12, 1)
const draw = (count: number, size: number) => Float64Array.from({ length: count }, () => size * random.normal())
const constant = draw(ROWS, 1)
const slopes = Array.from({ length: ROWS }, () => draw(N, 1))
const curvature = Array.from({ length: ROWS }, () => draw(N * N, 0.1))

/** r = c + sᵀp + pᵀCp, of which differences of second order are exact. */
const bowl: Residuals = {
  rows: ROWS,
  parameters: N,
  values(p, from, to, r) {
    for (let i = from; i < to; i++) {
      r[i - from] = constant[i]
      for (let k = 0; k < N; k++) {
        r[i - from] += slopes[i][k] * p[k]
        for (let j = 0; j < N; j++) r[i - from] += curvature[i][k * N + j] * p[k] * p[j]
      }
    }
  },
  linearise(p, from, to, r, J, stride) {
    this.values(p, from, to, r)
    for (let i = from; i < to; i++)
      for (let k = 0; k < N; k++) {
        let sum = slopes[i][k]
        for (let j = 0; j < N; j++) sum += (curvature[i][k * N + j] + curvature[i][j * N + k]) * p[j]
        J[k * stride + i - from] = sum
      }
  },
}

const scale = Float64Array.of(1, 30, 0.2)
const p = Float64Array.of(0.3, -0.2, 0.5)
const open = () => ({
  lower: new Float64Array(N).fill(Number.NEGATIVE_INFINITY),
  upper: new Float64Array(N).fill(Number.POSITIVE_INFINITY),
  held: new Uint8Array(N),
})

/** −½(JᵀWJ + λD²)⁻¹JᵀW dᵀ(C + Cᵀ)d, of the parameters that are free. */
function expected(d: Float64Array, lambda: number, weight: (r: number) => number, free: readonly number[]): number[] {
  const A = free.map((k, at) => free.map((_, j) => (j === at ? lambda * scale[k] ** 2 : 0)))
  const g = free.map(() => 0)
  const r = new Float64Array(1)
  const J = new Float64Array(N)
  for (let i = 0; i < ROWS; i++) {
    bowl.linearise(p, i, i + 1, r, J, 1)
    let second = 0
    for (let k = 0; k < N; k++) for (let j = 0; j < N; j++) second += 2 * curvature[i][k * N + j] * d[k] * d[j]
    const w = weight(r[0])
    free.forEach((k, at) => {
      g[at] += w * J[k] * second
      free.forEach((other, j) => {
        A[at][j] += w * J[k] * J[other]
      })
    })
  }
  return solved(A, g).map(value => -value / 2)
}

const cauchy = robust('cauchy', 0.5)
for (const [what, radius, loss, held] of [
  ['undamped', Number.POSITIVE_INFINITY, undefined, -1],
  ['damped', 0.5, undefined, -1],
  ['damped, with a loss', 0.5, cauchy, -1],
  ['damped, one parameter held', 0.1, undefined, 1],
] as const)
  for (const residuals of [bowl, new Kept(bowl)])
    test(`${what}${residuals === bowl ? '' : ', derivatives kept'}: the second order is that of the dense formula, relative error < 1e-8`, () => {
      const box = open()
      if (held >= 0) box.held[held] = 1
      const linear = new Linearisation(residuals, loss)
      linear.linearise(p)
      const direction = new BoundedStep(box, linear)
      direction.at(p, linear)
      const lambda = direction.take(p, radius, 0, scale)
      assert.is(lambda > 0, radius < 1)
      const { step } = direction
      const trial = p.map((value, k) => value + step[k])
      new Geodesic(N).bend(p, linear, direction, scale, trial)
      const free = [0, 1, 2].filter(k => k !== held)
      const second = expected(step, lambda, r => loss?.weight(r, 0) ?? 1, free)
      free.forEach((k, at) => {
        const got = trial[k] - p[k] - step[k]
        assert.ok(Math.abs(got - second[at]) <= 1e-8 * Math.hypot(...second), `${k}: ${got}, expected ${second[at]}`)
        assert.ok(Math.abs(got) > 1e-6)
      })
      if (held >= 0) assert.is(trial[held], p[held])
    })

test('a second order that is too large, or leaves the bounds, is left out', () => {
  const bent = (upper: number, size: number) => {
    const box = open()
    const linear = new Linearisation(bowl, undefined)
    linear.linearise(p)
    const direction = new BoundedStep(box, linear)
    direction.at(p, linear)
    direction.take(p, 0.5, 0, scale)
    const trial = p.map((value, k) => value + direction.step[k])
    const before = trial.slice()
    box.upper.set(trial.map(value => value + upper))
    box.lower.set(trial.map(value => value - upper))
    const large = { ...linear, bend: (_: unknown, __: unknown, out: Float64Array) => out.fill(size) !== undefined }
    new Geodesic(N).bend(p, size > 0 ? (large as never) : linear, direction, scale, trial)
    return trial.some((value, k) => value !== before[k])
  }
  assert.ok(bent(1, 0))
  assert.not(bent(0, 0))
  assert.not(bent(1e9, 1e9))
})

test('of projected residuals it is JᵀPr″ with P across the linear columns, relative error < 1e-3', () => {
  const x = Array.from({ length: 30 }, (_, i) => i / 10)
  const y = x.map((t, i) => 3 * Math.exp(-1.3 * t) - 0.7 * Math.exp(-0.2 * t) + 0.05 * Math.sin(17 * i))
  const columns = (q: ArrayLike<number>) => [0, 1].map(k => x.map(t => Math.exp(-q[k] * t)))
  const residuals: Residuals = {
    rows: x.length,
    parameters: 4,
    values(at, from, to, r) {
      for (let i = from; i < to; i++)
        r[i - from] = at[0] * Math.exp(-at[1] * x[i]) + at[2] * Math.exp(-at[3] * x[i]) - y[i]
    },
    linearise(at, from, to, r, J, stride) {
      this.values(at, from, to, r)
      for (let i = from; i < to; i++)
        for (const k of [0, 2]) {
          const e = Math.exp(-at[k + 1] * x[i])
          J[k * stride + i - from] = e
          J[(k + 1) * stride + i - from] = -at[k] * x[i] * e
        }
    },
  }
  /** What the columns at q leave of v, and the coefficients. */
  const across = (q: ArrayLike<number>, v: readonly number[]) => {
    const phi = columns(q)
    const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0)
    const c = solved(
      phi.map(a => phi.map(b => dot(a, b))),
      phi.map(a => dot(a, v)),
    )
    return { c, left: v.map((value, i) => value - c[0] * phi[0][i] - c[1] * phi[1][i]) }
  }
  const q = Float64Array.of(1.1, 0.3)
  const d = Float64Array.of(2e-4, -1e-4)
  const projection = new Projection(
    residuals,
    Int32Array.of(0, 2),
    Int32Array.of(1, 3),
    Float64Array.of(1, 1.1, 1, 0.3),
  )
  projection.linearise(q)
  const out = new Float64Array(2)
  assert.ok(projection.bend(q, d, out))
  const at = (h: number) =>
    across(
      q.map((value, k) => value + h * d[k]),
      y,
    ).left
  const [back, here, ahead] = [at(-1), at(0), at(1)]
  const second = across(
    q,
    here.map((value, i) => -(back[i] - 2 * value + ahead[i])),
  ).left
  const { c } = across(q, y)
  for (const k of [0, 1]) {
    const slope = across(
      q,
      x.map(t => -c[k] * t * Math.exp(-q[k] * t)),
    ).left
    const expectedValue = slope.reduce((sum, value, i) => sum + value * second[i], 0)
    assert.ok(Math.abs(out[k] - expectedValue) <= 1e-3 * Math.abs(expectedValue), `${out[k]}, ${expectedValue}`)
  }
})

test('Rosenbrock’s valley and a sum of exponentials take fewer steps to the same answer', () => {
  const valley = (options: object) => leastSquares(([a, b]) => [100 * (b - a * a), 1 - a], [-1.2, 1], options)
  const [straight, bent] = [valley({}), valley({ geodesic: true })]
  for (const k of [0, 1]) assert.ok(Math.abs(bent.parameters[k] - 1) <= 1e-9)
  assert.ok(2 * bent.iterations <= straight.iterations, `${bent.iterations} of ${straight.iterations}`)
  const x = Array.from({ length: 40 }, (_, i) => i / 10)
  const y = x.map((t, i) => 2 * Math.exp(-3 * t) + Math.exp(-t) + 0.5 * Math.exp(-0.3 * t) + 1e-4 * Math.sin(9 * i))
  const start = { a: 1, b: 10, c: 5, d: 2, e: 1, f: 0.1 }
  const sum = (options: object) => fitCurve('a*exp(-b*x)+c*exp(-d*x)+e*exp(-f*x)', { x, y }, { start, ...options })
  const [slow, fast] = [sum({}), sum({ geodesic: true })]
  assert.ok(slow.converged && fast.converged)
  for (const name of Object.keys(start))
    assert.ok(Math.abs(fast.parameters[name] - slow.parameters[name]) <= 1e-6 * (slow.standardErrors[name] as number))
  assert.ok(fast.iterations < slow.iterations, `${fast.iterations} of ${slow.iterations}`)
  console.log(
    `Rosenbrock ${straight.iterations} to ${bent.iterations} steps, exponentials ${slow.iterations} to ${fast.iterations}`,
  )
})

test('bounds, fixed, ordered, losses, counts and projected parameters have the answers that they have without', () => {
  const x = Array.from({ length: 40 }, (_, i) => i / 4)
  const y = x.map((t, i) => Math.round(60 * Math.exp(-0.9 * t) + 20 * Math.exp(-0.15 * t) + 2 * Math.sin(11 * i) + 3))
  const start = { a: 40, b: 1.2, c: 30, d: 0.1 }
  const model = 'a*exp(-b*x)+c*exp(-d*x)'
  const plain = (t: number, { a, b, c, d }: typeof start) => a * Math.exp(-b * t) + c * Math.exp(-d * t)
  for (const options of [
    {},
    { upper: { b: 0.8 }, start: { ...start, b: 0.7 } },
    { lower: { a: 0, b: 0, c: 0, d: 0 } },
    { fixed: ['d'] },
    { ordered: ['d', 'b'] },
    { loss: 'cauchy' },
    { likelihood: 'poisson' },
    { linear: 'auto' },
    { ties: { c: 'a/3' } },
  ] as object[])
    for (const form of [model, plain] as const) {
      if (form === plain && 'linear' in options) continue
      const fits = [false, true].map(geodesic =>
        fitCurve(form as typeof model, { x, y }, { start, ...options, geodesic } as object),
      )
      const what = `${JSON.stringify(options)} ${form}`
      assert.ok(fits[0].converged && fits[1].converged, what)
      for (const name of Object.keys(start)) {
        const [straight, bent] = fits.map(fit => fit.parameters[name])
        assert.ok(Math.abs(bent - straight) <= 1e-6 * Math.abs(straight), `${what}: ${name} ${bent}, ${straight}`)
      }
    }
})

const known = new Map(literature.map(set => [set.name, set]))
for (const name of Object.keys(models))
  (known.has(name) ? test : dataTest)(`${name}: 6 digits from both starts with bent steps`, () => {
    const set = known.get(name) ?? readStRD(name)
    for (const from of set.starts) {
      const start = Object.fromEntries(from.map((value, k) => [`b${k + 1}`, value]))
      const fit = fitCurve(models[name].expression, { x: set.x, y: set.y } as CurveData, { start, geodesic: true })
      set.certified.forEach((value, k) => {
        assert.ok(Math.abs(fit.parameters[`b${k + 1}`] - value) <= 1e-6 * Math.abs(value), `b${k + 1}`)
      })
    }
  })

test.run()
