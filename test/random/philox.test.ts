import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { philox } from '../../src/random/philox.js'

const hex = (words: Iterable<number>) => [...words].map(word => word.toString(16).padStart(8, '0')).join(' ')

function words(key: number[], counter: number[]): string {
  const out = new Uint32Array(4)
  philox(key[0], key[1], counter[0], counter[1], counter[2], counter[3], out)
  return hex(out)
}

/** The paper's round in exact integers. */
function oracle(key: number[], counter: number[]): string {
  const mask = 0xffffffffn
  let [k0, k1] = key.map(BigInt)
  let [c0, c1, c2, c3] = counter.map(BigInt)
  for (let round = 0; round < 10; round++) {
    const first = c0 * 0xd2511f53n
    const second = c2 * 0xcd9e8d57n
    ;[c0, c1, c2, c3] = [(second >> 32n) ^ c1 ^ k0, second & mask, (first >> 32n) ^ c3 ^ k1, first & mask]
    k0 = (k0 + 0x9e3779b9n) & mask
    k1 = (k1 + 0xbb67ae85n) & mask
  }
  return hex([c0, c1, c2, c3].map(Number))
}

test('published known answers', () => {
  assert.is(words([0, 0], [0, 0, 0, 0]), '6627e8d5 e169c58d bc57ac4c 9b00dbd8')
  const ones = 0xffffffff
  assert.is(words([ones, ones], [ones, ones, ones, ones]), '408f276d 41c83b0e a20bc7c6 6d5451fd')
  assert.is(
    words([0xa4093822, 0x299f31d0], [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]),
    'd16cfe09 94fdcceb 5001e420 24126ea1',
  )
})

test('equals exact integer arithmetic for any key and counter', () => {
  const word = fc.integer({ min: 0, max: 0xffffffff })
  fc.assert(
    fc.property(fc.tuple(word, word), fc.tuple(word, word, word, word), (key, counter) => {
      assert.is(words(key, counter), oracle(key, counter))
    }),
    { seed: 1, numRuns: 500 },
  )
})

test.run()
