import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  dense,
  evaluate,
  type FitResult,
  fit,
  gainRatio,
  type Model,
  nielsen,
  type Optimizer,
  sequential,
  sgd,
  smwGN,
  smwNG,
  type TrainingData,
} from '../../src/index.js'
import type { RunPlan } from '../../src/place/plan.js'
import type { Workspace } from '../../src/step/workspace.js'
import { Ending } from '../../src/train/ending.js'

const upTo = (count: number, value: (i: number) => number[]) => Array.from({ length: count }, (_, i) => value(i + 1))

const line: TrainingData = { x: upTo(4, i => [i]), y: upTo(4, i => [2 * i - 1]) }
const sine: TrainingData = { x: upTo(60, i => [i / 10 - 3]), y: upTo(60, i => [Math.sin(i / 10 - 3)]) }

const lossOf = async (model: Model, data: TrainingData) =>
  (await evaluate(model, data, { loss: 'meanSquaredError' })).loss

/** ‖∇ ½ mean square‖ by central differences in float64, of one output. */
async function slopeOf({ graph, params }: Model, data: TrainingData): Promise<number> {
  const theta = Float64Array.from(params)
  const at = async (k: number, value: number) => {
    const moved = theta.slice()
    moved[k] = value
    return lossOf({ graph, params: moved }, data)
  }
  let squares = 0
  for (let k = 0; k < theta.length; k++) {
    const h = 1e-5 * Math.max(1, Math.abs(theta[k]))
    squares += (((await at(k, theta[k] + h)) - (await at(k, theta[k] - h))) / (4 * h)) ** 2
  }
  return Math.sqrt(squares)
}

/** What a warning of a run without a step left must tell: the gradient, a cause, a cure. */
function stalled({ stopped, reason, warnings }: FitResult, cause: RegExp): void {
  assert.is(stopped, 'stalled', reason)
  const told = warnings.filter(warning => warning.startsWith('stalled: '))
  assert.is(told.length, 1)
  assert.match(told[0], /gradient norm \d/)
  assert.match(told[0], cause)
  assert.match(told[0], /Use|Start|Standardize/)
}

test('dense(1, relu) on y = 2x − 1, 20 seeds: the 8 that start dead stay at 21 and are stalled by name, 12 converge', async () => {
  let dead = 0
  for (let seed = 0; seed < 20; seed++) {
    const net = sequential({ input: 1, seed }, [dense(1, 'relu')])
    const result = await fit(net, line, { steps: 200, threads: 1 })
    const loss = await lossOf(result.model, line)
    if (net.params[0] <= 0) {
      dead++
      assert.is(loss, 21)
      stalled(result, /"dense_0" \(relu\).*leakyRelu/)
    } else {
      assert.ok(loss <= 1e-8, `seed ${seed}: ${loss}`)
      assert.is(result.stopped, 'converged')
      assert.equal(result.warnings, [])
    }
  }
  assert.is(dead, 8)
})

test('the same, dead from the start, by Adam, SGD and the natural gradient', async () => {
  const net = sequential({ input: 1, seed: 1 }, [dense(1, 'relu')])
  for (const optimizer of [adam(), sgd(), sgd({ gradientBatch: 2 }), smwNG(), smwNG({ fisher: 'empirical' })])
    stalled(await fit(net, line, { optimizer, steps: 50, threads: 1 }), /"dense_0" \(relu\)/)
})

const heavy = [1e300, 1e9, gainRatio({ lambda: 1e300 }), nielsen({ lambda: 1e300 })]
for (const damping of heavy)
  test(`λ of ${JSON.stringify(damping)}: stalled and untrained, with λ named, never converged`, async () => {
    const net = sequential({ input: 1, seed: 0 }, [dense(16, 'tanh'), dense(1)])
    const result = await fit(net, sine, { optimizer: smwGN({ damping }), steps: 40, threads: 1 })
    stalled(result, /lambda 1e\+300|lambda 1000000000 /)
  })

test('λ of 1e300 on mini-batches, or where float64 still shows its steps: the budget is used, and λ is named', async () => {
  const net = sequential({ input: 1, seed: 0, dtype: 'float64' }, [dense(16, 'tanh'), dense(1)])
  for (const gradientBatch of [10, 'full'] as const) {
    const optimizer = smwGN({ damping: 1e300, gradientBatch })
    const { stopped, warnings } = await fit(net, sine, { optimizer, steps: 30, threads: 1 })
    assert.is(stopped, 'steps')
    assert.equal(warnings, ['lambda 1e+300 leaves no step. Start with a smaller one'])
  }
  const { warnings } = await fit(net, sine, { optimizer: smwGN(), steps: 30, threads: 1 })
  assert.equal(warnings, [])
})

