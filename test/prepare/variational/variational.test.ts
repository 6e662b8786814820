import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  adamW,
  concat,
  connect,
  dense,
  type FitOptions,
  fit,
  freeze,
  gainRatio,
  input,
  kfac,
  lbfgs,
  minSR,
  model as network,
  sequential,
  smwGN,
  smwNG,
  spring,
  variational,
} from '../../../src/index.js'
import { refuses } from '../../helpers/refuses.js'

const net = sequential({ input: 1, seed: 1 }, [dense(8, 'tanh'), dense(1)])
const oscillator = { potential: 'x^2/2', walkers: 40 }
const base: FitOptions = { objective: variational(oscillator), optimizer: minSR(), steps: 3, threads: 1, seed: 2 }
const run = (options: FitOptions, model = net) => fit(model, undefined, { ...base, ...options })

test('variational: options that are none are refused by name', async () => {
  for (const [options, says] of [
    [{ potential: 3 }, 'potential is 3'],
    [{ potential: 'x', walkers: 1 }, 'walkers is 1'],
    [{ potential: 'x', walkers: 0 }, 'walkers'],
    [{ potential: 'x', sweeps: 0 }, 'sweeps is 0'],
    [{ potential: 'x', sweeps: 1e9 }, 'from 1 to 10000'],
    [{ potential: 'x', envelope: { gaussian: -1 } }, 'gaussian is -1'],
    [{ potential: 'x', envelope: { width: 1 } }, 'width'],
    [{ potential: 'x', walker: 3 }, 'walkers'],
  ] as const)
    await refuses(() => variational(options as never), { code: 'BAD_OPTION', says: [says] })
})

test('fit: a model that is no log ψ is refused by what it is', async () => {
  const two = sequential({ input: 1 }, [dense(2)])
  const relu = sequential({ input: 1 }, [dense(4, 'relu'), dense(1)])
  const x = input(1, 'left')
  const y = input(1, 'right')
  const several = network([x, y], connect(dense(1), concat(x, y)))
  await refuses(() => run({}, two), { code: 'SHAPE_MISMATCH', says: ['2 units', 'dense(1)'] })
  await refuses(() => run({}, relu), { code: 'BAD_MODEL', says: ['dense_0', 'relu', 'tanh'] })
  await refuses(() => run({}, several), { code: 'BAD_MODEL', says: ['2 inputs'] })
  await refuses(() => run({}, freeze(net, 'dense_0')), { code: 'BAD_MODEL', says: ['dense_0 is frozen'] })
  const { model } = await fit(net, { x: [1, 2, 3], y: [1, 2, 5] }, { standardize: true, steps: 1 })
  await refuses(() => run({}, model), { code: 'BAD_MODEL', says: ['standardisation'] })
})

test('fit: methods and options that are for data are refused with what would work', async () => {
  for (const optimizer of [smwGN(), smwNG(), lbfgs(), kfac()])
    await refuses(() => run({ optimizer }), {
      code: 'BAD_OPTION',
      says: [optimizer.method, 'spring() or minSR()', 'adam()'],
    })
  await refuses(() => run({ optimizer: spring({ damping: gainRatio() }) }), { says: ['damping gainRatio', 'a number'] })
  await refuses(() => run({ optimizer: minSR({ rejectBadSteps: true }) }), { says: ['rejectBadSteps'] })
  await refuses(() => run({ optimizer: minSR({ lossBound: 1 }) }), { says: ['lossBound'] })
  await refuses(() => run({ optimizer: adam({ gradientBatch: 7 }) }), { says: ['gradientBatch is 7', 'Pass walkers'] })
  await refuses(() => run({ optimizer: adamW({ weightDecay: 0.1 }), weightDecay: 1 }), {
    says: ['weightDecay is 1', 'adamW'],
  })
  await refuses(() => run({ epochs: 3 }), { code: 'BAD_OPTION', says: ['epochs', 'steps or seconds'] })
  await refuses(() => run({ validation: 0.1 }), { code: 'BAD_OPTION', says: ['validation'] })
  await refuses(() => fit(net, { x: [1], y: [1] }, base), { code: 'BAD_VALUE', says: ['Pass undefined'] })
  await refuses(() => fit(net, undefined, {}), { code: 'BAD_VALUE', says: ['{ x, y }'] })
  await refuses(() => run({ objective: { kind: 'energy' } as never }), { says: ['objective', 'variational()'] })
  await refuses(() => run({ objective: { kind: 'variational', potential: 'x', sweeps: 0 } as never }), {
    says: ['sweeps is 0'],
  })
})

test('fit: a potential that is no number is refused: unknown names, plain operators, several values', async () => {
  const of = (potential: unknown) => run({ objective: variational({ ...oscillator, potential } as never) })
  await refuses(() => of('y^2'), { code: 'BAD_MODEL', says: ['"y"'] })
  await refuses(() => of('x1^2'), { code: 'BAD_MODEL', says: ['"x"'] })
  await refuses(() => of((x: number) => x * x), { code: 'BAD_MODEL', says: ['operators'] })
  await refuses(() => of((x: never) => [x, x]), { code: 'SHAPE_MISMATCH', says: ['array of 2'] })
  await refuses(() => of(() => undefined), { code: 'BAD_MODEL', says: ['undefined'] })
})

