import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  dense,
  evaluate,
  fit,
  kfac,
  lbfgs,
  load,
  predict,
  residuals,
  save,
  sequential,
  smwGN,
  ssBroyden,
} from '../../src/index.js'
import { refuses } from '../helpers/refuses.js'
import { burgers, net } from './plain.js'

const grid = (n: number) => Array.from({ length: n }, (_, k) => (k + 0.5) / n)
const pi2 = Math.PI ** 2

/** −c u″ = π² sin πx between 0 and 1, u = 0 at both ends: u = sin πx for c = 1. */
const beam = (c: number) =>
  residuals((u, x, m) => [
    { points: grid(25), residual: m.add(m.mul(c, u.second(0)), m.mul(pi2, m.sin(m.mul(m.pi, x[0])))) },
    { points: [0, 1], residual: u },
  ])
const line = sequential({ input: 1, seed: 2 }, [dense(12, 'tanh'), dense(1)])

async function errorOf(model: typeof line, of: (x: number) => number): Promise<number> {
  const x = grid(101)
  const { data } = await predict(model, x)
  return Math.hypot(...x.map((each, k) => data[k] - of(each))) / Math.hypot(...x.map(of))
}

test('a boundary value problem to six digits, by the default method, in a float64 model that can be saved', async () => {
  const { model, optimizer, chosen } = await fit(line, beam(1), { steps: 60, threads: 1 })
  assert.is(optimizer.method, 'energyNaturalGradient')
  assert.match(chosen as string, 'residuals')
  const error = await errorOf(load(save(model)), x => Math.sin(Math.PI * x))
  assert.ok(error < 1e-5, String(error))
})

for (const [name, optimizer, most] of [
  ['smwGN', smwGN(), 1e-2],
  ['kfac', kfac({ damping: 1e-3, gradientBatch: 'full', learningRate: 0.3 }), 0.5],
  ['lbfgs', lbfgs(), 0.1],
  ['ssBroyden', ssBroyden(), 0.1],
  ['adam', adam({ gradientBatch: 9, learningRate: 0.01 }), 0.9],
] as const)
  test(`${name} brings the loss of the same down, stopped and resumed with the same bits`, async () => {
    const checkpoints: Uint8Array[] = []
    const onCheckpoint = (bytes: Uint8Array) => void checkpoints.push(bytes)
    const options = { optimizer, steps: 80, seed: 4, threads: 1 }
    const whole = await fit(line, beam(1), { ...options, checkpointEvery: 40, onCheckpoint })
    const resumed = await fit(line, beam(1), { ...options, resume: checkpoints[0] })
    assert.equal(resumed.model.params, whole.model.params)
    const [first] = whole.history
    const last = whole.history.at(-1) as typeof first
    assert.ok(last.loss < most * first.loss, `${first.loss} → ${last.loss}`)
  })

test('a coefficient goes on from a checkpoint with the same bits, and one of other residuals is refused', async () => {
  const checkpoints: Uint8Array[] = []
  const onCheckpoint = (bytes: Uint8Array) => void checkpoints.push(bytes)
  const options = { steps: 6, threads: 1 }
  const whole = await fit(net, residuals(burgers), { ...options, checkpointEvery: 3, onCheckpoint })
  const resumed = await fit(net, residuals(burgers), { ...options, resume: checkpoints[0] })
  assert.equal(resumed.model.params, whole.model.params)
  assert.equal(resumed.parameters, whole.parameters)
  const plain = residuals(u => ({ points: [[0, 1]], residual: u }))
  await refuses(() => fit(net, plain, { ...options, resume: checkpoints[0] }), {
    code: 'BAD_FILE',
    says: ['residuals'],
  })
})

test('two threads end where one does', async () => {
  const [one, two] = await Promise.all([1, 2].map(threads => fit(line, beam(1), { steps: 15, threads })))
  assert.is(two.place, 'pool')
  const [a, b] = [one, two].map(({ history }) => history.at(-1)?.loss as number)
  assert.ok(Math.abs(a - b) <= 1e-3 * a, `${a}, ${b}`)
})

test('an inverse problem: the stiffness that data of the solution ask for, from a start at 0', async () => {
  const x = grid(15)
  const seen = x.map(each => 0.5 * Math.sin(Math.PI * each))
  const problem = residuals((u, [s], m) => ({
    equation: {
      points: grid(25),
      residual: m.add(m.mul(m.parameter('stiffness', 0), u.second(0)), m.mul(pi2, m.sin(m.mul(m.pi, s)))),
    },
    data: { points: x, residual: m.sub(u, m.column(seen)), weight: 100 },
  }))
  const { parameters } = await fit(line, problem, { steps: 100, threads: 1 })
  assert.ok(Math.abs((parameters?.stiffness as number) - 2) < 1e-3, String(parameters?.stiffness))
})

