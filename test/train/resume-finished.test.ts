import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adam, armData, dense, type FitOptions, fit, sequential, smwGN } from '../../src/index.js'

const net = sequential({ input: 3, seed: 1 }, [dense(8, 'tanh'), dense(2)])
const arm = armData({ samples: 200 })
const line = sequential({ input: 1, seed: 1 }, [dense(1)])
const points = { x: [1, 2, 3, 4, 5], y: [3, 5, 7, 9, 11] }

const stopping: FitOptions = { epochs: 400, optimizer: adam({ learningRate: 0.05 }), validation: 0.2 }
const patient: FitOptions = { ...stopping, earlyStopping: { patience: 3 } }

for (const [stopped, model, data, options] of [
  ['steps', net, arm, { steps: 7 }],
  ['epochs', net, arm, { epochs: 2 }],
  ['earlyStopping', net, arm, patient],
  ['earlyStopping', net, arm, { ...stopping, earlyStopping: { patience: 3, restoreBest: false } }],
  ['converged', line, points, { steps: 1000, optimizer: smwGN() }],
] as const)
  test(`a run that ended by ${stopped} and is gone on with ends at once, bit for bit as it did`, async () => {
    const first = await fit(model, data, { threads: 1, ...options })
    assert.is(first.stopped, stopped)
    const again = await fit(model, data, { threads: 1, ...options, resume: first.checkpoint })
    assert.equal(again.history, [])
    for (const name of ['stopped', 'reason', 'steps', 'epochs'] as const) assert.is(again[name], first[name])
    assert.equal(again.model.params, first.model.params)
    assert.equal(again.warnings, first.warnings)
  })

test('with more patience it goes on', async () => {
  const { checkpoint, steps } = await fit(net, arm, { threads: 1, ...patient })
  const again = await fit(net, arm, { threads: 1, ...stopping, earlyStopping: { patience: 8 }, resume: checkpoint })
  assert.ok(again.steps > steps)
})

test.run()
