import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nielsen, smwGN, smwNG } from '../../src/index.js'
import type { RunPlan } from '../../src/place/plan.js'
import { checkCounters } from '../../src/prepare/counters.js'

const plan = {
  optimizer: { ...smwGN(), damping: nielsen() },
  training: { count: 100 },
  weightDecay: 0.02,
} as unknown as RunPlan
const firstOrder = { ...plan, optimizer: { method: 'adam' } } as RunPlan

const loop = {
  'loop.steps': 7,
  'loop.seconds': 0.5,
  'ending.refusals': 0,
  'ending.broken': 0,
  'ending.idle': 0,
  'ending.lowestLoss': Number.POSITIVE_INFINITY,
  'ending.largestGradient': 2,
  'course.start': Number.NaN,
  'course.last': 0.2,
  'course.sum': 3,
  'course.samples': 40,
  'course.bestEpoch': 1,
  'course.bestLoss': 0.2,
  'course.lowest': 0.2,
  'course.score': 0.2,
}
const damping = {
  'damping.lambda': 0.1,
  'damping.growth': 2,
  'dampingBefore.lambda': 0.1,
  'dampingBefore.growth': 2,
}
const sound = { epoch: 1, position: 40, draws: 6, untried: 0, ...damping, 'direction.hasPrevious': 1, ...loop }

const said = (counters: Record<string, number | undefined>, of = plan) => {
  try {
    checkCounters(counters as Record<string, number>, of, sentence => {
      throw new Error(sentence)
    })
    return 'taken'
  } catch (error) {
    return (error as Error).message
  }
}

test('counters of a run are taken, patience and a decay that were not there start anew', () => {
  const counters = checkCounters(sound, plan, assert.unreachable as never)
  assert.equal(counters, {
    'patience.best': Number.POSITIVE_INFINITY,
    'patience.bestEpoch': 0,
    'patience.waited': 0,
    'decay.w': 0.02,
    'decay.loss': 0,
    'decay.batches': 0,
    'decay.weight': 0.02,
    'decay.reference': 0,
    'decay.honest': 0,
    'decay.effective': Number.NaN,
    'decay.looks': 0,
    ...sound,
  })
  assert.is(said({ epoch: 1, position: 0, steps: 7, ...loop }, firstOrder), 'taken')
})

const wrong: readonly (readonly [Record<string, number | undefined>, RegExp])[] = [
  [{ 'loop.steps': 22.25 }, /"loop.steps" is 22.25, which no run reaches/],
  [{ 'loop.steps': -1 }, /"loop.steps" is -1/],
  [{ position: Number.NaN }, /"position" is NaN/],
  [{ position: 100 }, /sample 100 of an epoch of 100/],
  [{ epoch: 8 }, /8 epochs in 7 steps/],
  [{ 'damping.lambda': Number.NaN }, /"damping.lambda" is NaN/],
  [{ 'damping.lambda': -0.1 }, /"damping.lambda" is -0.1/],
  [{ 'direction.hasPrevious': 2 }, /"direction.hasPrevious" is 2/],
  [{ draws: 2 ** 60 }, /"draws"/],
  [{ 'loop.seconds': -3 }, /"loop.seconds" is -3/],
  [{ draws: undefined }, /does not say "draws"/],
  [{ invented: 1 }, /"invented", which is unknown/],
]

for (const [change, says] of wrong)
  test(`counters with ${JSON.stringify(change)} are refused`, () => {
    assert.match(said({ ...sound, ...change }), says)
  })

test('the two methods of second order count alike', () => {
  assert.is(said(sound, { ...plan, optimizer: { ...smwNG(), damping: nielsen() } } as unknown as RunPlan), 'taken')
})

test.run()
