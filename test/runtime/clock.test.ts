import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { noClock, PHASES, PhaseClock } from '../../src/runtime/clock.js'

/** Some work of which the clock sees something. */
const work = (): number => {
  const end = performance.now() + 2
  let turns = 0
  while (performance.now() < end) turns++
  return turns
}

test('a phase inside another counts by itself, and the result of the work comes back', () => {
  const clock = new PhaseClock()
  const started = performance.now()
  const result = clock.time('overhead', () => {
    work()
    return clock.time('forward', work) > 0 && clock.time('loss', work) > 0
  })
  const all = (performance.now() - started) / 1000
  assert.is(result, true)
  const { overhead = 0, forward = 0, loss = 0, ...others } = clock.profile
  assert.equal(others, {})
  for (const seconds of [overhead, forward, loss]) assert.ok(seconds > 0)
  assert.ok(overhead + forward + loss <= all)
  assert.equal(
    Object.keys(clock.profile),
    PHASES.filter(phase => ['overhead', 'forward', 'loss'].includes(phase)),
  )
})

test('after an error the outer phase goes on, and between steps nothing counts', () => {
  const clock = new PhaseClock()
  const fail = () => {
    throw new Error('broken')
  }
  assert.throws(() => clock.time('overhead', () => clock.time('trial', fail)), 'broken')
  const before = clock.profile
  work()
  clock.time('trial', () => {})
  assert.is(clock.profile.overhead, before.overhead)
})

test('without a profile the work is done and nothing is counted', () => {
  assert.is(
    noClock.time('gram', () => 7),
    7,
  )
  assert.is(noClock.profile, undefined)
})

test.run()
