import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { contest, difference } from '../../bench/contest.js'
import type { Context } from '../../bench/context.js'
import { rival, rivalPath } from '../../bench/rivals/resolve.js'

type Added = Parameters<Context['add']>[0]

function listening() {
  const rows: Added[] = []
  const absent: string[] = []
  const context: Context = {
    engine: 'node20',
    build: 'plain',
    quick: true,
    patience: { warm: 0, rounds: 3 },
    wants: name => name !== 'unwanted',
    add: row => rows.push(row),
    used: () => {},
    missing: name => absent.push(name),
  }
  return { context, rows, absent }
}

const nothing = () => {}
const never = (): number => {
  throw new Error('asked for a residual')
}

test('a rival that is not installed is nothing, and is named absent instead of measured', async () => {
  assert.is(await rival('woodbury-no-such-package'), undefined)
  assert.is(rivalPath('woodbury-no-such-package/index.js'), undefined)
  const { context, rows, absent } = listening()
  await contest(context, { name: 'a', rival: 'nobody', ours: nothing, theirs: undefined, residual: never })
  assert.equal(rows, [])
  assert.equal(absent, ['nobody'])
})

test('a rival that is installed gets a row with the residual; an unwanted row is neither measured nor absent', async () => {
  const { context, rows, absent } = listening()
  await contest(context, { name: 'a', rival: 'somebody', ours: nothing, theirs: nothing, residual: () => 0.5 })
  await contest(context, { name: 'unwanted', rival: 'nobody', ours: nothing, theirs: undefined, residual: never })
  assert.equal(
    rows.map(({ name, rival, residual }) => [name, rival, residual]),
    [['a', 'somebody', 0.5]],
  )
  assert.equal(absent, [])
})

test('difference: the greatest relative one, or as a share of a scale; infinite where lengths differ', () => {
  assert.is(difference([1, -3], [1, -2]), 0.5)
  assert.is(difference([1, -3], [1, -2], 4), 0.25)
  assert.is(difference([1], [1, 2]), Number.POSITIVE_INFINITY)
})

test.run()
