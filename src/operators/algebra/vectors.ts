/** y += α x. */
export function axpy(alpha: number, x: ArrayLike<number>, y: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] += alpha * x[i]
}

/** α x. */
export function scaled(alpha: number, x: ArrayLike<number>): Float64Array {
  const result = new Float64Array(x.length)
  for (let i = 0; i < result.length; i++) result[i] = alpha * x[i]
  return result
}

export const mean = (a: readonly number[]): number => a.reduce((sum, value) => sum + value, 0) / a.length

/** Standard error of the mean; 0 of one number, of which nothing is known. */
export function standardError(a: readonly number[]): number {
  if (a.length < 2) return 0
  const center = mean(a)
  const squares = a.reduce((sum, value) => sum + (value - center) ** 2, 0)
  return Math.sqrt(squares / (a.length - 1) / a.length)
}