test('the heat equation: one axis in the Laplacian, the other in a first derivative', async () => {
  const box = grid(12).flatMap(x => grid(12).map(t => [x, 0.25 * t]))
  const edges = grid(12).flatMap(s => [
    [0, 0.25 * s],
    [1, 0.25 * s],
  ])
  const heat = residuals((u, x, m) => ({
    inside: { points: box, residual: m.sub(u.gradient[1], u.laplacian([0])) },
    ends: { points: edges, residual: u, weight: 10 },
    start: { points: grid(12).map(x => [x, 0]), residual: m.sub(u, m.sin(m.mul(m.pi, x[0]))), weight: 10 },
  }))
  const start = sequential({ input: 2, seed: 1 }, [dense(20, 'tanh'), dense(1)])
  const { model } = await fit(start, heat, { steps: 120, threads: 1 })
  const at = box.map(([x, t]) => Math.sin(Math.PI * x) * Math.exp(-pi2 * t))
  const { data } = await predict(model, box)
  const error = Math.hypot(...at.map((u, k) => data[k] - u)) / Math.hypot(...at)
  assert.ok(error < 0.03, String(error))
})

test('a nonlinear equation, two outputs and two residuals a point: u′ = v, v′ = −sin u', async () => {
  const pendulum = residuals((u, _t, m) => {
    const [angle, speed] = [u.output(0), u.output(1)]
    return {
      motion: {
        points: grid(30),
        residual: [m.sub(angle.gradient[0], speed), m.add(speed.gradient[0], m.sin(angle))],
      },
      start: { points: [0], residual: [m.sub(angle, 1), speed] },
    }
  })
  const start = sequential({ input: 1, seed: 1 }, [dense(10, 'sin'), dense(2)])
  const { model } = await fit(start, pendulum, { steps: 60, threads: 1 })
  let [u, v] = [1, 0]
  const h = 1e-4
  for (let k = 0; k < 1e4; k++) {
    const [mu, mv] = [u + (h / 2) * v, v - (h / 2) * Math.sin(u)]
    u += h * mv
    v -= h * Math.sin(mu)
  }
  const { data } = await predict(model, [1])
  assert.ok(Math.abs(data[0] - u) < 1e-4 && Math.abs(data[1] - v) < 1e-4, `${data}, ${[u, v]}`)
})

test('a domain of 1e6: standardize takes the coordinates, derivatives stay those by the coordinates themselves', async () => {
  const L = 1e6
  const wide = residuals((u, x, m) => [
    {
      points: grid(25).map(s => L * s),
      residual: m.add(m.mul(L * L, u.second(0)), m.mul(pi2, m.sin(m.mul(Math.PI / L, x[0])))),
    },
    { points: [0, L], residual: u },
  ])
  const warned = await fit(line, wide, { steps: 1, threads: 1 })
  assert.match(warned.warnings.join(), 'standardize: true')
  const { model } = await fit(line, wide, { steps: 120, threads: 1, standardize: true })
  const { data } = await predict(
    model,
    grid(50).map(s => L * s),
  )
  const error = Math.max(...grid(50).map((s, k) => Math.abs(data[k] - Math.sin(Math.PI * s))))
  assert.ok(error < 1e-3, String(error))
})

test('one point, and a hundred thousand', async () => {
  const few = await fit(
    line,
    residuals(u => ({ points: [0.5], residual: u })),
    { steps: 3, threads: 1 },
  )
  assert.ok((few.history.at(-1)?.loss as number) < 1e-15)
  const many = residuals((u, x, m) => ({ points: grid(100_000), residual: m.sub(u.gradient[0], x[0]) }))
  const { history } = await fit(line, many, { steps: 2, threads: 1, optimizer: adam({ gradientBatch: 1000 }) })
  assert.is(history.length, 2)
})

test('float32 is taken where it is said, and the model is of it', async () => {
  const { model } = await fit(line, beam(1), { steps: 10, threads: 1, dtype: 'float32' })
  assert.instance(model.params, Float32Array)
  assert.ok((await evaluate(model, { x: [0.5], y: [0] })).loss >= 0)
})

test.run()
