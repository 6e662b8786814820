import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { erf } from '../../../src/curve/expression/erf.js'

const BITS = 320n
const ONE = 1n << BITS

/** A float64 as a fixed-point number. */
function fixed(x: number): bigint {
  let shift = 0n
  while (!Number.isInteger(x)) {
    x *= 2
    shift++
  }
  return (BigInt(x) << BITS) >> shift
}

/** √π by the integer square root of π, which Machin's formula gives. */
function rootOfPi(): bigint {
  const arctanOfInverse = (k: bigint) => {
    let sum = 0n
    for (let term = ONE / k, n = 1n; term !== 0n; term /= -k * k, n += 2n) sum += term / n
    return sum
  }
  const pi = 4n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n))
  let root = 2n * ONE
  for (let k = 0; k < 12; k++) root = (root + (pi << BITS) / root) / 2n
  return root
}
const ROOT = rootOfPi()

/** 2/√π Σ (−1)ⁿ x^(2n+1)/(n!(2n+1)); the largest term is below e³⁶ = 2⁵². */
function exact(x: number): number {
  const X = fixed(x)
  const square = (X * X) >> BITS
  let sum = 0n
  for (let term = X, n = 1n; term !== 0n; n++) {
    sum += term / (2n * n - 1n)
    term = (-term * square) / n / ONE
  }
  const value = ((2n * sum) << BITS) / ROOT
  return Number(value >> (BITS - 120n)) / 2 ** 120
}

test('erf has a relative error below 1e-15', () => {
  const sizes = [0.46875, 0.468750001, 4, 4.0000001, 5.9, 6, 1e-6, 0.1]
  const all = fc.sample(fc.double({ min: 1e-6, max: 6, noNaN: true }), { numRuns: 500, seed: 7 })
  for (const x of [...sizes, ...all]) {
    const want = exact(x)
    assert.ok(Math.abs(erf(x) / want - 1) < 1e-15, `erf(${x}) = ${erf(x)}, not ${want}`)
    assert.is(erf(-x), -erf(x))
  }
})

test('erf at its ends', () => {
  assert.is(erf(0), 0)
  assert.ok(Object.is(erf(-0), -0))
  assert.is(erf(Infinity), 1)
  assert.is(erf(-Infinity), -1)
  assert.is(erf(7), 1)
  assert.ok(Number.isNaN(erf(NaN)))
  assert.ok(Math.abs(erf(1e-300) / 1e-300 - 2 / Math.sqrt(Math.PI)) < 1e-15)
})

test.run()
