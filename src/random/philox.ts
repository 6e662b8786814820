/**
 * Philox4x32-10: a counter-based generator. Four 32-bit words are a pure function of a 64-bit key and a 128-bit
 * counter, so any draw can be made anywhere, in any order, on any thread, and comes out the same.
 * Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
const M0 = 0xd2511f53
const M1 = 0xcd9e8d57
const W0 = 0x9e3779b9
const W1 = 0xbb67ae85
const ROUNDS = 10

/** Upper 32 bits of the 64-bit product of two words; every partial sum stays below 2⁵³. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16
  const aLow = a & 0xffff
  const bHigh = b >>> 16
  const bLow = b & 0xffff
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const cross = aLow * bHigh + (middle & 0xffff)
  return aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000)
}

/** Writes four words for key (key0, key1) and counter (c0, c1, c2, c3) to `out`; arguments are taken modulo 2³². */
export function philox(
  key0: number,
  key1: number,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  out: Uint32Array,
): void {
  let k0 = key0 >>> 0
  let k1 = key1 >>> 0
  let x0 = c0 >>> 0
  let x1 = c1 >>> 0
  let x2 = c2 >>> 0
  let x3 = c3 >>> 0
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(M0, x0)
    const low0 = Math.imul(M0, x0) >>> 0
    const high1 = multiplyHigh(M1, x2)
    const low1 = Math.imul(M1, x2) >>> 0
    x0 = (high1 ^ x1 ^ k0) >>> 0
    x1 = low1
    x2 = (high0 ^ x3 ^ k1) >>> 0
    x3 = low0
    k0 = (k0 + W0) >>> 0
    k1 = (k1 + W1) >>> 0
  }
  out[0] = x0
  out[1] = x1
  out[2] = x2
  out[3] = x3
}
