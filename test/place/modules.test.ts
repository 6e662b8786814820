import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { places } from '#places'
import { armData, dense, dispose, init, sequential, smwNG } from '../../src/index.js'
import { settlePlace } from '../../src/place/settle-place.js'
import { prepareRun } from '../../src/prepare/prepare-run.js'
import { familyModules } from '../../src/runtime/wasm/family-modules.js'
import { refuses } from '../helpers/refuses.js'

const net = sequential({ input: 3, seed: 0 }, [dense(64, 'tanh'), dense(64, 'tanh'), dense(2)])
const silent = { onStep() {}, onEpoch() {}, onCheckpoint() {} }

/** The parameters after a run of one of the paper's methods, with the second module or without. */
async function trained(threads: number, family: boolean) {
  const data = armData({ samples: 1500 })
  const { plan, layout } = prepareRun(net, data, { optimizer: smwNG({ gradientBatch: 200 }), threads, steps: 8 })
  assert.is(plan.family, false)
  const placed = await settlePlace({ ...plan, family }, assert.unreachable)
  const run = placed.pool
    ? places.runInWorkers(placed.pool, placed.plan, layout, silent)
    : places.runInline(placed.plan, layout, silent)
  return (await run).params
}

test.after(() => dispose())

for (const threads of [1, 2])
  test(`${threads} threads: whether a run has the second module changes no bit, for every thread numbers the kernels alike`, async () => {
    assert.equal(await trained(threads, true), await trained(threads, false))
  })

test('a plan that does not ask for the second module does not load it, one that does names what is not there', async () => {
  init({ wasm: { family: { plain: new URL('nowhere.wasm', import.meta.url) } }, simd: 'plain' })
  try {
    await trained(1, false)
    const says = ['nowhere.wasm', 'init({ wasm: { family: { plain, relaxed } } })']
    for (const threads of [1, 2]) await refuses(() => trained(threads, true), { code: 'BAD_FILE', says })
    assert.is(familyModules.best(), 'plain')
  } finally {
    init({ wasm: {}, simd: 'auto' })
  }
})

test.run()
