import { viewOf } from '../../runtime/dtype.js'
import { orthonormalRows } from '../../solve/spectral/orthonormal-rows.js'
import type { At } from './elementwise.js'
import { eigenOf, type Side, type SidedKernel } from './sides.js'

/** Added to a moment, as a share of its trace, before a power step: what is below it is no direction, and the rows stay apart. */
const SHIFT = 1e-7

/** basis ← eigenvectors of the side's moment, its rows. */
export function eigenbasis(at: At, side: Side): void {
  const { kernels, state } = at
  const basis = viewOf(kernels.dtype, kernels.buffer, state[`basis.${side.name}`], side.size ** 2)
  if (eigenOf(at, side, 1)) basis.set(new Float64Array(kernels.buffer, state.square, side.size ** 2))
}

/** basis ← its rows, sorted by bᵀM b descending, times M + σ I, made orthonormal in that order; v's axis is sorted likewise. */
export function powerStep(at: At, { name, size: n }: Side, from: number, kernel: SidedKernel): void {
  const { kernels, float64, state } = at
  const basis = viewOf(kernels.dtype, kernels.buffer, state[`basis.${name}`], n * n)
  const [square, second] = [[state.square, n] as const, [state.secondSquare, n] as const]
  const Y = new Float64Array(kernels.buffer, state.square, n * n)
  const M = new Float64Array(kernels.buffer, state.secondSquare, n * n)
  kernels.shifted([state[`moment.${name}`], n], square, n, 1, 0)
  let trace = 0
  for (let i = 0; i < n; i++) trace += Y[i * n + i]
  float64.mirror(square, second, n, 0)
  for (let i = 0; i < n; i++) M[i * n + i] += SHIFT * trace
  const B = [state.inverse, n] as const
  const rows = new Float64Array(kernels.buffer, state.inverse, n * n)
  rows.set(basis)
  float64.matmul('NN', [n, n, n], B, second, square, false)
  const along = Float64Array.from({ length: n }, (_, r) =>
    float64.dot(state.inverse + r * n * 8, state.square + r * n * 8, n),
  )
  const order = Array.from(along.keys()).sort((a, b) => along[b] - along[a] || a - b)
  rows.set(Y)
  order.forEach((r, k) => {
    Y.set(rows.subarray(r * n, (r + 1) * n), k * n)
  })
  const { factor, inverse, product } = state
  if (!orthonormalRows(float64, state.square, n, n, { factor, inverse, product })) return
  basis.set(Y)
  sortAxis(at, from, kernel, name, order)
}

/** v in the new order of a side's axes. */
function sortAxis(
  { kernels, state }: At,
  from: number,
  { slot, outputs, left }: SidedKernel,
  name: string,
  order: number[],
) {
  const v = viewOf(kernels.dtype, kernels.buffer, state.secondMoment + from, slot.size)
  const old = v.slice()
  const isLeft = left?.name === name
  for (let p = 0; p < slot.size; p++) {
    const [r, c] = [Math.floor(p / outputs), p % outputs]
    v[p] = isLeft ? old[order[r] * outputs + c] : old[r * outputs + order[c]]
  }
}