test('fit: the cures of a potential are those of a potential', async () => {
  const of = (potential: unknown) => run({ objective: variational({ ...oscillator, potential } as never) })
  for (const [potential, ours, theirs] of [
    ['k*x^2', 'Write numbers in their place', 'start value'],
    [(x: number) => x * x, 'of its second argument', 'differences'],
  ] as const)
    try {
      await of(potential)
      assert.unreachable()
    } catch (error) {
      assert.match((error as Error).message, ours)
      assert.match((error as Error).message, 'variational: potential')
      assert.not.match((error as Error).message, theirs)
    }
})

test('fit: a checkpoint of other walkers is not called damaged', async () => {
  const { checkpoint } = await run({})
  const objective = variational({ ...oscillator, walkers: 50 })
  await refuses(() => run({ resume: checkpoint, steps: 5, objective }), {
    code: 'BAD_FILE',
    says: ['40 numbers of "walkers"', 'this run 50'],
  })
})

test('fit: a potential that is NaN at a walker ends the run by an error that says where', async () => {
  await refuses(() => run({ objective: variational({ ...oscillator, potential: 'sqrt(x - 1)' }) }), {
    code: 'NON_FINITE_INPUT',
    says: ['potential is NaN', /x = \(.*\)/, 'walker'],
  })
})

test('fit: a potential as a function is that of the expression, to the bit', async () => {
  const [x1, x2] = ['x1^2/2 + exp(-x2)', (x: never[], m: never) => sum(x, m)].map(potential =>
    run({ objective: variational({ ...oscillator, potential: potential as never }) }, plane),
  )
  assert.equal((await x1).model.params, (await x2).model.params)
})
const plane = sequential({ input: 2, seed: 4 }, [dense(6, 'softplus'), dense(1)])
// biome-ignore lint/suspicious/noExplicitAny: the maths of a recorded value
const sum = ([x1, x2]: any[], m: any) => m.add(m.div(m.pow(x1, 2), 2), m.exp(m.neg(x2)))

for (const optimizer of [spring(), adam({ learningRate: 0.01 })])
  for (const dtype of ['float32', 'float64'] as const)
    test(`fit: ${optimizer.method} in ${dtype}, stopped after 7 of 13 steps and resumed, ends with the same bits`, async () => {
      const options: FitOptions = { optimizer, dtype, steps: 13 }
      const checkpoints: Uint8Array[] = []
      const onCheckpoint = (bytes: Uint8Array) => {
        checkpoints.push(bytes)
      }
      const whole = await run({ ...options, checkpointEvery: 7, onCheckpoint })
      const resumed = await run({ ...options, resume: checkpoints[0] })
      assert.equal(resumed.model.params, whole.model.params)
      assert.equal(resumed.warnings, [])
      const tail = ({ history }: typeof whole) =>
        history.slice(-6).map(({ step, loss, standardError, acceptance }) => [step, loss, standardError, acceptance])
      assert.equal(tail(resumed), tail(whole))
      const other = await run({
        ...options,
        resume: checkpoints[0],
        objective: variational({ ...oscillator, potential: 'x^2' }),
      })
      assert.match(other.warnings[0], 'other potential')
    })

test('fit: walkers in the leader of a pool, or in one worker, go as they do inline', async () => {
  const inline = await run({})
  const pool = await run({ threads: 2 })
  assert.is(pool.place, 'pool')
  const far = Math.max(...inline.history.map(({ loss }, k) => Math.abs(loss - pool.history[k].loss)))
  assert.ok(far < 1e-3, `${far}`)
})

test('fit: the oscillator comes to its ground state, and the result says how well it is known', async () => {
  const { energy, stopped, reason, history } = await run({
    objective: variational({ potential: 'x^2/2', walkers: 100, envelope: { gaussian: 0.4 } }),
    optimizer: minSR({ learningRate: 0.2, normConstraint: 0 }),
    steps: 200,
  })
  assert.is(stopped, 'steps', reason)
  assert.is(energy?.steps, 20)
  const { value = Number.NaN, standardError = Number.NaN } = energy ?? {}
  assert.ok(Math.abs(history[0].loss - 0.5) > 0.02)
  assert.ok(standardError > 0 && standardError < 1e-3, `${standardError}`)
  assert.ok(Math.abs(value - 0.5) < 2e-3, `${value}`)
})

test('fit: with nothing said it is SPRING with the figures of small systems, and the optimizer of a result can be passed again', async () => {
  const { optimizer } = await run({ optimizer: undefined })
  const { method, momentum, damping, learningRate, normConstraint } = optimizer as Extract<
    typeof optimizer,
    { momentum: number; rows: unknown }
  >
  assert.equal(
    { method, momentum, damping, learningRate, normConstraint },
    {
      method: 'spring',
      momentum: 0.9,
      damping: { kind: 'constant', lambda: 1e-3 },
      learningRate: { kind: 'constant', rate: 0.1 },
      normConstraint: 0.01,
    },
  )
  const again = await run({ optimizer })
  assert.equal(again.optimizer, optimizer)
})

test('fit: where ψ is an eigenfunction to the last bit, the run has converged', async () => {
  const zero = { ...net, params: net.params.map(() => 0) }
  const { stopped, reason } = await run(
    { objective: variational({ ...oscillator, potential: '0*x', envelope: { gaussian: 0 } }), steps: 50 },
    zero,
  )
  assert.is(stopped, 'converged')
  assert.match(reason, 'eigenfunction')
})

test.run()
