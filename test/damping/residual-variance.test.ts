import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Measurement, Seen } from '../../src/damping/rule.js'
import { dampingRule } from '../../src/damping/table.js'
import {
  dense,
  dispose,
  type FitOptions,
  type FitResult,
  fit,
  kfac,
  residualVariance,
  sequential,
  smwGN,
  smwNG,
} from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { openRun } from '../helpers/open-run.js'
import { refuses } from '../helpers/refuses.js'
import { denseCurvature, denseModel } from '../reference/direction.js'
import { randomRun } from '../reference/random-run.js'

test.after(() => dispose())

const runs = Array.from({ length: 350 }, (_, seed) => randomRun(seed)).filter(
  ({ heads, optimizer }) => optimizer.rows === 'ggn' && heads.every(({ loss }) => loss === 'meanSquaredError'),
)

/** A floor, what lies between, and a ceiling that is reached. */
const parts = [
  residualVariance({ precision: 1e-30, window: 2 }),
  residualVariance({ precision: 0.3, window: 3 }),
  residualVariance({ window: 2, ceiling: 0.25 }),
]

test('λ is the formula on dense rows and residuals, over graphs, batches, weights, heads and both sides: 1e-9', async () => {
  const seen = { floor: 0, between: 0, ceiling: 0 }
  assert.ok(runs.length >= 30, `${runs.length} runs`)
  for (const [k, run] of runs.entries()) {
    const part = parts[k % parts.length]
    const { stepper, workspace, batches } = await openRun(run, 'float64', part)
    // At the floor what the rows do not span is as long as g/λ.
    const rate = part.precision < 1e-20 ? 1e-20 : 0.1
    let E = 0
    for (let t = 1; t <= 6; t++) {
      const params = Float64Array.from(workspace.vector(stepper.theta))
      const S2 = batches.curvature(t - 1)
      const model = denseModel(run, params, S2, S2, t - 1)
      let squares = 0
      let rows = 0
      for (const { r, scale } of model.gradient) {
        squares += scale * r.reduce((sum, e) => sum + e * e, 0)
        rows += r.length / S2.count
      }
      E += (squares / rows - E) * Math.max(1 / t, 1 / part.window)
      const trace = denseCurvature(model, params.length).reduce((sum, line, p) => sum + line[p], 0)
      const floor = 4 * 2 ** -53 * trace
      const free = (part.precision * E) / S2.count
      seen[free < floor ? 'floor' : free > part.ceiling ? 'ceiling' : 'between']++
      const expected = Math.max(Math.min(free, part.ceiling), floor)
      const { lambda, accepted } = stepper.step({ rate, used: 0 })
      assert.ok(accepted)
      assert.ok(
        Math.abs((lambda ?? Number.NaN) - expected) <= 1e-9 * expected,
        `run ${k} (${run.tags}), step ${t}: ${lambda} for ${expected}`,
      )
      batches.advance()
    }
  }
  for (const count of Object.values(seen)) assert.ok(count >= 50, JSON.stringify(seen))
})

const rows = { samples: 5, squaredNorm: 3, residualSquare: 0.04, epsilon: 2 ** -24 }
const at = (more: Partial<typeof rows>): Seen => ({ loss: 1, gradientNorm: 1, used: 0, rows: { ...rows, ...more } })
const refused: Measurement = { accepted: false, gainRatio: Number.NaN, decrease: 0, stepNorm: 0, lambda: 1 }

test('a failed factor raises λ fourfold until a step is taken, and leaves the mean alone', () => {
  const part = residualVariance()
  const rule = dampingRule(part)
  let state = rule.observe?.(part, rule.start(part), at({})) ?? {}
  const lambdas = [rule.lambda(part, state, at({}))]
  for (const measurement of [refused, refused, { ...refused, accepted: true }]) {
    state = rule.update(part, state, measurement)
    lambdas.push(rule.lambda(part, state, at({})))
  }
  assert.equal(lambdas, [6, 24, 96, 6])
})

