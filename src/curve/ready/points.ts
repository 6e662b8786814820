import { floats } from '../algebra/floats.js'

/** Points in ascending order of x. */
export interface Points {
  readonly x: Float64Array
  readonly y: Float64Array
}

/** Sorted points; beyond `most`, means of as many neighbours as bring them below it. */
export function sorted(x: Float64Array, y: Float64Array, most = Number.POSITIVE_INFINITY): Points {
  if (x.length <= most && x.every((at, i) => i === 0 || at >= x[i - 1])) return { x: copyOf(x), y: copyOf(y) }
  const order = Uint32Array.from(x, (_, i) => i).sort((i, j) => x[i] - x[j] || i - j)
  const each = Math.ceil(x.length / most) || 1
  const mean = (of: Float64Array) =>
    Float64Array.from({ length: Math.ceil(x.length / each) }, (_, block) => {
      const members = order.subarray(block * each, (block + 1) * each)
      return members.reduce((sum, i) => sum + of[i] / members.length, 0)
    })
  return { x: mean(x), y: mean(y) }
}

function copyOf(values: Float64Array): Float64Array {
  const copy = floats(values.length)
  copy.set(values)
  return copy
}

/** Distance from the first x to the last; that to zero, or 1, where all are the same but for what has no reciprocal. */
export const rangeOf = (x: Float64Array): number =>
  [x[x.length - 1] - x[0], Math.abs(x[0])].find(distance => distance > 1e-300) ?? 1

/** The smallest distance between two different neighbours, at least 1e-6 of the range. */
export function gapOf(x: Float64Array): number {
  const range = rangeOf(x)
  let gap = range
  for (let i = 1; i < x.length; i++) if (x[i] > x[i - 1]) gap = Math.min(gap, x[i] - x[i - 1])
  return Math.max(gap, range * 1e-6)
}

/** `from` to `to` in steps of about `step`, both ends included. */
export function steps(from: number, to: number, step: number): number[] {
  const count = Math.max(1, Math.ceil((to - from) / step))
  return Array.from({ length: count + 1 }, (_, k) => from + ((to - from) * k) / count)
}
