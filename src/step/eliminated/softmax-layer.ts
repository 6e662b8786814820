import { viewOf } from '../../runtime/dtype.js'
import { FamilyKernels } from '../../runtime/family-kernels.js'
import type { Workspace } from '../workspace.js'
import { elements, type Matrix, multiply } from './matrices.js'
import { formNormal } from './normal.js'
import type { SoftmaxLayerRoom } from './softmax-room.js'

/** A step of the output layer against its gradient G. */
export interface LayerStep {
  /** ⟨G, q⟩, below 0 unless G is 0. */
  readonly slope: number
  readonly squares: number
}

/**
 * The output layer's block of classes: H differs by sample, and M = diag(p̄) ⊗ A stands for its curvature, A = H̄ᵀH̄/N with the
 * mean p̄ of the batch's probabilities. One eigendecomposition A = EᵀΛE serves every class and every λ.
 */
export class SoftmaxLayer {
  readonly #family: FamilyKernels

  constructor(
    readonly workspace: Workspace,
    readonly room: SoftmaxLayerRoom,
  ) {
    this.#family = new FamilyKernels(workspace.executor, 'float64')
  }

  /** E and Λ of a batch; `h`: byte offset of what the layer reads, n × d. Returns whether that is finite. */
  prepare(h: number, roots: Float64Array): boolean {
    const { kernels, float64 } = this.workspace
    const { sizes, basis, values, scratch } = this.room
    const { below, columns } = sizes
    formNormal(kernels, float64, { h, below, roots }, { ...this.room.H, rows: roots.length }, basis)
    return this.#family.eigenSymmetric([basis.at, columns], columns, values, scratch) < 0
  }

  /** q ← −(M + λI)⁻¹ G in the place of G, `room.right`; in float64 whatever the dtype of the run. */
  solve(lambda: number, mean: Float64Array): LayerStep {
    const { kernels, float64 } = this.workspace
    const { sizes, basis, turned, right, wide = right } = this.room
    const { columns, outputs: m } = sizes
    const single = viewOf(kernels.dtype, kernels.buffer, right.at, elements(right))
    const view = ({ at }: Matrix) => new Float64Array(float64.buffer, at, columns * m)
    if (wide !== right) view(wide).set(single)
    multiply(float64, 'NN', basis, wide, turned)
    const values = new Float64Array(float64.buffer, this.room.values, columns)
    const T = view(turned)
    let slope = 0
    let squares = 0
    for (let b = 0; b < columns; b++) {
      const value = Math.max(values[b], 0)
      for (let a = 0; a < m; a++) {
        const g = T[b * m + a]
        const q = -g / (mean[a] * value + lambda)
        slope += g * q
        squares += q * q
        T[b * m + a] = q
      }
    }
    multiply(float64, 'TN', basis, turned, wide)
    if (wide !== right) single.set(view(wide))
    return { slope, squares }
  }

  /** out (+)= H̄ P for P of the layer's shape and n × d numbers h; byte offsets. */
  apply(h: number, P: number, out: Matrix, add: boolean): void {
    const { kernels } = this.workspace
    const { below, columns, outputs: m } = this.room.sizes
    this.through(h, P, out, add)
    if (columns > below) kernels.addBias([out.at, m], P + this.#bias, m, out.rows)
  }

  /** out (+)= T P of n × d numbers T, without the bias. */
  through(T: number, P: number, out: Matrix, add: boolean): void {
    const { below: d, outputs: m } = this.room.sizes
    multiply(
      this.workspace.kernels,
      'NN',
      { at: T, rows: out.rows, columns: d },
      { at: P, rows: d, columns: m },
      out,
      add,
    )
  }

  /** `room.right` ← H̄ᵀδ of n × m numbers δ. */
  gradient(h: number, delta: Matrix): void {
    const { kernels } = this.workspace
    const { sizes, right } = this.room
    const { below: d, columns, outputs: m } = sizes
    multiply(kernels, 'TN', { at: h, rows: delta.rows, columns: d }, delta, { ...right, rows: d })
    if (columns > d) kernels.columnSum(right.at + this.#bias, [delta.at, m], delta.rows, m, false)
  }

  /** Bytes from the layer's kernel to its bias. */
  get #bias(): number {
    const { below, outputs } = this.room.sizes
    return below * outputs * (this.workspace.kernels.dtype === 'float64' ? 8 : 4)
  }
}
