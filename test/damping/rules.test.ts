import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Measurement, Seen } from '../../src/damping/rule.js'
import { type Damping, dampingRule } from '../../src/damping/table.js'

const unmeasured = { decrease: Number.NaN, stepNorm: Number.NaN, lambda: Number.NaN }
const yes = (gainRatio: number): Measurement => ({ ...unmeasured, accepted: true, gainRatio })
const no: Measurement = { ...unmeasured, accepted: false, gainRatio: Number.NEGATIVE_INFINITY }
const seen = (loss = 1): Seen => ({ loss, gradientNorm: 1, used: 0 })

/** The λ of each solve while the script of measurements goes by. */
function script(part: Damping, measurements: readonly Measurement[], losses: readonly number[] = []): number[] {
  const rule = dampingRule(part)
  let state = rule.start(part)
  const lambdas = [rule.lambda(part, state, seen(losses[0]))]
  for (const measurement of measurements) {
    state = rule.update(part, state, measurement)
    lambdas.push(rule.lambda(part, state, seen(losses[lambdas.length])))
  }
  return lambdas
}

const near = (got: number[], expected: number[]) => {
  assert.is(got.length, expected.length)
  got.forEach((value, k) => {
    assert.ok(Math.abs(value - expected[k]) <= 1e-12 * expected[k], `λ ${k}: ${got} for ${expected}`)
  })
}

const paper = {
  kind: 'gainRatio',
  lambda: 1,
  tau: 0.5,
  boost: 2,
  drop: 0.5,
  epsilon: 0.25,
  on: 'gradientBatch',
} as const

test('gain ratio: below ε boosts, above 1 − ε drops, between keeps; τ is added to what is used', () => {
  near(script(paper, [yes(0.2), yes(0.25), yes(0.75), yes(0.8), yes(3)]), [1.5, 2.5, 2.5, 2.5, 1.5, 1])
})

test('gain ratio: a loss that rose counts as −∞, a refused step raises all of λ fourfold', () => {
  near(script(paper, [yes(Number.NEGATIVE_INFINITY), no, yes(1)]), [1.5, 2.5, 10.5, 5.5])
})

test('gain ratio: λ never falls below τ, and returns from there', () => {
  const lambdas = script(
    paper,
    Array.from({ length: 200 }, () => yes(1)),
  )
  assert.ok(lambdas.every(lambda => lambda >= 0.5))
  assert.ok(lambdas[200] < 0.501)
  assert.ok(script(paper, [...Array.from({ length: 200 }, () => yes(1)), no])[201] > 2)
})

test('nielsen: max(⅓, 1 − (2ρ − 1)³), refusals by 2, 4, 8, an accepted step starts ν anew', () => {
  const part = { kind: 'nielsen', lambda: 9, tau: 0 } as const
  near(script(part, [yes(1), yes(0.5), no, no, no, yes(0.75), no]), [9, 3, 3, 6, 24, 192, 168, 336])
  near(script(part, [yes(Number.NEGATIVE_INFINITY)]), [9, 18])
})

test('constant: stays, is raised fourfold for each refusal in a row, and comes back', () => {
  near(script({ kind: 'constant', lambda: 2 }, [yes(Number.NaN), no, no, yes(Number.NaN)]), [2, 2, 8, 32, 2])
})

test('no rule goes beyond 1e12, whatever is refused', () => {
  for (const part of [paper, { kind: 'nielsen', lambda: 1, tau: 0 }, { kind: 'constant', lambda: 1 }] as const)
    assert.ok(
      script(
        part,
        Array.from({ length: 3000 }, () => no),
      ).every(lambda => lambda <= 1.000000000001e12),
    )
})

test('follow loss: in proportion below the threshold, down to a thousandth; a refused step raises it fourfold', () => {
  const part = { kind: 'followLoss', lambda: 8, below: 1e-3 } as const
  near(script(part, [yes(1), yes(1), yes(1), yes(1)], [2, 1e-3, 1e-4, 1e-9, 0]), [8, 8, 0.8, 0.008, 0.008])
  near(script(part, [no, no, yes(1)], [1, 1, 5e-4, 1]), [8, 32, 64, 8])
})

