/** A 32-bit hash of a whole number, as a number in [0, 1): data that every reader of a case can make again. */
export function u(i: number): number {
  let z = Math.imul(i + 1, 2654435769) >>> 0
  z ^= z >>> 16
  z = Math.imul(z, 0x85ebca6b) >>> 0
  z ^= z >>> 13
  z = Math.imul(z, 0xc2b2ae35) >>> 0
  z ^= z >>> 16
  return (z >>> 0) / 2 ** 32
}

/** rows × columns numbers, number k of row i from u(columns · i + k). */
export const table = (rows: number, columns: number, value: (i: number, k: number) => number): number[][] =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, k) => value(i, k)))
