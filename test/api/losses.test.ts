/** Each loss through the whole of fit, save, load, predict and evaluate, against figures computed here from the outputs. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  connect,
  dense,
  dispose,
  evaluate,
  type FitOptions,
  fit,
  followLoss,
  input,
  kfac,
  type LossName,
  type LossSpec,
  load,
  lossNames,
  type Model,
  model as modelOf,
  type Prediction,
  predict,
  save,
  sequential,
  smwGN,
  smwNG,
} from '../../src/index.js'
import { gamma, poisson, stream } from '../../src/random/index.js'
import { refuses } from '../helpers/refuses.js'

test.after(() => dispose())

const COUNT = 240
const random = stream(11, 80)
const upTo = <T>(count: number, of: (i: number) => T) => Array.from({ length: count }, (_, i) => of(i))
const x = upTo(COUNT, () => [random.normal(), random.normal()])
const signal = x.map(([a, b]) => Math.sin(a) + 0.5 * b)
const weights = upTo(COUNT, (i): number => (i % 3 === 0 ? 2 : 0.5))

interface Row {
  readonly loss: LossSpec
  readonly units: number
  readonly y: number[]
  /** What evaluate is to say beside the loss, from outputs z, one row a sample, and targets. */
  figures(z: readonly number[][], y: readonly number[], mean: (of: (i: number) => number) => number): object
}

const values = signal.map(s => 20 + 5 * (s + 0.3 * random.normal()))
const counts = signal.map(s => poisson(random, Math.exp(1 + s)))
const spread = signal.map(s => poisson(random, (Math.exp(1 + s) * gamma(random, 2)) / 2))
const noisy = signal.map((s, i) => 20 + 5 * (s + Math.exp(0.7 * x[i][1] - 1) * random.normal()))
const K = 2

const term = (y: number, of: number) => (y === 0 ? 0 : y * Math.log(of))
const rows: Readonly<Record<LossName, Row>> = {
  meanSquaredError: {
    loss: 'meanSquaredError',
    units: 1,
    y: values,
    figures: (z, y, mean) => ({ rmse: Math.sqrt(mean(i => (z[i][0] - y[i]) ** 2)) }),
  },
  softmaxCrossEntropy: {
    loss: 'softmaxCrossEntropy',
    units: 3,
    y: signal.map(s => (s < -0.5 ? 0 : s < 0.5 ? 1 : 2)),
    figures: (z, y, mean) => ({ accuracy: mean(i => (z[i].indexOf(Math.max(...z[i])) === y[i] ? 1 : 0)) }),
  },
  sigmoidCrossEntropy: {
    loss: 'sigmoidCrossEntropy',
    units: 1,
    y: signal.map(s => (s < 0 ? 0 : 1)),
    figures: (z, y, mean) => ({ accuracy: mean(i => (z[i][0] > 0 === y[i] > 0.5 ? 1 : 0)) }),
  },
  huber: {
    loss: { kind: 'huber', delta: 0.5 },
    units: 1,
    y: values,
    figures: (z, y, mean) => ({
      mae: mean(i => Math.abs(z[i][0] - y[i])),
      rmse: Math.sqrt(mean(i => (z[i][0] - y[i]) ** 2)),
    }),
  },
  quantile: {
    loss: { kind: 'quantile', q: 0.8 },
    units: 1,
    y: values,
    figures: (z, y, mean) => ({
      pinball: mean(i => (y[i] > z[i][0] ? 0.8 * (y[i] - z[i][0]) : 0.2 * (z[i][0] - y[i]))),
      below: mean(i => (y[i] < z[i][0] ? 1 : 0)),
    }),
  },
  poisson: {
    loss: 'poisson',
    units: 1,
    y: counts,
    figures: (z, y, mean) => ({
      deviance: mean(i => 2 * (term(y[i], y[i] / Math.exp(z[i][0])) - y[i] + Math.exp(z[i][0]))),
    }),
  },
  negativeBinomial: {
    loss: { kind: 'negativeBinomial', k: K },
    units: 1,
    y: spread,
    figures: (z, y, mean) => ({
      deviance: mean(i => {
        const mu = Math.exp(z[i][0])
        return 2 * (term(y[i], y[i] / mu) - (y[i] + K) * Math.log((y[i] + K) / (mu + K)))
      }),
    }),
  },
  gaussianNLL: {
    loss: 'gaussianNLL',
    units: 2,
    y: noisy,
    figures: (z, y, mean) => ({
      logLikelihood: mean(i => {
        const variance = Math.exp(z[i][1])
        return -Math.log(2 * Math.PI * variance) / 2 - (y[i] - z[i][0]) ** 2 / (2 * variance)
      }),
      rmse: Math.sqrt(mean(i => (z[i][0] - y[i]) ** 2)),
    }),
  },
}

