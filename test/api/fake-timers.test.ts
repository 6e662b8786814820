import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { armData, dense, dispose, evaluate, fit, predict, sequential } from '../../src/index.js'

const data = armData({ samples: 200 })
const net = sequential({ input: 3, seed: 0 }, [dense(16, 'tanh'), dense(2)])

const replaced = ['setImmediate', 'setTimeout', 'clearTimeout', 'MessageChannel', 'queueMicrotask', 'Date'] as const
const originals = replaced.map(name => [name, globalThis[name]] as const)
const { now } = performance

/** As Jest, Vitest and Sinon do it: nothing is ever called back, and the clock stands. */
test.before(() => {
  for (const name of replaced) Object.assign(globalThis, { [name]: () => 0 })
  performance.now = () => 0
})

test.after(async () => {
  Object.assign(globalThis, Object.fromEntries(originals))
  performance.now = now
  await dispose()
})

for (const threads of [1, 2])
  test(`a run of ${threads} that lives through fake timers ends when its real time is over`, async () => {
    const { stopped, seconds } = await fit(net, data, { seconds: 0.1, threads })
    assert.is(stopped, 'seconds')
    assert.ok(seconds >= 0.1)
  })

test('so do runs by steps and epochs, predict and evaluate', async () => {
  const { model } = await fit(net, data, { steps: 200, threads: 1 })
  await fit(net, data, { epochs: 2 })
  assert.is((await predict(model, data.x)).shape[0], 200)
  assert.ok((await evaluate(model, data)).loss > 0)
})

test.run()
