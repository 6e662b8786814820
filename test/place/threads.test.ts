import { availableParallelism } from 'node:os'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { placeOf } from '../../src/place/threads.js'

const has = availableParallelism()

test('threads beyond those of the hardware run, and are warned of with the number that it has', () => {
  for (const asked of [has + 1, 64]) {
    const warnings: string[] = []
    assert.equal(placeOf(asked, 1e9, warnings), { threads: asked, place: 'pool' })
    assert.is(warnings.length, 1)
    assert.match(warnings[0], `threads: ${asked}, but the hardware runs ${has}`)
    assert.match(warnings[0], `Use threads: ${has}`)
  }
  for (const asked of ['auto', 1, has] as const) {
    const warnings: string[] = []
    placeOf(asked, 1e9, warnings)
    assert.equal(warnings, [])
  }
})

test.run()
