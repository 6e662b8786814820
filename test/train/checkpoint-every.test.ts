import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { FitOptions } from '../../src/index.js'
import { refuses } from '../helpers/refuses.js'

// The clock of the package is the one it finds at its import; this one, once it is made to, goes a second a look.
const { now } = performance
let looks: number | undefined
performance.now = () => {
  if (looks === undefined) return now.call(performance)
  looks++
  return 1000 * looks
}
const { armData, dense, fit, load, sequential } = await import('../../src/index.js')

const net = sequential({ input: 3, seed: 1 }, [dense(8, 'tanh'), dense(2)])
const data = armData({ samples: 300 })

const LIMITS: FitOptions = { threads: 1, steps: 12 }

async function checkpointsOf(checkpointEvery: FitOptions['checkpointEvery']): Promise<Uint8Array[]> {
  const seen: Uint8Array[] = []
  looks = 0
  await fit(net, data, { ...LIMITS, checkpointEvery, onCheckpoint: bytes => seen.push(bytes) })
  looks = undefined
  return seen
}

test('checkpointEvery in steps: 4 of 12 steps make 3', async () => {
  assert.is((await checkpointsOf(4)).length, 3)
})

test('checkpointEvery in seconds: more often the shorter, and none where the run is over before', async () => {
  const counts: number[] = []
  for (const seconds of [1, 20, 60, 1e6]) counts.push((await checkpointsOf({ seconds })).length)
  const [each, some, few, none] = counts
  assert.is(each, 12)
  assert.ok(some > few && few > 0, `${some} > ${few} > 0`)
  assert.is(none, 0)
})

test('from any checkpoint in seconds the run ends bit for bit as the unbroken one', async () => {
  const whole = await fit(net, data, LIMITS)
  for (const resume of await checkpointsOf({ seconds: 20 })) {
    const { model, steps } = await fit(net, data, { ...LIMITS, resume })
    assert.equal(model.params, whole.model.params)
    assert.is(steps, 12)
    assert.is(load(resume).params.length, net.params.length)
  }
})

test('checkpointEvery in seconds in workers', async () => {
  let count = 0
  await fit(net, data, { threads: 2, steps: 12, checkpointEvery: { seconds: 1e-9 }, onCheckpoint: () => count++ })
  assert.is(count, 12)
})

for (const [every, sentence] of [
  [0, /checkpointEvery is 0/],
  [{ seconds: 0 }, /checkpointEvery\.seconds is 0/],
  [{ seconds: Number.NaN }, /checkpointEvery\.seconds is NaN/],
  [{}, /checkpointEvery\.seconds is undefined/],
  [{ steps: 3 }, /checkpointEvery: no option "steps"/],
  ['10', /checkpointEvery is "10"/],
] as const)
  test(`checkpointEvery ${JSON.stringify(every)} is refused at the call`, async () => {
    await refuses(() => fit(net, data, { checkpointEvery: every as never }), { code: 'BAD_OPTION', says: [sentence] })
  })

test.run()
