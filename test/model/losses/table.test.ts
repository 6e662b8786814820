/** Every loss of the table: a new one is covered by its row here, and the file fails without it. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type LossName, type LossSpec, lossNames } from '../../../src/model/losses/loss.js'
import { outputsOf } from '../../../src/model/losses/outputs.js'
import { rowsOf } from '../../../src/model/losses/shared/target-rows.js'
import { lossOf, takeLoss } from '../../../src/model/losses/table.js'
import { gamma, poisson, type Random, stream } from '../../../src/random/index.js'
import { refuses } from '../../helpers/refuses.js'

interface Row {
  readonly spec: LossSpec
  /** Units of an output, and one sample's targets. */
  readonly m: number
  target(random: Random): number[]
}

const normals = (count: number) => (random: Random) => Array.from({ length: count }, () => 2 * random.normal())
const counts = (random: Random) => Array.from({ length: 3 }, () => poisson(random, 4 * gamma(random, 1)))

const rows: Readonly<Record<LossName, Row>> = {
  meanSquaredError: { spec: 'meanSquaredError', m: 3, target: normals(3) },
  softmaxCrossEntropy: { spec: 'softmaxCrossEntropy', m: 4, target: random => [random.below(4)] },
  sigmoidCrossEntropy: { spec: 'sigmoidCrossEntropy', m: 3, target: r => [r.below(2), r.below(2), r.uniform()] },
  huber: { spec: { kind: 'huber', delta: 0.8 }, m: 3, target: normals(3) },
  quantile: { spec: { kind: 'quantile', q: 0.8, width: 0.4 }, m: 3, target: normals(3) },
  poisson: { spec: 'poisson', m: 3, target: counts },
  negativeBinomial: { spec: { kind: 'negativeBinomial', k: 2.5 }, m: 3, target: counts },
  gaussianNLL: { spec: 'gaussianNLL', m: 4, target: normals(2) },
}