test('with `steps` a shorter run has its share of the precision, at least 0.04, as taken steps and used budget tell it', () => {
  const part = residualVariance({ steps: 1000 })
  const rule = dampingRule(part)
  const lambdaAt = (batches: number, used: number) =>
    rule.lambda(part, { refusals: 0, variance: 0.04, batches }, { ...at({}), used })
  const near = (got: number, expected: number) => assert.ok(Math.abs(got - expected) <= 1e-12, `${got} for ${expected}`)
  near(lambdaAt(1, 0), 6)
  near(lambdaAt(21, 0.1), 1.2)
  near(lambdaAt(201, 0.1), 6)
  near(lambdaAt(2, 0.5), 0.24)
  near(rule.lambda(residualVariance(), { refusals: 0, variance: 0.04, batches: 2 }, { ...at({}), used: 0.5 }), 6)
})

test('a run of 80 steps has 0.08 of the precision from its second step on', async () => {
  const lambdasOf = async (steps?: number) => {
    const damping = residualVariance({ ceiling: 1e6, ...(steps !== undefined && { steps }) })
    const { history } = await fit(net, data, {
      optimizer: smwGN({ damping, gradientBatch: 20 }),
      steps: 80,
      threads: 1,
    })
    return history.slice(0, 2).map(({ lambda = Number.NaN }) => lambda)
  }
  const [whole, share] = [await lambdasOf(), await lambdasOf(1000)]
  assert.is(share[0], whole[0])
  assert.ok(Math.abs(share[1] / whole[1] - 0.08) < 1e-9, `${share[1]} of ${whole[1]}`)
})

test('rows that are all 0, residuals that are 0 and residuals beyond the numbers leave a λ to solve with', () => {
  const part = residualVariance()
  const rule = dampingRule(part)
  const lambdaOf = (...seen: Seen[]) =>
    seen.reduce(
      ({ state }, now) => {
        const next = rule.observe?.(part, state, now) ?? state
        return { state: next, lambda: rule.lambda(part, next, now) }
      },
      { state: rule.start(part), lambda: Number.NaN },
    ).lambda
  assert.is(lambdaOf(at({ residualSquare: 0, squaredNorm: 0 })), 2 ** -22)
  assert.is(lambdaOf(at({ residualSquare: 0 })), 3 * 2 ** -22)
  assert.is(lambdaOf(at({ residualSquare: Number.POSITIVE_INFINITY }), at({ residualSquare: 1 })), 10)
})

const random = stream(8, 71)
const x = Array.from({ length: 90 }, () => [random.normal(), random.normal()])
const y = x.map(([a, b]) => [Math.sin(a) * b + 0.1 * random.normal()])
const data = { x, y }
const net = sequential({ input: 2, seed: 0 }, [dense(9, 'tanh'), dense(1)])
const optimizer = smwGN({ damping: residualVariance({ precision: 0.3 }), gradientBatch: 20, momentum: 0.9 })

/** What a run went through, to the bit. */
const courseOf = ({ model: { params }, history }: FitResult) => ({
  params: Array.from(params),
  course: history.slice(-9).map(({ loss, lambda, step }) => [loss, lambda, step]),
})

for (const [name, more] of [
  ['every step taken', { rejectBadSteps: false }],
  ['steps refused', { rejectBadSteps: true, learningRate: 1.9 }],
] as const)
  test(`resumed at any step it goes on to the bit: ${name}`, async () => {
    const options: FitOptions = { optimizer: { ...optimizer, ...more } as typeof optimizer, steps: 40, threads: 1 }
    const checkpoints: Uint8Array[] = []
    const whole = await fit(net, data, {
      ...options,
      checkpointEvery: 1,
      onCheckpoint: bytes => {
        checkpoints.push(bytes)
      },
    })
    assert.is(
      whole.history.some(({ accepted }) => !accepted),
      more.rejectBadSteps,
    )
    for (const checkpoint of checkpoints.slice(0, 30)) {
      const resumed = await fit(net, data, { ...options, resume: checkpoint })
      assert.equal(courseOf(resumed), courseOf(whole))
    }
  })

