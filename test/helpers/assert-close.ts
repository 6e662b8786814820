import * as assert from 'uvu/assert'

/** The bound for every element, or one for each. */
export type Bound = number | ArrayLike<number>

/**
 * Asserts |actual[i] − expected[i]| ≤ bound[i] for every i; NaN matches NaN, an infinity itself.
 * A failure names the worst element: its index, both values, error over bound, and how many failed.
 */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: Bound,
  what = 'values',
): void {
  assert.is(actual.length, expected.length, `${what}: length`)
  let worst = -1
  let ratio = 1
  let count = 0
  for (let i = 0; i < expected.length; i++) {
    const of = excess(
      actual[i] as number,
      expected[i] as number,
      typeof bound === 'number' ? bound : (bound[i] as number),
    )
    if (!(of > 1)) continue
    count++
    if (of > ratio || worst < 0) {
      worst = i
      ratio = of
    }
  }
  if (count > 0) {
    assert.unreachable(
      `${what}: [${worst}] is ${actual[worst]}, expected ${expected[worst]}, ` +
        `${ratio.toPrecision(3)} times the bound; ${count} of ${expected.length} fail`,
    )
  }
}

/** Asserts the same bits, so that 0 and −0 differ and NaN equals NaN. */
export function assertSame(actual: ArrayLike<number>, expected: ArrayLike<number>, what = 'values'): void {
  assert.is(actual.length, expected.length, `${what}: length`)
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) {
      assert.unreachable(`${what}: [${i}] is ${actual[i]}, expected exactly ${expected[i]}`)
    }
  }
}

export function assertAtMost(value: number, limit: number, what = 'value'): void {
  assert.ok(value <= limit, `${what}: ${value} is above ${limit} (${(value / limit).toPrecision(3)} times)`)
}

function excess(actual: number, expected: number, bound: number): number {
  if (Object.is(actual, expected) || actual === expected) return 0
  const error = Math.abs(actual - expected)
  if (Number.isNaN(error)) return Infinity
  return error <= bound ? 0 : error / bound
}
