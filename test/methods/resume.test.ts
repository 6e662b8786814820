import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fit } from '../../src/index.js'
import { candidates, problemsOf } from './problems.js'

const STEPS = 13
const STOP = 7

for (const [method, make] of Object.entries(candidates))
  for (const [name, { net, data, loss }] of problemsOf(method))
    test(`${method} on ${name}: stopped after step ${STOP} and resumed it ends with the same bits`, async () => {
      const options = { optimizer: make(20), steps: STEPS, epochs: 1000, seed: 5, threads: 1, loss } as const
      const checkpoints: Uint8Array[] = []
      const onCheckpoint = (bytes: Uint8Array) => {
        checkpoints.push(bytes)
      }
      const whole = await fit(net, data, { ...options, checkpointEvery: STOP, onCheckpoint })
      const resumed = await fit(net, data, { ...options, resume: checkpoints[0] })
      assert.equal(resumed.model.params, whole.model.params)
      assert.is(resumed.steps, whole.steps)
      const tail = (run: typeof whole) =>
        run.history.slice(-3).map(({ loss: at, lambda, gainRatio }) => [at, lambda, gainRatio])
      assert.equal(tail(resumed), tail(whole))
    })

test.run()
