import { viewOf } from '../../runtime/dtype.js'
import type { Kernels } from '../../runtime/kernels.js'
import { elements, type Matrix } from './matrices.js'

/** out ← rows of n × d numbers in the run's dtype times √(ω/N) to a power, ±1; a sample without weight is 0. */
export function scaled(
  kernels: Kernels,
  from: number,
  d: number,
  roots: Float64Array,
  out: Matrix,
  power: 1 | -1,
): void {
  const source = viewOf(kernels.dtype, kernels.buffer, from, out.rows * d)
  const view = new Float64Array(kernels.buffer, out.at, elements(out))
  roots.forEach((root, i) => {
    const factor = power === 1 ? root : root > 0 ? 1 / root : 0
    const at = i * out.columns
    for (let c = 0; c < d; c++) view[at + c] = factor * source[i * d + c]
  })
}

/** H ← √(ω/N) [h, 1] of a batch, the 1 where H has a column for it, and M ← HᵀH. */
export function formNormal(
  kernels: Kernels,
  float64: Kernels,
  { h, below, roots }: { readonly h: number; readonly below: number; readonly roots: Float64Array },
  H: Matrix,
  M: Matrix,
): void {
  const { columns } = H
  scaled(kernels, h, below, roots, H, 1)
  if (columns > below) {
    const view = new Float64Array(kernels.buffer, H.at, elements(H))
    roots.forEach((root, i) => {
      view[i * columns + below] = root
    })
  }
  float64.syrk(true, columns, H.rows, [H.at, columns], [M.at, columns], false)
  float64.mirror([M.at, columns], [M.at, columns], columns, 0)
}
