import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, dispose, fit, sequential, smwNG } from '../../src/index.js'
import { buffersOf } from '../../src/place/hand-over.js'
import type { RunPlan } from '../../src/place/plan.js'

test.after(() => dispose())

test('every buffer of the samples goes over once, and nothing else', () => {
  const both = new Float32Array(8)
  const [first, second] = [both.subarray(0, 4), both.subarray(4)]
  const targets = new Int32Array(4)
  const weights = new Float64Array(4)
  const training = { count: 4, inputs: [first, second], targets: [targets], weights }
  const held = { count: 4, inputs: [new Float32Array(4)], targets: [targets] }
  const plan = { params: new Float32Array(3), training, validation: held } as unknown as RunPlan
  assert.equal(buffersOf(plan).length, 4)
  assert.equal(new Set(buffersOf(plan)), new Set([both, targets, weights, held.inputs[0]].map(({ buffer }) => buffer)))
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
