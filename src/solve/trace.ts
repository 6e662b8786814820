import { viewOf } from '../runtime/dtype.js'
import type { Kernels } from '../runtime/kernels.js'

/** tr A of an n × n matrix at a byte offset, rows n apart. */
export function traceOf({ dtype, buffer }: Kernels, A: number, n: number): number {
  const view = viewOf(dtype, buffer, A, n * n)
  let sum = 0
  for (let r = 0; r < n; r++) sum += view[r * (n + 1)]
  return sum
}
