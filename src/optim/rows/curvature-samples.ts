import { curvatureFlops, type Sizes } from './step-flops.js'

/**
 * Flops that a step's curvature may always cost: about 20 ms. On eight tabular sets (50 tanh units, 3 s) more rows than
 * this pays for lost more steps than they were worth, and fewer left the steps poor.
 */
const ALWAYS = 7e8

/** Rows beyond this multiple of the parameters no longer changed the steps. */
const ROWS_PER_PARAMETER = 4

/** A float64 flop of the factor counts as two float32 ones. */
const FACTOR = 2

/** Samples whose rows are as many as ever change a step; more only cost. */
export const usefulSamples = (parameters: number, q: number): number => Math.ceil((ROWS_PER_PARAMETER * parameters) / q)

/**
 * N2 for a full gradient: as many samples as make at most 4 P rows, cost at most as much as the gradient and the trial
 * loss (8 flops a sample and parameter) or `ALWAYS`, and are there. 0 where not even one sample's rows are so cheap.
 */
export function curvatureSamples(sizes: Sizes & { readonly samples: number }, q: number): number {
  const allowed = Math.max(ALWAYS, 8 * sizes.samples * sizes.parameters)
  const most = Math.min(sizes.samples, usefulSamples(sizes.parameters, q))
  let low = 0
  let high = most
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (curvatureFlops(middle * q, sizes, FACTOR) <= allowed) low = middle
    else high = middle - 1
  }
  return low
}