test('two threads twice go through the same bits, and through those of one within 1e-6', async () => {
  const wide = sequential({ input: 2, seed: 0, dtype: 'float64' }, [dense(150, 'tanh'), dense(150, 'tanh'), dense(1)])
  const run = (threads: number) => fit(wide, data, { optimizer, steps: 12, threads })
  const [one, two, again] = [await run(1), await run(2), await run(2)]
  assert.equal([one.threads, two.threads], [1, 2])
  assert.equal(courseOf(two), courseOf(again))
  two.history.forEach(({ lambda = Number.NaN }, k) => {
    const { lambda: alone = Number.NaN } = one.history[k]
    assert.ok(Math.abs(lambda - alone) <= 1e-6 * alone, `step ${k}: ${lambda} for ${alone}`)
  })
})

test('errors in the targets that huber cuts off raise λ by their size, not its square', async () => {
  const spoiled = { x, y: y.map(([value], k) => [k % 15 === 0 ? value + 100 : value]) }
  const open = smwGN({ damping: residualVariance({ ceiling: 1e9 }), gradientBatch: 20 })
  const last = async (loss: FitOptions['loss']) => {
    const { history } = await fit(net, spoiled, { optimizer: open, loss, steps: 60, threads: 1 })
    return history[59].lambda ?? Number.NaN
  }
  const [squares, huber] = [await last('meanSquaredError'), await last({ kind: 'huber', delta: 0.3 })]
  assert.ok(huber < squares / 4, `${huber} for ${squares}`)
})

for (const [name, loss, method, says] of [
  ['classes', 'softmaxCrossEntropy', smwGN, 'softmaxCrossEntropy has none. Pass followLoss()'],
  ['counts', 'poisson', smwGN, 'poisson has none. Pass nielsen()'],
  ['quantiles', 'quantile', smwGN, 'quantile has none. Pass nielsen()'],
  ['sampled rows', 'meanSquaredError', smwNG, 'smwNG has none. Pass smwGN()'],
  ['a method without rows', 'meanSquaredError', kfac, 'kfac has none. Pass smwGN()'],
] as const)
  test(`${name} have no residuals to follow`, () =>
    refuses(
      () => {
        const outputs = loss === 'softmaxCrossEntropy' ? 2 : 1
        const labels = Int32Array.from(x, ([a]) => (a > 0 ? 1 : 0))
        return fit(
          sequential({ input: 2 }, [dense(outputs)]),
          { x, y: outputs === 2 ? labels : x.map(([a]) => [a * a]) },
          { loss, optimizer: method({ damping: residualVariance() }) },
        )
      },
      { code: 'BAD_OPTION', says: ['residualVariance', says] },
    ))

for (const [call, says] of [
  [() => residualVariance({ precision: 0 }), 'precision is 0'],
  [() => residualVariance({ window: 2.5 }), 'window is 2.5'],
  [() => residualVariance({ ceiling: Number.NaN }), 'ceiling is NaN'],
  [() => residualVariance({ steps: -1 }), 'steps is -1'],
  [() => residualVariance({ lambda: 1 } as never), 'no option "lambda"'],
  [() => smwGN({ damping: { kind: 'residualVariance', window: 0 } as never }), 'window is 0'],
] as const)
  test(`${call.toString().slice(6)} is refused`, () => refuses(call, { code: 'BAD_OPTION', says: [says] }))

test('a result says all of the rule', async () => {
  const { optimizer: settled } = await fit(net, data, { optimizer, steps: 1 })
  assert.equal('damping' in settled && settled.damping, {
    kind: 'residualVariance',
    precision: 0.3,
    window: 20,
    ceiling: 10,
    steps: 0,
  })
})

test.run()