test('gradient norm: √(M ‖g‖) + τ; M halves after a good step, doubles after a poor one, and is sixteenfold after a refusal', () => {
  const part = { kind: 'gradientNorm', constant: 4, adaptive: true, tau: 0.5 } as const
  const rule = dampingRule(part)
  const start = rule.start(part)
  assert.is(rule.lambda(part, start, { loss: 1, gradientNorm: 9, used: 0 }), 6.5)
  const after = (measurement: Partial<Measurement>) => rule.update(part, start, { ...yes(1), ...measurement }).M
  // ⅔ λ ‖s‖² = 4.
  const step = { lambda: 1.5, stepNorm: 2 }
  assert.equal(
    [after({ ...step, decrease: 4 }), after({ ...step, decrease: 3.9 }), after({ ...step, accepted: false })],
    [2, 8, 64],
  )
  assert.is(rule.update({ ...part, adaptive: false }, start, { ...yes(1), ...step, decrease: 0 }).M, 4)
  let state = start
  for (let k = 0; k < 1000; k++) state = rule.update(part, state, no)
  assert.ok(rule.lambda(part, state, { loss: 1, gradientNorm: 1e30, used: 0 }) <= 1e12)
})

test('backtracking: c ‖g‖, √(c ‖g‖), c ‖F‖; c halves when taken, doubles when refused, is half a measured constant at least', () => {
  const part = (on: 'gradient' | 'rootOfGradient' | 'residual') =>
    ({ kind: 'backtracking', on, constant: 4, least: 0.5 }) as const
  const at = { loss: 2, gradientNorm: 9, used: 0 }
  const lambda = (on: 'gradient' | 'rootOfGradient' | 'residual', more: Partial<Seen> = {}) => {
    const rule = dampingRule(part(on))
    return rule.lambda(part(on), rule.start(part(on)), { ...at, ...more })
  }
  assert.equal([lambda('gradient'), lambda('rootOfGradient'), lambda('residual')], [36, 6, 8])
  assert.is(lambda('residual', { residualNorm: 3 }), 12)
  const rule = dampingRule(part('gradient'))
  const after = (c: number, measurement: Measurement) => rule.update(part('gradient'), { c }, measurement).c
  assert.equal([after(4, yes(0)), after(4, { ...no, stepNorm: 1 }), after(4, no), after(0.6, yes(1))], [2, 8, 16, 0.5])
  assert.equal([after(4, { ...yes(1), lipschitz: 10 }), after(40, { ...yes(1), lipschitz: 10 })], [5, 20])
})

test('schedule: the same factor in each equal part of the budget, its ends to the digit, fourfold after a refusal', () => {
  const part = { kind: 'schedule', from: 8, to: 0.5 } as const
  const rule = dampingRule(part)
  const at = (used: number, refusals = 0) => rule.lambda(part, { refusals }, { loss: 1, gradientNorm: 1, used })
  assert.equal([at(0), at(1), at(2)], [8, 0.5, 0.5])
  near([at(0.25), at(0.5), at(0.75)], [4, 2, 1])
  assert.is(at(0, 2), 128)
})

test('schedule: ends whose quotient is beyond the numbers still have all between them', () => {
  for (const [from, to] of [
    [1e-300, 1e12],
    [1e12, 1e-300],
    [1e-320, 1],
  ]) {
    const part = { kind: 'schedule', from, to } as const
    const at = (used: number) => dampingRule(part).lambda(part, { refusals: 0 }, { loss: 1, gradientNorm: 1, used })
    assert.equal([at(0), at(1)], [from, to])
    const [low, middle, high] = [at(0.25), at(0.5), at(0.75)].map(Math.log10)
    const share = (used: number) => Math.log10(from) + used * (Math.log10(to) - Math.log10(from))
    for (const [got, used] of [
      [low, 0.25],
      [middle, 0.5],
      [high, 0.75],
    ])
      assert.ok(Math.abs(got - share(used)) < 1e-9, `${got} at ${used}`)
  }
})

test.run()
