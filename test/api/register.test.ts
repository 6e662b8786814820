import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  dense,
  evaluate,
  fit,
  hessianFree,
  kfac,
  load,
  type Optimizer,
  optimizers,
  register,
  save,
  sequential,
  smwGN,
  smwNG,
} from '../../src/index.js'
import { ownParts } from '../../src/own-parts.js'
import { refuses } from '../helpers/refuses.js'

const net = sequential({ input: 2, seed: 1 }, [dense(6, 'tanh'), dense(1)])
const x = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.cos(3 * i)])
const data = { x, y: x.map(([a, b]) => [a * b]) }
const run = (optimizer: unknown, more = {}) =>
  fit(net, data, { optimizer: optimizer as Optimizer, steps: 30, threads: 1, seed: 2, ...more })

register({
  optimizer: {
    name: 'leaky',
    defaults: { leak: 0.9, signs: false },
    state: ['trail'],
    step({ theta, gradient, next, trail }, { rate, leak, signs }) {
      for (let p = 0; p < theta.length; p++) {
        trail[p] = leak * trail[p] + gradient[p]
        next[p] = theta[p] - rate * (signs ? Math.sign(trail[p]) : trail[p])
      }
    },
  },
  damping: {
    kind: 'halving',
    defaults: { lambda: 2 },
    start: ({ lambda }) => ({ now: lambda }),
    lambda: (_options, { now }) => now,
    update: (_options, { now }, { accepted }) => ({ now: accepted ? now / 2 : now * 4 }),
  },
})

test('an own optimiser in ten lines trains, is listed, says its options and resumes to the bit', async () => {
  const whole = await run({ method: 'leaky', learningRate: 0.05 })
  assert.ok(whole.history[29].loss < 0.9 * whole.history[0].loss)
  assert.equal(whole.optimizer as unknown, {
    method: 'leaky',
    learningRate: { kind: 'constant', rate: 0.05 },
    leak: 0.9,
    signs: false,
    gradientBatch: 'full',
  })
  assert.ok(optimizers().some(({ name }) => name === 'leaky'))
  const half = await run({ method: 'leaky', learningRate: 0.05 }, { steps: 13 })
  const resumed = await run({ method: 'leaky', learningRate: 0.05 }, { resume: half.checkpoint })
  assert.equal(resumed.model.params, whole.model.params)
})

test('an own damping rule says λ, remembers, and its λ is raised where it is none', async () => {
  const { history } = await run(smwNG({ damping: { kind: 'halving' } as never, gradientBatch: 'full' }))
  assert.equal(
    history.slice(0, 3).map(({ lambda }) => lambda),
    [2, 1, 0.5],
  )
  register({ damping: { kind: 'lost', lambda: () => Number.NaN } })
  const lost = await run(smwNG({ damping: { kind: 'lost' } as never }), { steps: 2 })
  assert.ok(lost.history.every(({ lambda }) => lambda === 1e12))
})

test('a damping rule that remembers what no checkpoint holds is told at once', async () => {
  for (const [rule, says] of [
    [{ start: () => ({ k: 0 }), update: (_: object, { k }: { k: number }) => ({ k: k - 1 }) }, /remembers { k: -1 }/],
    [{ start: () => ({ k: Number.NaN }) }, /remembers { k: NaN }/],
    [{ update: () => ({ late: 1 }) }, /remembers { late: 1 }/],
    [{ start: () => 3 }, /remembers 3/],
  ] as const) {
    register({ damping: { kind: 'forgetful', lambda: () => 1, ...rule } as never })
    await refuses(() => run(smwNG({ damping: { kind: 'forgetful' } as never })), { code: 'BAD_VALUE', says: [says] })
  }
})

test('a loss that is not registered is named where its model is loaded', async () => {
  register({ loss: { kind: 'passing', value: (z, y) => (z - y) ** 2 / 2, slope: (z, y) => z - y, curvature: () => 1 } })
  const { model } = await run(undefined, { loss: { kind: 'passing' }, steps: 1 })
  const bytes = save(model)
  ownParts().losses.delete('passing')
  await refuses(() => load(bytes), { code: 'BAD_FILE', says: ['not "passing"', 'register'] })
})

test('options of own parts are checked as those of the house', async () => {
  for (const [optimizer, says] of [
    [{ method: 'leaky', leak: Number.NaN }, 'leak is NaN'],
    [{ method: 'leaky', leek: 1 }, 'Did you mean "leak"?'],
    [{ method: 'leaky', signs: 1 }, 'signs is 1'],
    [{ method: 'leakey' }, 'Did you mean "leaky"?'],
    [smwNG, 'optimizer is a function'],
  ] as const)
    await refuses(() => run(optimizer), { code: 'BAD_OPTION', says: [says] })
  await refuses(() => smwNG({ damping: { kind: 'halving', lamda: 1 } as never }), {
    code: 'BAD_OPTION',
    says: ['lamda'],
  })
})

