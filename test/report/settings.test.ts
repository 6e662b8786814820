import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adam, dense, fit, gainRatio, nielsen, type Optimizer, sequential, sgd, smwGN, smwNG } from '../../src/index.js'
import { settingsOf } from '../../src/report/settings.js'

const net = sequential({ input: 1, seed: 0 }, [dense(1)])
const data = { x: [[0], [1]], y: [[0], [1]] }
const settings = async (optimizer: Optimizer) =>
  Object.fromEntries(settingsOf((await fit(net, data, { optimizer, steps: 1 })).optimizer))

test('second-order methods name rows, batches, damping and what becomes of bad steps', async () => {
  const ours = await settings(smwGN({ damping: gainRatio({ lambda: 0.5, tau: 1e-3, boost: 2 }), klClip: 0.25 }))
  assert.equal(Object.keys(ours), [
    'method',
    'gradient batch',
    'curvature batch',
    'learning rate',
    'rows',
    'damping',
    'momentum',
    'KL clip',
    'loss bound',
    'bad steps',
  ])
  assert.is(ours.damping, 'gain ratio from lambda 0.5, tau 0.001, boost 2, drop 0.5')
  assert.is(ours['KL clip'], '0.25')
  const natural = await settings(smwNG({ fisher: 'empirical', damping: 0.1, rejectBadSteps: false }))
  assert.is(natural.rows, 'empirical Fisher')
  assert.is(natural.damping, 'lambda 0.1, constant')
  assert.is(natural['bad steps'], 'kept')
  assert.is((await settings(smwGN({ damping: nielsen({ lambda: 2 }) }))).damping, "Nielsen's rule from lambda 2")
})

test('first-order methods name their rate and its schedule', async () => {
  assert.is((await settings(sgd({ learningRate: 0.05 })))['learning rate'], '0.05, constant')
  const ours = await settings(adam())
  assert.is(ours['learning rate'], '0.001 to 0, cosine')
  assert.is(ours.betas, '0.9, 0.999')
})

test.run()
