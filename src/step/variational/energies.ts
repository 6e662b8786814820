/** How many times their mean absolute deviation local energies may lie off their median. */
const SPREAD = 5

/** Mean of the numbers and its standard error, as if they were independent. */
export function meanOf(values: Float64Array): { readonly mean: number; readonly standardError: number } {
  const n = values.length
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / n
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return { mean, standardError: Math.sqrt(squares / (n - 1) / n) }
}

/**
 * out ← what the steps follow: E clipped to its median ± 5 times the mean absolute deviation from it, less the mean of that.
 * A walker near a node of ψ has a local energy without bound, and would have all of the step.
 */
export function deviations(E: Float64Array, out: Float64Array): void {
  const n = E.length
  const sorted = Float64Array.from(E).sort()
  const median = (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2
  let spread = 0
  for (const value of E) spread += Math.abs(value - median)
  const most = (SPREAD * spread) / n
  let sum = 0
  for (let i = 0; i < n; i++) {
    out[i] = Math.min(Math.max(E[i], median - most), median + most)
    sum += out[i]
  }
  for (let i = 0; i < n; i++) out[i] -= sum / n
}
