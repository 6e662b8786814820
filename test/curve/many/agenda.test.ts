import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Agenda } from '../../../src/curve/many/agenda.js'
import { Found } from '../../../src/curve/many/many-fits.js'
import { type Fitted, noneFitted, type Share } from '../../../src/curve/many/share.js'

/** "Fits" the first sets of a share: a value is where its set began, and the next begins at the number of the set. */
function fitted({ from, step, begin }: Share, count: number): Fitted {
  const all = noneFitted(1, count)
  for (let k = 0; k < count; k++) {
    all.values[k] = k === 0 ? begin[0] : all.next[k - 1]
    all.next[k] = from + k * step
    all.stopped.push('gradient')
  }
  return all
}

/** Where each set began, when threads take shares and bring them back, whole or in part or not at all, in the order of the dice. */
async function begins(count: number, size: number, chains: boolean, dice: readonly number[]): Promise<number[]> {
  const found = new Found(['a'], count)
  const told: number[] = []
  const agenda = new Agenda(count, size, Float64Array.of(-1), found, chains, done => told.push(done))
  const taken: Share[] = []
  for (let turn = 0; !agenda.isOver; turn++) {
    const die = dice.length > 0 ? dice[turn % dice.length] : 0
    if (die % 3 > 0 || taken.length === 0) {
      agenda.take().then(share => share && taken.push(share))
      await new Promise(resolve => setImmediate(resolve))
      if (taken.length === 0) continue
    }
    const [share] = taken.splice(die % taken.length, 1)
    if (turn < 50 && die % 5 === 0) agenda.putBack(share)
    else agenda.settle(share, fitted(share, die % 2 ? share.count : Math.ceil(share.count / 2)))
  }
  assert.is(told.at(-1), count)
  assert.is(await agenda.take(), undefined)
  await agenda.whenOver()
  return Array.from(found.all().parameters.a)
}

const shape = { count: fc.integer({ min: 1, max: 60 }), size: fc.integer({ min: 2, max: 9 }) }

test('in a row each set begins at the one before it, and every size-th at the one that many before', () =>
  fc.assert(
    fc.asyncProperty(shape.count, shape.size, fc.array(fc.nat(30)), async (count, size, dice) => {
      const expected = Array.from({ length: count }, (_, k) => (k % size > 0 ? k - 1 : k === 0 ? -1 : k - size))
      assert.equal(await begins(count, size, true, dice), expected)
    }),
    { seed: 4, numRuns: 40 },
  ))

test('otherwise shares begin at the start, whoever takes them', () =>
  fc.assert(
    fc.asyncProperty(shape.count, shape.size, fc.array(fc.nat(30)), async (count, size, dice) => {
      const expected = Array.from({ length: count }, (_, k) => (k % size > 0 ? k - 1 : -1))
      assert.equal(await begins(count, size, false, dice), expected)
    }),
    { seed: 5, numRuns: 40 },
  ))

test('what fails ends it for all who wait', async () => {
  const agenda = new Agenda(20, 2, Float64Array.of(0), new Found(['a'], 20), true, undefined)
  const share = await agenda.take()
  assert.is(share?.step, 2)
  const waits = agenda.take()
  const error = new Error('out of order')
  agenda.fail(error)
  assert.is(await waits, undefined)
  assert.is(await agenda.whenOver().catch((thrown: unknown) => thrown), error)
})

test.run()
