import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, evaluate, fit, sequential, smwGN, smwNG } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { openRun } from '../helpers/open-run.js'
import { denseDirection, denseGradient, denseModel } from '../reference/direction.js'
import { distance, norm } from '../reference/linear.js'
import { randomRun } from '../reference/random-run.js'

const LAMBDA = 1

/** Small enough that some steps of each kind are shortened, large enough that others are not. */
const BOUND = 0.5

test('in 120 graphs, with momentum in the second step, d is the dense solve shortened to −gᵀd = c · loss: 1e-9', async () => {
  const counts = { shortened: 0, whole: 0, unformed: 0 }
  for (let seed = 0; seed < 120; seed++) {
    const random = randomRun(seed)
    const run = { ...random, optimizer: { ...random.optimizer, lossBound: BOUND } }
    const { stepper, layout, workspace, batches } = await openRun(run, 'float64', LAMBDA)
    let carried: Float64Array | undefined
    for (let step = 0; step < 2; step++) {
      const params = Float64Array.from(workspace.vector(stepper.theta))
      const model = denseModel(run, params, batches.current, batches.curvature(step), step)
      const g = denseGradient(model, params.length)
      const whole = denseDirection(model, params, LAMBDA, run.weightDecay, carried, run.optimizer.momentum)
      const promised = -g.reduce((sum, value, p) => sum + value * whole[p], 0)
      const left = promised > BOUND * model.loss ? (BOUND * model.loss) / promised : 1
      counts[left < 1 ? 'shortened' : 'whole']++
      if (left < 1 && layout.curvature?.gradientDeltas) counts.unformed++
      assert.ok(stepper.step({ rate: 0.1, used: 0 }).accepted)
      const d = Float64Array.from(workspace.vector(layout.arrays.direction))
      const expected = whole.map(value => value * left)
      const error = distance(d, expected) / norm(expected)
      assert.ok(error <= 1e-9, `seed ${seed} (${run.tags}), step ${step}: ${error}`)
      carried = run.optimizer.momentum > 0 ? d : undefined
      batches.advance()
    }
  }
  for (const count of Object.values(counts)) assert.ok(count >= 20, JSON.stringify(counts))
})

/** Two classes that a network can be sure of, on standardised columns of which half are lit in 4 of 1000 samples. */
function rarelyLit() {
  const random = stream(5, 70)
  const w = Array.from({ length: 60 }, () => random.normal())
  const x = Array.from({ length: 1000 }, () => w.map((_, k) => +(random.uniform() < (k < 30 ? 0.3 : 0.004))))
  return { x, y: x.map(row => +(row.reduce((sum, value, k) => sum + value * w[k], 0) > 0)) }
}

for (const [name, make, damping] of [
  ['smwNG', smwNG, 0.1],
  ['smwGN', smwGN, 0.01],
] as const)
  test(`${name}, λ = ${damping}, on rarely lit columns: ten times the epochs end below a tenth of the loss; unbounded above all of it`, async () => {
    const data = rarelyLit()
    const net = sequential({ input: 60, seed: 0 }, [dense(30, 'relu'), dense(2)])
    const loss = async (epochs: number, lossBound?: number) => {
      const { model, optimizer } = await fit(net, data, {
        loss: 'softmaxCrossEntropy',
        optimizer: make({ damping, gradientBatch: 60, curvatureBatch: 60, ...(lossBound === 0 && { lossBound }) }),
        standardize: true,
        epochs,
        threads: 1,
      })
      assert.is('lossBound' in optimizer && optimizer.lossBound, lossBound ?? 1)
      return (await evaluate(model, data)).loss
    }
    const short = await loss(4)
    assert.ok((await loss(40)) <= short / 10)
    assert.ok((await loss(40, 0)) > short)
  })

test.run()
