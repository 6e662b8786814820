import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, type FitOptions, type Model, minSR, sequential, variational } from '../../../src/index.js'
import { assertClose } from '../../helpers/assert-close.js'
import { openVariational } from '../../helpers/open-variational.js'
import { centredRows, localEnergy, rightHandSide, rowsOf, springDirection } from '../../reference/variational.js'

const LAMBDA = 1e-2
const RATE = 0.1
const GAMMA = 0.4
const potential = ([x1, x2]: readonly number[]) => (x1 * x1 + x2 * x2) / 2 + 0.1 * x1 ** 4
const expression = '(x1^2 + x2^2)/2 + 0.1*x1^4'

const net = sequential({ input: 2, seed: 3, dtype: 'float64' }, [dense(5, 'tanh'), dense(4, 'silu'), dense(1)])
const P = net.params.length
const moment = { rate: RATE, used: 0 }

const objective = (walkers: number) =>
  variational({ potential: expression, walkers, sweeps: 3, envelope: { gaussian: GAMMA } })

const energiesAt = ({ graph }: Model, theta: readonly number[], positions: readonly number[][]) =>
  positions.map(x => localEnergy(graph, theta, x, GAMMA, potential))

for (const [N, side] of [
  [P - 9, 'fewer walkers than parameters'],
  [P + 21, 'more walkers than parameters'],
] as const)
  for (const [momentum, klClip] of [
    [0, 0],
    [0.9, 0],
    [0.9, 1e-3],
  ])
    test(`${side}, momentum ${momentum}, clip ${klClip}: energy and three directions are those of the dense formula, to 1e-9`, async () => {
      const optimizer = minSR({ damping: LAMBDA, learningRate: RATE, momentum, klClip, normConstraint: 0 })
      const options: FitOptions = { objective: objective(N), optimizer, seed: 8 }
      const { stepper, walkers, vector, theta } = await openVariational(net, options)
      let before = new Array<number>(P).fill(0)
      for (let step = 0; step < 3; step++) {
        const start = theta()
        const { loss, standardError = Number.NaN, accepted, gradientNorm } = stepper.step(moment)
        const positions = rowsOf(walkers(), 2)
        const E = energiesAt(net, start, positions)
        const mean = E.reduce((sum, each) => sum + each / N, 0)
        const variance = E.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (N - 1)
        assertClose([loss, standardError], [mean, Math.sqrt(variance / N)], 1e-10)
        const O = centredRows(net.graph, start, positions)
        const e = rightHandSide(E)
        const whole = springDirection(O, e, LAMBDA, momentum, before)
        const squares = O.reduce((sum, row) => sum + row.reduce((along, o, p) => along + o * whole[p], 0) ** 2, 0)
        const shorten = klClip > 0 ? Math.min(1, Math.sqrt((2 * klClip) / squares)) : 1
        assert.is(shorten < 1, klClip > 0)
        const d = whole.map(value => shorten * value)
        assertClose(vector('direction'), d, 1e-9)
        assert.ok(accepted)
        assertClose(
          theta(),
          start.map((value, p) => value + RATE * d[p]),
          1e-9,
        )
        const g = start.map((_, p) => O.reduce((sum, row, i) => sum - row[p] * e[i], 0))
        assertClose([gradientNorm], [Math.hypot(...g)], 1e-9)
        before = d
      }
    })

test('the norm constraint shortens the step and leaves the direction', async () => {
  const C = 1e-4
  const optimizer = minSR({ damping: LAMBDA, learningRate: RATE, normConstraint: C })
  const { stepper, vector, theta } = await openVariational(net, { objective: objective(30), optimizer })
  const start = theta()
  const { stepNorm } = stepper.step(moment)
  const d = vector('direction')
  const norm = Math.hypot(...d)
  assert.ok(RATE * norm > Math.sqrt(C))
  assertClose([stepNorm], [Math.sqrt(C)], 1e-12)
  assertClose(
    theta(),
    start.map((value, p) => value + (Math.sqrt(C) / norm) * d[p]),
    1e-12,
  )
})

for (const dimensions of [1, 2, 3])
  test(`${dimensions} dimensions: of the oscillator's ground state every local energy is ω d/2, so no step is left`, async () => {
    const flat = sequential({ input: dimensions, dtype: 'float64' }, [dense(3, 'tanh'), dense(1)])
    const zero = { ...flat, params: flat.params.map(() => 0) }
    const omega = 1.3
    const squares = Array.from({ length: dimensions }, (_, k) => (dimensions === 1 ? 'x^2' : `x${k + 1}^2`)).join(' + ')
    const { stepper } = await openVariational(zero, {
      objective: variational({
        potential: `${omega ** 2 / 2}*(${squares})`,
        walkers: 50,
        envelope: { gaussian: omega / 2 },
      }),
      optimizer: minSR({ learningRate: 1 }),
    })
    for (let step = 0; step < 2; step++) {
      const { loss, standardError, stepNorm } = stepper.step(moment)
      assertClose([loss, standardError ?? 1, stepNorm], [(omega * dimensions) / 2, 0, 0], 1e-12)
    }
  })

test('a refused step is tried again with the same walkers, and a new batch has moved ones', async () => {
  const { stepper, walkers } = await openVariational(net, { objective: objective(30), optimizer: minSR() })
  stepper.step(moment)
  const first = walkers()
  stepper.restore({ ...stepper.counters(), 'walkers.stays': 1 })
  stepper.step(moment)
  assert.equal(walkers(), first)
  stepper.step(moment)
  assert.not.equal(walkers(), first)
})

test('parameters without a wave function are left for those before, and the outcome says so', async () => {
  const { stepper, workspace, theta } = await openVariational(net, { objective: objective(30), optimizer: minSR() })
  stepper.step(moment)
  workspace.vector(stepper.theta).fill(Number.NaN)
  const { problem, accepted } = stepper.step(moment)
  assert.is(problem, 'nonFinite')
  assert.not.ok(accepted)
  assert.ok(theta().every(Number.isFinite))
})

test.run()