test('an own loss trains by rows, Kronecker factors and products, with its options, and is saved with the model', async () => {
  register({
    loss: {
      kind: 'logCosh',
      defaults: { width: 1 },
      value: (z, y, { width }) => width ** 2 * Math.log(Math.cosh((z - y) / width)),
      slope: (z, y, { width }) => width * Math.tanh((z - y) / width),
      curvature: (z, y, { width }) => 1 / Math.cosh((z - y) / width) ** 2,
    },
  })
  const loss = { kind: 'logCosh', width: 0.5 } as never
  for (const optimizer of [smwGN(), kfac(), hessianFree(), adam({ learningRate: 0.05 })]) {
    const trained = await fit(net, data, { loss, optimizer, steps: 60, epochs: 1000, threads: 1 })
    const [before, after] = [await evaluate(net, data, { loss }), await evaluate(load(save(trained.model)), data)]
    assert.ok(after.loss < 0.8 * before.loss, `${optimizer.method}: ${before.loss} → ${after.loss}`)
    assert.equal(trained.model.losses as unknown, { dense_1: { kind: 'logCosh', width: 0.5 } })
  }
  await refuses(() => fit(net, data, { loss: { kind: 'logCosh', widht: 1 } as never }), {
    says: ['Did you mean "width"?'],
  })
  await refuses(() => register({ loss: { kind: 'huber', value() {}, slope() {}, curvature() {} } as never }), {
    says: ['"huber" is there already'],
  })
})

test('a part without a name or a function, or with a name of the house, is refused', async () => {
  for (const [parts, says] of [
    [{ optimizer: { name: 'adam', step() {} } }, '"adam" is there already'],
    [{ optimizer: { name: 'a b', step() {} } }, 'letters and digits'],
    [{ optimizer: { name: 'stepless' } }, 'optimizer.step is undefined'],
    [{ optimizer: 3 }, 'optimizer is 3'],
    [{ damping: { kind: 'nielsen', lambda: () => 1 } }, '"nielsen" is there already'],
    [{ damping: { kind: 'still' } }, 'damping.lambda is undefined'],
    [{ optimiser: {} }, 'Did you mean "optimizer"?'],
    [{ optimizer: { name: 'o', step() {}, defaults: null } }, 'optimizer.defaults are null'],
    [{ optimizer: { name: 'o', step() {}, defaults: [1] } }, 'optimizer.defaults are an array'],
    [{ optimizer: { name: 'o', step() {}, defaults: { a: { b: 1 } } } }, 'optimizer.defaults.a is an object'],
    [{ optimizer: { name: 'o', step() {}, defaults: { a: Number.NaN } } }, 'optimizer.defaults.a is NaN'],
    [{ optimizer: { name: 'o', step() {}, defaults: { damping: 1 } } }, '"damping", which is taken'],
    [{ optimizer: { name: 'o', step() {}, defaults: { learningRate: 1 } } }, '"learningRate", which is taken'],
    [{ optimizer: { name: 'o', step() {}, state: 'velocity' } }, 'optimizer.state is "velocity"'],
    [{ optimizer: { name: 'o', step() {}, state: ['theta'] } }, '"theta", which is taken'],
    [{ optimizer: { name: 'o', step() {}, state: ['best'] } }, '"best", which is taken'],
    [{ optimizer: { name: 'o', step() {}, state: ['a', 'a'] } }, '"a", which is taken'],
    [{ optimizer: { name: 'o', step() {}, state: [''] } }, 'optimizer.state holds ""'],
    [{ damping: { kind: 'd', lambda: () => 1, update: 3 } }, 'damping.update is 3'],
    [{ damping: { kind: 'd', lambda: () => 1, defaults: { a: 'x' } } }, 'damping.defaults.a is "x"'],
    [{ damping: { kind: 'd', lambda: () => 1, defaults: { kind: 1 } } }, '"kind", which is taken'],
    [{ loss: { kind: 'l', value() {}, slope() {}, curvature() {}, defaults: null } }, 'loss.defaults are null'],
  ] as const)
    await refuses(() => register(parts as never), { code: 'BAD_OPTION', says: [says] })
})

test('a part that throws ends the run with its own error, and what was reached', async () => {
  register({
    optimizer: {
      name: 'broken',
      step() {
        throw new Error('no such step')
      },
    },
  })
  try {
    await run({ method: 'broken' })
    assert.unreachable()
  } catch (error) {
    assert.match((error as Error).message, 'no such step')
    assert.equal((error as { partial: { model: { params: unknown } } }).partial.model.params, net.params)
  }
})

test('an asynchronous step is refused: it would write to nothing', async () => {
  register({ optimizer: { name: 'late', step: async ({ theta, next }) => next.set(theta) } })
  await refuses(() => run({ method: 'late' }), { code: 'BAD_OPTION', says: ['step of "late" returns a promise'] })
})

test('an own optimiser may be called as what every object has', async () => {
  register({
    optimizer: {
      name: 'constructor',
      step({ theta, gradient, next }, { rate }) {
        for (let p = 0; p < theta.length; p++) next[p] = theta[p] - rate * gradient[p]
      },
    },
  })
  assert.is((await run({ method: 'constructor', learningRate: 0.1 })).steps, 30)
})

test('an own optimiser of one plain gradient step is sgd without momentum, to the bit of float64', async () => {
  register({
    optimizer: {
      name: 'plain',
      step({ theta, gradient, next }, { rate }) {
        for (let p = 0; p < theta.length; p++) next[p] = theta[p] - rate * gradient[p]
      },
    },
  })
  const own = await run({ method: 'plain', learningRate: 0.1 }, { dtype: 'float64' })
  const ours = await run({ method: 'sgd', momentum: 0, learningRate: 0.1 }, { dtype: 'float64' })
  assert.ok(own.model.params.every((value, p) => Math.abs(value - ours.model.params[p]) < 1e-14))
  assert.ok((await run(adam())).steps === 30)
})

test.run()
