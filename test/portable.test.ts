import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cosPi, exp, log, log1p, power } from '../src/portable.js'

/** Distance in units of the last place of b. */
function ulps(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0
  const spacing = 2 ** Math.max(-1074, Math.floor(Math.log2(Math.abs(b))) - 52)
  return Math.abs(a - b) / spacing
}

const near = (
  name: string,
  arbitrary: fc.Arbitrary<number>,
  mine: (x: number) => number,
  theirs: (x: number) => number,
) =>
  test(`${name} is within 2 ulp of Math`, () => {
    fc.assert(
      fc.property(arbitrary, x => {
        const off = ulps(mine(x), theirs(x))
        assert.ok(off <= 2, `${name}(${x}): ${mine(x)} is ${off} ulp from ${theirs(x)}`)
      }),
      { seed: 4, numRuns: 20_000 },
    )
  })

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })

near('exp', between(-708, 709.7), exp, Math.exp)
near('exp near 0', between(-1e-3, 1e-3), exp, Math.exp)
near('log', between(2 ** -1022, Number.MAX_VALUE), log, Math.log)
near('log around 1', between(0.5, 2), log, Math.log)
near('log of the smallest numbers', between(5e-324, 2e-308), log, Math.log)
near('log1p', between(-0.9, 1e3), log1p, Math.log1p)
near('log1p near 0', between(-1e-8, 1e-8), log1p, Math.log1p)

test('cosPi is within 2 ulp of 1 of Math, exact at the quarters, even and periodic', () => {
  assert.equal(
    [0, 0.5, 1, 1.5, 2].map(cosPi).map(v => v + 0),
    [1, 0, -1, 0, 1],
  )
  fc.assert(
    fc.property(between(-4, 4), x => {
      assert.ok(Math.abs(cosPi(x) - Math.cos(Math.PI * x)) <= 2e-15, `${x}`)
      assert.is(cosPi(-x), cosPi(x))
    }),
    { seed: 4, numRuns: 5000 },
  )
})

test('the limits are those of Math', () => {
  const { NEGATIVE_INFINITY: minus, POSITIVE_INFINITY: plus, NaN: nan } = Number
  assert.equal([minus, -746, 0, -0, plus, 710].map(exp), [0, 0, 1, 1, plus, plus])
  assert.equal([0, -0, 1, plus].map(log), [minus, minus, 0, plus])
  assert.ok([exp(nan), log(nan), log(-1), log1p(-2)].every(Number.isNaN))
  assert.equal([log1p(0), log1p(-1)], [0, minus])
})

test('a whole power is the repeated product where that is exact', () => {
  assert.equal([power(3, 0), power(3, 1), power(3, 5), power(-2, 9), power(0.5, 10)], [1, 3, 243, -512, 2 ** -10])
  assert.ok(Math.abs(power(0.999, 10_000) / 0.999 ** 10_000 - 1) < 1e-11)
})

/** What these bits are in every engine: a seed means the same run only while they stay. */
test('the bits of a few values are pinned', () => {
  const bits = (x: number) => new BigUint64Array(new Float64Array([x]).buffer)[0].toString(16)
  assert.equal([exp(1), exp(-0.3), log(10), log(0.7), log1p(1e-5), cosPi(0.3), power(0.9, 7)].map(bits), [
    '4005bf0a8b14576a',
    '3fe7b4c869c37c05',
    '40026bb1bbb55516',
    'bfd6d3c324e13f50',
    '3ee4f8aea9ae7318',
    '3fe2cf2304755a5e',
    '3fde9c6a99d1cdc0',
  ])
})

test.run()
