/** A problem of Moré, Garbow & Hillstrom, "Testing unconstrained optimization software", ACM TOMS 7 (1981); numbers are theirs. */
export interface Problem {
  readonly name: string
  readonly start: readonly number[]
  readonly residuals: (x: readonly number[]) => number[]
  /** The least Σr² that is known, to 10 digits; they print 6. */
  readonly least: number
}

/** [f(1), f(2) … f(n)] */
export const upTo = (n: number, f: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => f(i + 1))

export function sum(list: readonly number[]): number {
  let total = 0
  for (const value of list) total += value
  return total
}
