import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WoodburyError } from '../../../src/index.js'
import { runBlock } from './block.js'
import { outcome } from './refusal.js'
import { BLOCK, roundOf, seedOf } from './schedule.js'
import type { Target } from './target.js'
import { targets } from './targets/table.js'

/** A reader under test that takes lists of bytes. */
const reader = (read: (list: number[]) => unknown): Target<unknown> =>
  ({
    name: 'planted',
    share: 1,
    input: fc.array(fc.nat(255)),
    judge: async (list: number[]) => ((await outcome(() => read(list))) ? 'value' : 'refused'),
  }) as Target<unknown>

const run = (target: Target<unknown>, seed: number, path?: string) => runBlock(target, { seed, count: BLOCK, path })

test('a planted TypeError is found, made as small as it goes, and met again by its seed and path', async () => {
  const planted = reader(list => {
    if (list.some(byte => byte > 200)) throw new TypeError('planted')
  })
  const { failure } = await run(planted, 7)
  assert.is(failure?.input, '[201]')
  assert.match(failure?.error ?? '', /TypeError: planted/)
  const again = await run(planted, 7, failure?.path)
  assert.is(again.failure?.input, '[201]')
  assert.is(again.inputs, 1)
})

test('a typed error with a sentence is an end; one that shows the engine, or says nothing, is a failure', async () => {
  const refusing = (message: string) =>
    reader(() => {
      throw new WoodburyError('BAD_FILE', message)
    })
  assert.equal(
    await run(refusing('CSV line 3 has 2 cells, the first line has 3.'), 1).then(({ values, failure }) => [
      values,
      failure,
    ]),
    [0, undefined],
  )
  for (const message of ['x is undefined is not a function', 'no', 'shape is [object Object], not a list'])
    assert.ok((await run(refusing(message), 1)).failure, message)
})

test('an input that computes for longer than its limit is a failure', async () => {
  let sum = 0
  const slow = reader(list => {
    for (let k = 0; k < 1e7; k++) sum += Math.sin(k + list.length)
  })
  const { failure } = await runBlock(slow, { seed: 1, count: 1, seconds: 0.02 })
  assert.match(failure?.error ?? '', /s of computing/, `sum ${sum}`)
})

test('every target comes in every round, and no two of 2,000 blocks share a seed', () => {
  const round = roundOf(targets)
  for (const { name, share } of targets) assert.is(round.filter(target => target.name === name).length, share)
  assert.is(new Set(Array.from({ length: 2000 }, (_, block) => seedOf(1, block))).size, 2000)
})

test('100 inputs of every target of a seed that the campaign does not use end in a value or a typed error', async () => {
  for (const target of targets) {
    const { failure } = await runBlock(target, { seed: 2, count: 100 })
    assert.is(failure, undefined, `${target.name}: ${failure?.input}\n${failure?.error}`)
  }
})

test.run()
