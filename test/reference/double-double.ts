/** A number as an unevaluated sum hi + lo, about 32 digits: T. J. Dekker 1971. */
export type Double = readonly [hi: number, lo: number]

const SPLIT = 2 ** 27 + 1

function twoSum(a: number, b: number): Double {
  const s = a + b
  const v = s - a
  return [s, a - (s - v) + (b - v)]
}

function halves(a: number): Double {
  const c = SPLIT * a
  const high = c - (c - a)
  return [high, a - high]
}

function twoProduct(a: number, b: number): Double {
  const p = a * b
  const [ah, al] = halves(a)
  const [bh, bl] = halves(b)
  return [p, ah * bh - p + ah * bl + al * bh + al * bl]
}

export function plus([a, b]: Double, [c, d]: Double): Double {
  const [s, e] = twoSum(a, c)
  return twoSum(s, e + b + d)
}

export function times([a, b]: Double, c: number): Double {
  const [p, e] = twoProduct(a, c)
  return twoSum(p, e + b * c)
}

/** Σ x_k y_k. */
export const dot = (x: readonly Double[], y: ArrayLike<number>): Double =>
  x.reduce<Double>((sum, value, k) => plus(sum, times(value, y[k])), [0, 0])

export const exact = (x: ArrayLike<number>): Double[] => Array.from(x, value => [value, 0] as const)
