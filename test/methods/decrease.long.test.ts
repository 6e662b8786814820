import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { evaluate, fit } from '../../src/index.js'
import { refuses } from '../helpers/refuses.js'
import { candidates, problemsOf, refusedBy } from './problems.js'

/** Without damping its steps are short where nothing is near; of residuals of equations it comes to ten digits. */
const shares: Readonly<Record<string, number>> = { energyNaturalGradient: 0.9 }

for (const [method, make] of Object.entries(candidates))
  for (const [name, { net, data, loss }] of problemsOf(method))
    for (const dtype of ['float32', 'float64'] as const)
      test(`${method} on ${name}, ${dtype}: 60 steps take off a third of the loss, or their share`, async () => {
        const options = { optimizer: make(35), steps: 60, epochs: 1000, seed: 5, threads: 1, dtype, loss } as const
        const run = await fit(net, data, options)
        assert.ok(run.model.params.every(Number.isFinite))
        const [before, after] = [await evaluate(net, data, { loss }), await evaluate(run.model, data, { loss })]
        const share = shares[method] ?? 2 / 3
        assert.ok(after.loss < share * before.loss, `${before.loss} → ${after.loss}, ${run.stopped}: ${run.reason}`)
      })

for (const [method, make] of Object.entries(candidates))
  for (const [name, { net, data, loss }] of problemsOf(method))
    test(`${method} on ${name}: the same seed gives the same bits`, async () => {
      const options = { optimizer: make(35), steps: 12, epochs: 1000, seed: 5, threads: 1, loss } as const
      const [run, again] = [await fit(net, data, options), await fit(net, data, options)]
      assert.equal(run.model.params, again.model.params)
    })

for (const [method, make] of Object.entries(candidates))
  for (const [name, { net, data, loss }, says] of refusedBy(method))
    test(`${method} refuses ${name} by name`, () =>
      refuses(() => fit(net, data, { optimizer: make(35), steps: 1, loss }), {
        code: 'BAD_OPTION',
        says: [method, says],
      }))

test.run()