const near = (a: number, b: number, tolerance: number, what: string) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${what}: ${a} and ${b}`)

for (const name of lossNames) {
  const { spec, m, target } = rows[name]
  const loss = lossOf(spec)
  const q = loss.rows(m)
  const random = stream(2, 71)
  const y = (values: number[]) => (loss.labels ? Int32Array.from(values) : Float64Array.from(values))
  const draw = (scale = 1.5) => ({
    z: Float64Array.from({ length: m }, () => scale * random.normal()),
    y: y(target(random)),
  })
  const draws = Array.from({ length: 40 }, () => draw())
  const seen = (z: Float64Array) => outputsOf(loss, z, m)
  const value = (z: Float64Array, targets: ReturnType<typeof y>) => loss.value(seen(z), 0, m, targets, 0)
  const gradient = (z: Float64Array, targets: ReturnType<typeof y>) => {
    const r = new Float64Array(m)
    loss.gradient(seen(z), 0, m, targets, 0, r)
    return r
  }
  const times = (z: Float64Array, targets: ReturnType<typeof y>, v: Float64Array) => {
    const Hv = new Float64Array(m)
    loss.hessianProduct(seen(z), 0, m, targets, 0, v, Hv)
    return Hv
  }

  test(`${name}: r is the slope of l, also where z is beyond a clamp (central differences, 1e-6)`, () => {
    const far = [-33, 33].flatMap(shift =>
      draws.slice(0, 4).map(({ z, y: targets }) => ({ z: z.map(x => x + shift), y: targets })),
    )
    for (const { z, y: targets } of [...draws, ...far]) {
      const r = gradient(z, targets)
      for (let a = 0; a < m; a++) {
        const at = (step: number) =>
          value(
            Float64Array.from(z, (x, k) => (k === a ? x + step : x)),
            targets,
          )
        // The difference of two values keeps 1e-16 of them.
        const lost = (1e-15 * Math.abs(at(0))) / 1e-5
        assert.ok(
          Math.abs(r[a] - (at(1e-5) - at(-1e-5)) / 2e-5) <= 1e-6 * Math.max(1, Math.abs(r[a])) + lost,
          `∂/∂z_${a}`,
        )
      }
    }
  })

  test(`${name}: L Lᵀ = H and L s = r, to 1e-12, for samples behind the first too`, () => {
    const L = new Float64Array(m * m)
    const s = new Float64Array(m)
    const pair = { z: new Float64Array(2 * m), y: y([...target(random), ...target(random)]) }
    for (const { z, y: targets } of draws) {
      pair.z.set(z, m)
      pair.y.set(targets, targets.length)
      loss.factor(seen(pair.z), m, m, pair.y, 1, L, s)
      const r = gradient(z, targets)
      for (let b = 0; b < m; b++) {
        const H = times(
          z,
          targets,
          Float64Array.from({ length: m }, (_, k) => (k === b ? 1 : 0)),
        )
        let along = 0
        for (let row = 0; row < q; row++) along += L[row * m + b] * s[row]
        near(along, r[b], 1e-12, `r[${b}]`)
        for (let c = 0; c < m; c++) {
          let product = 0
          for (let row = 0; row < q; row++) product += L[row * m + b] * L[row * m + c]
          near(product, H[c], 1e-12, `H[${b},${c}]`)
        }
      }
    }
  })

  if (loss.sampledGradient)
    test(`${name}: r of drawn targets has mean 0 and second moment H, within 5 standard errors of 40,000 draws`, () => {
      const N = 40_000
      for (const { z, y: targets } of draws.slice(0, 2)) {
        const u = new Float64Array(m)
        const sums = Array.from({ length: m + m * m }, () => ({ first: 0, second: 0 }))
        const add = (k: number, x: number) => {
          sums[k].first += x / N
          sums[k].second += (x * x) / N
        }
        for (let i = 0; i < N; i++) {
          loss.sampledGradient?.(seen(z), 0, m, stream(5, 72, i), u)
          for (let a = 0; a < m; a++) {
            add(a, u[a])
            for (let b = 0; b < m; b++) add(m + a * m + b, u[a] * u[b])
          }
        }
        const expect = (k: number, expected: number, what: string) => {
          const { first, second } = sums[k]
          const error = Math.sqrt((second - first * first) / N)
          assert.ok(Math.abs(first - expected) <= 5 * error + 1e-12, `${what}: ${first} for ${expected}, ± ${error}`)
        }
        for (let a = 0; a < m; a++) {
          expect(a, 0, `mean of u_${a}`)
          const H = times(
            z,
            targets,
            Float64Array.from({ length: m }, (_, k) => (k === a ? 1 : 0)),
          )
          for (let b = 0; b < m; b++) expect(m + a * m + b, H[b], `H[${a},${b}]`)
        }
      }
    })
  else
    test(`${name}: l(z) + rᵀd + ½ dᵀH d lies above l(z + d)`, () => {
      for (const { z, y: targets } of draws)
        for (let k = 0; k < 20; k++) {
          const d = Float64Array.from({ length: m }, () => 3 * random.normal())
          const r = gradient(z, targets)
          const Hd = times(z, targets, d)
          const model = d.reduce((sum, x, a) => sum + x * (r[a] + Hd[a] / 2), value(z, targets))
          const there = value(
            z.map((x, a) => x + d[a]),
            targets,
          )
          assert.ok(there <= model + 1e-12, `${there} above ${model}`)
        }
    })

  test(`${name}: outputs of ±1e3 and 1e4 stay finite everywhere`, () => {
    const L = new Float64Array(m * m)
    const s = new Float64Array(m)
    for (const size of [-1e4, -1e3, 1e3, 1e4])
      for (const same of [true, false]) {
        const z = Float64Array.from({ length: m }, (_, a) => (same || a % 2 === 0 ? size : -size))
        const targets = y(target(random))
        loss.factor(seen(z), 0, m, targets, 0, L, s)
        const drawn = new Float64Array(m)
        loss.sampledGradient?.(seen(z), 0, m, random, drawn)
        const response = z.slice()
        loss.inverseLink?.(response, m)
        const columns = loss.labels ? 1 : targets.length
        const figures = loss.figure({ z, units: m, y: targets, columns, count: 1 }, 0, columns)
        const all = [
          value(z, targets),
          ...gradient(z, targets),
          ...times(z, targets, z),
          ...L.subarray(0, q * m),
          ...s.subarray(0, q),
          ...drawn,
          ...response,
          ...Object.values(figures),
        ]
        assert.ok(all.every(Number.isFinite), `${all}`)
      }
  })

  test(`${name}: no constant is better than constantLoss, some are as good, and nothing is below leastLoss`, () => {
    const count = 60
    const targets = y(Array.from({ length: count }, () => target(random)).flat())
    const weights = Float64Array.from({ length: count }, () => random.uniform() * 2)
    const mean = weights.reduce((a, b) => a + b) / count
    const of = (z: Float64Array) =>
      weights.reduce(
        (sum, weight, i) =>
          sum + ((weight / mean) * loss.shownScale(m) * loss.value(seen(z), 0, m, targets, i)) / count,
        0,
      )
    const best = loss.constantLoss(rowsOf(targets, count, weights))
    let z = new Float64Array(m)
    let found = of(z)
    for (let k = 0; k < 4000; k++) {
      const step = 2 * 0.997 ** k
      const tried = z.map(x => x + step * random.normal())
      const there = of(tried)
      if (there < found) [z, found] = [tried, there]
    }
    assert.ok(best <= found + 1e-3 * Math.abs(found), `${best} for ${found}`)
    assert.ok(found <= best + 1e-3 * Math.abs(best), `${found} for ${best}`)
    assert.ok((loss.leastLoss?.(rowsOf(targets, count, weights)) ?? 0) <= best)
  })

  test(`${name}: what it is written as makes the same loss, and unknown options are named`, async () => {
    assert.equal(lossOf(loss.spec).spec, loss.spec)
    assert.equal(JSON.parse(JSON.stringify(loss.spec)), loss.spec)
    const given = () => takeLoss('fit', 'loss', { kind: name, dleta: 1 })
    await refuses(given, { code: 'BAD_OPTION', says: [/fit: loss \w+: no option "dleta"/] })
  })
}

for (const [given, message] of [
  ['posson', /fit: loss is "posson". Did you mean "poisson"\?/],
  [{ kind: 'hubert' }, /fit: loss.kind is "hubert". Did you mean "huber"\?/],
  [{ kind: 'huber', delta: 0 }, /fit: loss huber: delta is 0. Pass a number above 0/],
  [{ kind: 'huber', dleta: 1 }, /fit: loss huber: no option "dleta". Did you mean "delta"\?/],
  [{ kind: 'quantile', q: 0 }, /loss quantile: q is 0. Pass a number above 0/],
  [{ kind: 'quantile', q: 1 }, /loss quantile: q is 1. Pass a number from 0 to below 1/],
  [{ kind: 'quantile', width: -1 }, /loss quantile: width is -1. Pass a number above 0/],
  [{ kind: 'negativeBinomial', k: Number.NaN }, /loss negativeBinomial: k is NaN. Pass a number above 0/],
  ['negativeBinomial', /loss negativeBinomial: k is undefined. Pass a number above 0/],
] as const)
  test(`${JSON.stringify(given)} is refused`, async () => {
    await refuses(() => takeLoss('fit', 'loss', given), { code: 'BAD_OPTION', says: [message] })
  })

test('counts of 0 have no loss below that of a mean of 0, however far the output goes, and a curvature there', () => {
  for (const spec of ['poisson', { kind: 'negativeBinomial', k: 2 }] as const)
    for (const z of [-29, -31, -800, -1e12]) {
      const loss = lossOf(spec)
      const seen = outputsOf(loss, Float64Array.of(z), 1)
      const y = Float64Array.of(0)
      assert.ok(loss.value(seen, 0, 1, y, 0) >= 0, `value at ${z}`)
      const [r, Hv, L, s] = [0, 0, 0, 0].map(() => new Float64Array(1))
      loss.gradient(seen, 0, 1, y, 0, r)
      loss.hessianProduct(seen, 0, 1, y, 0, Float64Array.of(1), Hv)
      loss.factor(seen, 0, 1, y, 0, L, s)
      assert.ok(r[0] >= 0 && Hv[0] > 0 && Number.isFinite(s[0]), `slope ${r[0]}, curvature ${Hv[0]} at ${z}`)
    }
})

test('an option of a loss that has none is refused without a list of none', async () => {
  const given = () => takeLoss('fit', 'loss', { kind: 'poisson', k: 1 })
  await refuses(given, { code: 'BAD_OPTION', says: ['no option "k". There is none.'] })
})

test('the deviance of counts is that of poisson for a k without bound, and stays finite for one of 1e-300', () => {
  const compared = {
    z: Float64Array.of(0.5, 2, 3, -1),
    units: 1,
    y: Float64Array.of(1, 9, 18, 0),
    columns: 1,
    count: 4,
  }
  const deviance = (spec: LossSpec) => lossOf(spec).figure(compared, 0, 1).deviance ?? Number.NaN
  const limit = deviance('poisson')
  for (const k of [1e12, 1e15, 1e16, 1e18, 1e300])
    near(deviance({ kind: 'negativeBinomial', k }), limit, 1e-9, `k = ${k}`)
  assert.ok(Number.isFinite(deviance({ kind: 'negativeBinomial', k: 1e-300 })))
})

test('options that nobody gives have their defaults', () => {
  assert.equal(lossOf('huber').spec, { kind: 'huber', delta: 1 })
  assert.equal(lossOf('quantile').spec, { kind: 'quantile', q: 0.5 })
  assert.equal(lossOf({ kind: 'poisson' }).spec, 'poisson')
})

test('the width of a quantile is 0.05 of the interquartile range, of a column of few values of its deviation', () => {
  const settled = (y: number[], columns = 1) =>
    lossOf('quantile').settled?.(rowsOf(Float64Array.from(y), y.length / columns))
  assert.equal(settled([0, 1, 2, 3, 4, 5, 6, 7]), { kind: 'quantile', q: 0.5, width: 0.05 * 4 })
  assert.equal(settled([0, 0, 1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60, 7, 70], 2)?.valueOf(), {
    kind: 'quantile',
    q: 0.5,
    width: 0.05 * 4,
  })
  assert.equal(settled([0, 0, 0, 0, 0, 0, 0, 8]), { kind: 'quantile', q: 0.5, width: 0.05 * Math.sqrt(7) })
  const weighed = rowsOf(
    Float64Array.of(0, 1e6, 1, 2, 3, -1e6, 4, 5, 6, 7),
    10,
    Float64Array.of(1, 0, 1, 1, 1, 0, 1, 1, 1, 1),
  )
  assert.equal(lossOf('quantile').settled?.(weighed), { kind: 'quantile', q: 0.5, width: 0.05 * 4 })
  assert.equal(settled([3, 3]), { kind: 'quantile', q: 0.5, width: 0.05 })
})

test.run()
