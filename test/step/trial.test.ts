import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, gainRatio, type Optimizer, sequential, smwGN, smwNG } from '../../src/index.js'
import { prepareRun } from '../../src/prepare/prepare-run.js'
import { stream } from '../../src/random/index.js'
import { InlineExecutor } from '../../src/runtime/executor.js'
import { createMemory } from '../../src/runtime/memory/create-memory.js'
import { instantiateKernels } from '../../src/runtime/wasm/instantiate.js'
import { trainingKernels } from '../../src/runtime/wasm/training-kernels.js'
import { Batches } from '../../src/step/batches.js'
import { familySteppers } from '../../src/step/family-steppers.js'
import { ParameterPair } from '../../src/step/parameters.js'
import { stepperFor } from '../../src/step/steppers.js'
import { Workspace } from '../../src/step/workspace.js'

const random = stream(9, 70)
const INPUTS = 40
const COUNT = 36
const x = {
  data: Float64Array.from({ length: COUNT * INPUTS }, () => random.normal()),
  shape: [COUNT, INPUTS] as const,
}
const y = Int32Array.from({ length: COUNT }, () => random.below(4))
const net = sequential({ input: INPUTS, seed: 2 }, [dense(9, 'tanh'), dense(4)])

/** A run of one thread in float64 whose batches are smaller than its inputs, opened so that a test sees its parts. */
async function open(optimizer: Optimizer) {
  const { plan, layout } = prepareRun(net, { x, y }, { optimizer, dtype: 'float64', threads: 1, steps: 9 })
  const memory = createMemory(layout.pages)
  const exports = instantiateKernels(await trainingKernels.module('plain'), memory, 'plain')
  const workspace = new Workspace(plan, layout, new InlineExecutor(memory, exports, 'plain', layout.scratch[0]))
  for (const place of layout.theta) workspace.vector(place).set(plan.params)
  const parameters = new ParameterPair(layout.theta, layout.graph.parameters, () => {})
  const stepper = stepperFor({ plan, workspace, parameters }, familySteppers)
  const order = new Batches(plan.seed, plan.training.count, plan.optimizer.gradientBatch)
  return { plan, layout, workspace, stepper, order }
}

const damping = gainRatio({ lambda: 0.3 })
const common = { gradientBatch: 12, damping, momentum: 0, klClip: 0, rejectBadSteps: true, learningRate: 1 }
const steps = {
  'push-through rows': smwNG({ ...common, curvatureBatch: 12, fisher: 'empirical' }),
  'sampled labels': smwNG({ ...common, curvatureBatch: 12, fisher: 'sampled' }),
  'rows of a part of the batch': smwGN({ ...common, curvatureBatch: 5 }),
  'a clipped step': smwNG({ ...common, curvatureBatch: 12, fisher: 'empirical', klClip: 1e-3 }),
  'a shortened step': smwNG({ ...common, curvatureBatch: 12, fisher: 'empirical', learningRate: 0.5 }),
}

for (const [name, optimizer] of Object.entries(steps))
  test(`${name}: the trial through the inner Gram gives the loss, slope and gain ratio of plain sweeps, to 1e-9`, async () => {
    const { plan, layout, workspace, stepper, order } = await open(optimizer)
    assert.ok(layout.curvature?.nearbyTrial, 'the layout takes the trial from the inner Gram')
    let compared = 0
    for (let step = 0; step < 6; step++) {
      const theta = stepper.theta
      const before = workspace.loss(theta, plan.training, order.current).value
      const {
        accepted,
        gainRatio: ratio = Number.NaN,
        gradientNorm,
        loss,
      } = stepper.step({ rate: name === 'a shortened step' ? 0.5 : 1, used: 0 })
      assert.ok(Math.abs(loss - before) <= 1e-12 * before)
      workspace.gradient(theta, plan.training, order.current, layout.arrays.correction)
      const g = Float64Array.from(workspace.vector(layout.arrays.correction))
      const norm = Math.hypot(...g)
      assert.ok(Math.abs(gradientNorm - norm) <= 1e-10 * norm, `‖g‖ ${gradientNorm} and ${norm}`)
      if (!accepted) continue
      // A shortened step is judged at its full length, a clipped one where it ends.
      const d = workspace.vector(layout.arrays.direction)
      // What was θ is the spare place now.
      const moved = Float64Array.from(workspace.vector(theta), (value, i) => value + (d[i] as number))
      workspace.vector(theta).set(moved)
      const after = workspace.loss(theta, plan.training, order.current).value
      const slope = g.reduce((sum, value, i) => sum + value * (d[i] as number), 0)
      if (name !== 'a clipped step') {
        const expected = (before - after) / (-slope / 2)
        assert.ok(Math.abs(ratio - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `ρ ${ratio} and ${expected}`)
      } else assert.ok(after < before && ratio > 0)
      order.advance()
      compared++
    }
    assert.ok(compared >= 3)
  })

test.run()
