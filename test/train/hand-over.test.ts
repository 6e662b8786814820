import '../helpers/clock.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, dispose, fit, sequential, smwNG } from '../../src/index.js'
import { handOver } from '../../src/train/hand-over.js'
import type { RunPlan } from '../../src/train/plan.js'
import { hasten } from '../helpers/clock.js'

const LARGE = 2 ** 21

const planOf = (inputs: readonly Float32Array[], validation?: RunPlan['validation']) =>
  ({ training: { count: 1, inputs, targets: [new Int32Array(3)] }, validation }) as unknown as RunPlan

test.after(() => dispose())

test('small arrays go as they are; large ones as copies that may be transferred, and the caller keeps his own', async () => {
  const small = new Float32Array(4).fill(1)
  const large = Float32Array.from({ length: LARGE }, (_, i) => i)
  const held = { count: 1, inputs: [large], targets: [Float64Array.from({ length: LARGE }, (_, i) => -i)] }
  const { plan, buffers } = await handOver(planOf([small, large], held))
  const [first, second] = plan.training.inputs
  assert.is(first, small)
  assert.is.not(second, large)
  assert.equal(buffers.length, 3)
  structuredClone(0, { transfer: [...buffers] })
  assert.is(large[LARGE - 1], LARGE - 1)
  assert.is(held.targets[0][LARGE - 1], 1 - LARGE)
})

test('a copy has every element, and the event loop gets a turn whenever 20 ms have passed', async () => {
  const large = Float32Array.from({ length: LARGE + 3 }, (_, i) => i % 1009)
  hasten(30)
  let turns = 0
  let timer = setImmediate(() => {})
  const count = () => {
    turns++
    timer = setImmediate(count)
  }
  count()
  try {
    const { plan } = await handOver(planOf([large]))
    assert.ok(plan.training.inputs[0].every((value, i) => value === large[i]))
    assert.ok(turns >= 4, `${turns} turns`)
  } finally {
    clearImmediate(timer)
    hasten(0)
  }
})

test('two threads on data that is handed over equal one', async () => {
  const [n, d] = [1500, 400]
  const x = { data: Float64Array.from({ length: n * d }, (_, i) => ((i * 7919) % 1009) / 1009), shape: [n, d] as const }
  const y = Int32Array.from({ length: n }, (_, i) => i % 3)
  const net = sequential({ input: d, seed: 0, dtype: 'float64' }, [dense(20, 'tanh'), dense(3)])
  const run = (threads: number) => fit(net, { x, y }, { optimizer: smwNG(), threads, steps: 8 })
  const [one, two] = [await run(1), await run(2)]
  assert.is(two.place, 'pool')
  two.history.forEach(({ loss }, k) => {
    assert.ok(Math.abs(loss - one.history[k].loss) <= 1e-9 * one.history[k].loss, `step ${k}`)
  })
  assert.is(x.data.length, n * d)
})

test.run()