const kinds: [string, Optimizer, RegExp][] = [
  ['improved empirical rows', smwNG({ fisher: 'improvedEmpirical' }), /no longer point down/],
  [
    'improved empirical rows, gain ratio',
    smwNG({ fisher: 'improvedEmpirical', damping: gainRatio({ lambda: 1e-6 }) }),
    /no longer point down/,
  ],
]
for (const [name, optimizer, cause] of kinds)
  for (const dtype of ['float32', 'float64'] as const)
    test(`a sine by ${name} in ${dtype}: stalled with the gradient that differences give`, async () => {
      const net = sequential({ input: 1, seed: 0, dtype }, [dense(16, 'tanh'), dense(1)])
      const result = await fit(net, sine, { optimizer, steps: 200, threads: 1 })
      stalled(result, cause)
      const said = Number(/gradient norm ([\d.e+-]+)/.exec(result.reason)?.[1])
      const [start, end] = [await slopeOf(net, sine), await slopeOf(result.model, sine)]
      assert.ok(Math.abs(said / end - 1) < 0.01, `${said} for ${end}`)
      assert.ok(end > 1e-3 * start)
      if (dtype === 'float64' && name.endsWith('ratio')) assert.match(result.reason, /25 in a row/)
    })

test('converged runs are those whose gradient is below 1e-3 of the start, by differences', async () => {
  const bent = { x: line.x, y: [[1], [2], [6], [5]] }
  for (const dtype of ['float32', 'float64'] as const)
    for (let seed = 0; seed < 4; seed++) {
      const net = sequential({ input: 1, seed, dtype }, [dense(1, 'tanh'), dense(1)])
      const { model, stopped, reason } = await fit(net, bent, { steps: 400, threads: 1 })
      const share = (await slopeOf(model, bent)) / (await slopeOf(net, bent))
      if (stopped === 'converged') assert.ok(share <= (dtype === 'float32' ? 1e-3 : 1e-6), `${share}`)
      assert.is(stopped, 'converged', `${dtype}, seed ${seed}: ${reason}`)
    }
})

test('targets that are met exactly are converged though the layer is off: nothing is left to learn', async () => {
  const net = sequential({ input: 1, seed: 1 }, [dense(1, 'relu')])
  const { stopped, warnings } = await fit(
    net,
    { x: upTo(4, i => [i]), y: upTo(4, () => [0]) },
    { steps: 9, threads: 1 },
  )
  assert.is(stopped, 'converged')
  assert.equal(warnings, [])
})

test('weight decay: converged where data and decay are in balance', async () => {
  const net = sequential({ input: 1, seed: 0, dtype: 'float64' }, [dense(1)])
  const { stopped, reason } = await fit(net, line, { weightDecay: 0.1, steps: 300, threads: 1 })
  assert.is(stopped, 'converged', reason)
})

for (const [name, optimizer] of [
  ['smwGN', smwGN({ gradientBatch: 2 })],
  ['sgd without momentum', sgd({ gradientBatch: 2, momentum: 0, learningRate: 0.05 })],
] as const)
  test(`${name}: a batch with a gradient of exactly 0 does not end a run that other batches drive`, async () => {
    // Half of the samples are met exactly from the start, and fill whole batches.
    const x = upTo(40, i => [i <= 20 ? -i : i / 20])
    const y = x.map(([t]) => [t < 0 ? 0 : 2 * t])
    const net = sequential({ input: 1, seed: 0 }, [dense(1, 'relu')])
    const { model, stopped, steps } = await fit(net, { x, y }, { optimizer, epochs: 8, threads: 1 })
    assert.is(stopped, 'epochs')
    assert.ok(steps >= 160, 'eight epochs of twenty batches')
    assert.ok((await lossOf(model, { x, y })) <= 0.1 * (await lossOf(net, { x, y })))
  })

test('a mini-batch step refused at the limit, or 25 times, ends its batch; an epoch of such batches ends the run', () => {
  const plan = { optimizer: smwGN({ gradientBatch: 30 }), training: { count: 100 } } as unknown as RunPlan
  const ending = new Ending(
    { ...plan, optimizer: { ...plan.optimizer, damping: nielsen() } } as RunPlan,
    {} as Workspace,
  )
  const outcome = { loss: 1e-12, gradientNorm: 1e-9, stepNorm: 1e-12, lambda: 1, samples: 30 }
  const limit = { ...outcome, accepted: false, problem: 'exhausted' as const }
  const see = (what: Parameters<Ending['judge']>[0]) => ending.judge(what, 1, 1, 0)
  for (let k = 0; k < 3; k++) assert.is(see(limit), 'spent')
  assert.is(see({ ...outcome, accepted: true }), undefined)
  for (let k = 0; k < 2; k++) assert.is(see(limit), 'spent')
  for (let k = 0; k < 24; k++) assert.is(see({ ...outcome, accepted: false }), undefined)
  assert.is(see({ ...outcome, accepted: false }), 'spent')
  assert.is(ending.counters().idle, 90)
  assert.throws(() => see(limit), /gradient/, 'the fourth batch in a row is the last: the end looks at all samples')
})

test.run()
