import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, sequential, variational } from '../../../src/index.js'
import { Metropolis } from '../../../src/step/variational/metropolis.js'
import { openVariational } from '../../helpers/open-variational.js'
import { outputs, value } from '../../reference/taylor.js'

const GAMMA = 0.3
const N = 10_000
const net = sequential({ input: 1, seed: 5, dtype: 'float64' }, [dense(6, 'tanh'), dense(1)])
const uneven = { ...net, params: net.params.map(each => 2 * each) }
const objective = variational({ potential: 'x^2/2', walkers: N, envelope: { gaussian: GAMMA } })

/** ∫ x^k |ψ|² dx / ∫ |ψ|² dx by the trapezoidal rule, exact to rounding for what falls off like this. */
function moment(k: number): number {
  let above = 0
  let below = 0
  for (let x = -12; x <= 12; x += 0.01) {
    const [u] = outputs(uneven.graph, uneven.params, [x], 0, -1)
    const density = Math.exp(2 * (value(u) - GAMMA * x * x))
    above += x ** k * density
    below += density
  }
  return above / below
}

test('Metropolis: from far off, walkers come to |ψ|²: four moments within three standard errors, half the offers taken', async () => {
  const { workspace, plan, stepper } = await openVariational(uneven, { objective, seed: 2 })
  const x = new Float64Array(N).fill(7)
  const walkers = { count: N, inputs: [x], targets: [new Float64Array(N)] }
  const metropolis = new Metropolis(workspace, walkers, { gaussian: GAMMA }, 4)
  let share = 0
  for (let round = 0; round < 15; round++) share = metropolis.round(stepper.theta, 10, round)
  assert.ok(Math.abs(share - 0.5) < 0.02, `${share} accepted`)
  assert.is(plan.training.count, N)
  for (let k = 1; k <= 4; k++) {
    const found = x.reduce((sum, each) => sum + each ** k / N, 0)
    const squares = x.reduce((sum, each) => sum + (each ** k - found) ** 2, 0)
    const error = Math.sqrt(squares / (N - 1) / N)
    assert.ok(Math.abs(found - moment(k)) < 3 * error, `moment ${k}: ${found} ± ${error}, and it is ${moment(k)}`)
  }
})

test('Metropolis: the network is known where the walkers stand, and the same rounds move them the same', async () => {
  const { workspace, stepper } = await openVariational(uneven, { objective, seed: 2 })
  const places = [0, 1].map(() => {
    const x = Float64Array.from({ length: N }, (_, i) => (i - N / 2) / N)
    const metropolis = new Metropolis(
      workspace,
      { count: N, inputs: [x], targets: [new Float64Array(N)] },
      { gaussian: GAMMA },
      4,
    )
    metropolis.round(stepper.theta, 5, 0)
    const known = metropolis.outputs.slice()
    metropolis.look(stepper.theta)
    assert.equal(metropolis.outputs, known)
    return x
  })
  assert.equal(places[0], places[1])
})

test.run()