const table = ({ data, shape: [n, m] }: Prediction) => upTo(n, i => [...data.subarray(i * m, (i + 1) * m)])
const outputs = async (model: Model, options = {}) => table((await predict(model, x, options)) as Prediction)
const net = (units: number, seed = 3) =>
  sequential({ input: 2, seed, dtype: 'float64' }, [dense(8, 'tanh'), dense(units)])
const near = (a: number, b: number, tolerance: number, what = '') =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${what} ${a} for ${b}`)

for (const name of lossNames) {
  const { loss, units, y, figures } = rows[name]
  const data = { x, y }
  const options: FitOptions = { loss, epochs: 15, threads: 1, standardize: true }
  const counted = name === 'poisson' || name === 'negativeBinomial'

  for (const optimizer of [smwGN(), smwNG(), kfac(), adam({ learningRate: 0.01, gradientBatch: 40 })])
    test(`${name}: ${optimizer.method} lowers the loss, and the file keeps loss and outputs`, async () => {
      const { model, history, warnings, stopped } = await fit(net(units), data, { ...options, optimizer })
      assert.is.not(stopped, 'diverged')
      const last = history.slice(-5).reduce((sum, one) => sum + one.loss / 5, 0)
      assert.ok(last < history[0].loss, `${history[0].loss} to ${last}`)
      const drawn = warnings.filter(warning => /no distribution/.test(warning))
      assert.is(drawn.length, /smwNG|kfac/.test(optimizer.method) && /huber|quantile/.test(name) ? 1 : 0)
      const again = load(save(model))
      assert.equal(again.losses, model.losses)
      assert.equal(await outputs(again), await outputs(model))
      assert.equal(await evaluate(again, data), await evaluate(model, data))
    })

  test(`${name}: evaluate says what a direct computation says (1e-9), with weights and without`, async () => {
    const { model } = await fit(net(units), data, options)
    const z = await outputs(model)
    const { loss: _, ...plain } = await evaluate(model, data)
    const expected = figures(z, y, of => upTo(COUNT, of).reduce((sum, value) => sum + value / COUNT, 0))
    assert.equal(Object.keys(plain).sort(), Object.keys(expected).sort())
    for (const [key, value] of Object.entries(expected)) near(plain[key as 'rmse'] ?? Number.NaN, value, 1e-9, key)
    const total = weights.reduce((a, b) => a + b)
    const weighted = figures(z, y, of =>
      upTo(COUNT, of).reduce((sum, value, i) => sum + (weights[i] * value) / total, 0),
    )
    const said = await evaluate(model, { ...data, weights })
    for (const [key, value] of Object.entries(weighted)) near(said[key as 'rmse'] ?? Number.NaN, value, 1e-9, key)
  })

  test(`${name}: a sample of weight 2 is one that is there twice, for the loss and its first step`, async () => {
    const once = {
      loss,
      optimizer: smwGN({ gradientBatch: 'full' }),
      steps: 1,
      threads: 1,
      standardize: false,
    } as const
    const half = upTo(COUNT / 2, i => i as number)
    const some = {
      x: half.map(i => x[i]),
      y: half.map(i => y[i]),
      weights: half.map((i): number => (i % 2 === 0 ? 2 : 1)),
    }
    const twice = half.flatMap(i => (i % 2 === 0 ? [i, i] : [i]))
    const fixed = name === 'quantile' ? ({ kind: 'quantile', q: 0.8, width: 0.5 } as const) : loss
    const a = await fit(net(units), some, { ...once, loss: fixed })
    const b = await fit(net(units), { x: twice.map(i => x[i]), y: twice.map(i => y[i]) }, { ...once, loss: fixed })
    near(a.history[0].loss, b.history[0].loss, 1e-12)
    near(a.history[0].gradientNorm, b.history[0].gradientNorm, 1e-9)
  })

  test(`${name}: outputs are standardised ${counted || /Entropy/.test(name) ? 'never' : 'where asked, and come back in their own units'}`, async () => {
    const { model, history } = await fit(net(units), data, { ...options, steps: 1, epochs: undefined })
    const constants = model.standardization?.[model.graph.outputs[0]]
    if (counted || /Entropy/.test(name)) return assert.is(constants, undefined)
    assert.is(constants?.mean.length, units)
    const [deviation] = constants?.scale ?? []
    const { loss: shown } = await evaluate(
      { ...net(units), standardization: model.standardization, losses: model.losses },
      data,
    )
    const of = { meanSquaredError: deviation ** 2, huber: deviation ** 2, quantile: deviation } as Record<
      string,
      number
    >
    const [, t] = constants?.mean ?? []
    const [{ loss: first }] = history
    near(shown, name === 'gaussianNLL' ? first + t / 2 : first * of[name], 1e-9)
  })
}

test('a bound by the loss, or a damping in proportion to it, is left out where the loss can fall below 0', async () => {
  const optimizer = smwGN({ lossBound: 1, damping: followLoss({ lambda: 0.1, below: 1 }), gradientBatch: 'full' })
  const options = { loss: 'poisson', optimizer, steps: 10, threads: 1 } as const
  const { history, warnings, optimizer: settled } = await fit(net(1), { x, y: counts }, options)
  assert.is(warnings.filter(warning => /poisson can fall below 0/.test(warning)).length, 2)
  assert.equal('rows' in settled && [settled.lossBound, settled.damping], [0, { kind: 'constant', lambda: 0.1 }])
  const losses = history.map(({ loss }) => loss)
  assert.ok(losses.length === 10 && losses[9] < losses[5] && losses[5] < 0, `${losses}`)
})

test('response is exp for counts, mean and deviation for a likelihood, probabilities for classes, itself for values', async () => {
  const exp = ([z]: number[]) => [Math.exp(z)]
  const softmax = (z: number[]) => z.map(one => Math.exp(one) / z.reduce((sum, each) => sum + Math.exp(each), 0))
  const inverse: Partial<Record<LossName, (z: number[]) => number[]>> = {
    poisson: exp,
    negativeBinomial: exp,
    gaussianNLL: ([mu, t]) => [mu, Math.exp(t / 2)],
    softmaxCrossEntropy: softmax,
    sigmoidCrossEntropy: ([z]) => [1 / (1 + Math.exp(-z))],
  }
  for (const name of lossNames) {
    const { loss, units, y } = rows[name]
    const { model } = await fit(net(units), { x, y }, { loss, epochs: 2, threads: 1, standardize: true })
    const expected = (await outputs(model)).flatMap(inverse[name] ?? (z => z))
    const found = (await outputs(model, { response: true })).flat()
    found.forEach((value, k) => {
      near(value, expected[k], 1e-12, name)
    })
    const both = { response: true, probabilities: true }
    await refuses(() => predict(model, x, both), { code: 'BAD_OPTION', says: ['Pass one of them'] })
    if (!/Entropy/.test(name))
      await refuses(() => predict(model, x, { probabilities: true }), {
        code: 'BAD_OPTION',
        says: ['no probabilities'],
      })
  }
})

test('the likelihood finds the noise where it is, and the quantile its share', async () => {
  const long = { epochs: 60, threads: 1, standardize: true } as const
  const { model } = await fit(net(2), { x, y: noisy }, { ...long, loss: 'gaussianNLL' })
  const response = await outputs(model, { response: true })
  const mean = (rows: number[][]) => rows.reduce((sum, [, deviation]) => sum + deviation, 0) / rows.length
  const [quiet, loud] = [-1, 1].map(sign => mean(response.filter((_, i) => sign * x[i][1] > 0.7)))
  assert.ok(loud > 2 * quiet, `${loud} for ${quiet}`)
  const rich = await fit(net(1), { x, y: values }, { ...long, loss: { kind: 'quantile', q: 0.8 } })
  near((await evaluate(rich.model, { x, y: values })).below ?? Number.NaN, 0.8, 0.04)
  const plain = await fit(net(1), { x, y: counts }, { ...long, loss: 'poisson' })
  const total = (of: number[]) => of.reduce((a, b) => a + b)
  near(total((await outputs(plain.model, { response: true })).flat()), total(counts), 0.02)
})

test('a log-variance starts at the log of the variance, but for a bias that has been trained', async () => {
  const variance = (() => {
    const mean = noisy.reduce((a, b) => a + b) / COUNT
    return noisy.reduce((sum, value) => sum + (value - mean) ** 2 / COUNT, 0)
  })()
  const still = { loss: 'gaussianNLL', optimizer: smwGN({ damping: 1e30 }), steps: 1, threads: 1 } as const
  const started = await fit(net(2), { x, y: noisy }, still)
  const { params } = started.model
  near(params[params.length - 1], Math.log(variance), 1e-9)
  near(params[params.length - 2], 0, 1e-9)
  const given = net(2)
  given.params[given.params.length - 1] = 0.25
  const kept = (await fit(given, { x, y: noisy }, still)).model.params
  near(kept[kept.length - 1], 0.25, 1e-9)
})

test('equal targets have no variance to start at, however their mean is rounded: training goes on from 0', async () => {
  for (const [count, target] of [
    [100, 3],
    [COUNT, 0.1],
    [3, -0.7],
  ]) {
    const equal = {
      x: Array.from({ length: count }, (_, i) => [Math.sin(i), Math.cos(i)]),
      y: new Array(count).fill(target),
    }
    const still = { loss: 'gaussianNLL', optimizer: smwGN({ damping: 1e30 }), steps: 1, threads: 1 } as const
    const { params } = (await fit(net(2), equal, still)).model
    near(params[params.length - 1], 0, 1e-9)
  }
})

test('counts below 0 are refused with their place; whole numbers are asked for by negativeBinomial alone', async () => {
  const two = {
    x: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    y: [
      [1, 2],
      [0.5, 3],
      [1, -1],
    ],
  }
  const says = [/fit: y: row 2, column 1 is -1; poisson takes counts/]
  await refuses(() => fit(net(2), two, { loss: 'poisson' }), { code: 'BAD_VALUE', says, facts: { row: 2, column: 1 } })
  await refuses(() => fit(net(2), two, { loss: { kind: 'negativeBinomial', k: 1 } }), {
    code: 'BAD_VALUE',
    says: [/row 1, column 0 is 0.5; negativeBinomial takes counts, whole numbers/],
  })
  // A mean has no more than e^30: beyond it the loss has no least.
  const beyond = { ...two, y: two.y.map(([a]) => [a, 2e13]) }
  await refuses(() => fit(net(2), beyond, { loss: 'poisson' }), { says: [/column 1 is 20000000000000.*0 to 1e13/] })
  await fit(
    net(2),
    {
      ...two,
      y: [
        [1, 2],
        [0.5, 3],
        [1, 0],
      ],
    },
    { loss: 'poisson', steps: 1, threads: 1 },
  )
})

test('counts of any size are fitted as those of tens are: the bias starts at the log of their mean', async () => {
  const tens = x.map(([a, b], i) => Math.round(Math.exp(2 + Math.sin(a) + 0.5 * b)) + (i % 3))
  for (const [loss, order] of [
    ['poisson', 1],
    [{ kind: 'negativeBinomial', k: 2 }, 0],
  ] as const)
    for (const scale of [1, 1e3, 1e6]) {
      const data = { x, y: tens.map(count => scale * count) }
      const { model } = await fit(net(1), data, { loss, steps: 60, threads: 1 })
      const { deviance = Number.NaN } = await evaluate(model, data)
      const limit = 0.2 * scale ** order
      assert.ok(deviance < limit, `${JSON.stringify(loss)} of ${scale}: ${deviance} for ${limit}`)
    }
})

test('a likelihood on units that are not two a column is refused, and told how many it takes', async () => {
  for (const units of [1, 3, 4])
    await refuses(() => fit(net(units), { x, y: noisy }, { loss: 'gaussianNLL' }), {
      code: 'SHAPE_MISMATCH',
      says: [/gaussianNLL takes 2 a column, its means first. Give the last layer 2 units/],
    })
})

test('a loss by string, by object and by output is the same loss, and wrong options are named in each', async () => {
  const h = input(2, 'x')
  const body = connect(dense(6, 'tanh', {}), h)
  const two = modelOf({ x: h }, { a: connect(dense(1), body), b: connect(dense(2), body) }, { seed: 1 })
  const data = { x, y: { a: counts, b: values.map(value => [value, -value]) } }
  const b = { kind: 'huber', delta: 2 } as const
  const { model } = await fit(two, data, { loss: { a: 'poisson', b }, epochs: 2, threads: 1 })
  assert.equal(model.losses, { a: 'poisson', b })
  const { targets } = await evaluate(model, data)
  assert.equal(Object.keys(targets ?? {}), ['a', 'b.0', 'b.1'])
  assert.ok(targets?.a.deviance !== undefined && targets['b.1'].mae !== undefined)
  const said = await fit(two, { x, y: { a: values, b: data.y.b } }, { loss: b, steps: 1, threads: 1 })
  assert.equal(said.model.losses, { a: b, b })
  await refuses(() => fit(two, data, { loss: { a: 'posson', b } as never }), {
    says: ['fit: loss.a is "posson". Did you mean "poisson"?'],
  })
  await refuses(() => fit(two, data, { loss: { a: 'poisson', b: { kind: 'huber', delta: -1 } } }), {
    says: ['fit: loss.b huber: delta is -1. Pass a number above 0.'],
  })
})

test('the width of a quantile is settled by fit, stays with the model, and an old file of a plain name loads', async () => {
  const { model } = await fit(net(1), { x, y: values }, { loss: 'quantile', epochs: 1, threads: 1, standardize: true })
  const [settled] = Object.values(model.losses ?? {}) as { kind: 'quantile'; width: number }[]
  assert.ok(settled.width > 0.03 && settled.width < 0.12, `${settled.width} deviations`)
  const again = await fit(model, { x: x.slice(0, 50), y: values.slice(0, 50) }, { epochs: 1, threads: 1 })
  assert.equal(again.model.losses, model.losses)
  const old = { ...net(1), losses: { [net(1).graph.outputs[0]]: 'meanSquaredError' as const } }
  assert.equal(load(save(old)).losses, old.losses)
  await refuses(() => save({ ...old, losses: { [old.graph.outputs[0]]: { kind: 'huber', delta: -1 } } }), {
    code: 'BAD_MODEL',
    says: ['losses of'],
  })
})

test.run()
