import type { RowOperator } from '../../curvature/operator.js'
import { type FloatArray, viewOf } from '../../runtime/dtype.js'
import type { Parts, Rows } from '../../solve/rows.js'
import type { Workspace } from '../workspace.js'

/** Rows J~ S of a diagonal S: products with them go through those of J~, their Gram through the rows themselves. */
export class ScaledRows implements Rows {
  readonly #parameters: number

  constructor(
    readonly inner: RowOperator,
    readonly workspace: Workspace,
  ) {
    this.#parameters = workspace.layout.graph.parameters
  }

  get rows(): number {
    return this.inner.rows
  }

  get samples(): number {
    return this.inner.samples
  }

  get q(): number {
    return this.inner.q
  }

  gram(K: number): void {
    const { rows, workspace } = this
    const { block } = workspace.layout.arrays
    this.denseRows(0, rows, block)
    workspace.kernels.syrk(false, rows, this.#parameters, [block, this.#parameters], [K, rows], false)
  }

  denseRows(from: number, count: number, J: number): void {
    this.inner.denseRows(from, count, J)
    const P = this.#parameters
    const rows = this.#view(J, count * P)
    const s = this.#scale
    for (let r = 0; r < count; r++) for (let p = 0; p < P; p++) rows[r * P + p] *= s[p]
  }

  scale(alpha: number, v: number, parts: Parts): void {
    this.inner.scale(alpha, v, parts)
  }

  apply(v: number, out: number, parts: Parts): number {
    const { scaled } = this.workspace.layout.arrays
    const [from, to] = [this.#view(v, this.#parameters), this.#view(scaled, this.#parameters)]
    this.#scale.forEach((s, p) => {
      to[p] = s * from[p]
    })
    return this.inner.apply(scaled, out, parts)
  }

  /** Every part holds something: the regulariser has all parameters. */
  applyTransposed(x: number, out: number): void {
    const { scaled } = this.workspace.layout.arrays
    this.inner.applyTransposed(x, scaled, false)
    const [from, to] = [this.#view(scaled, this.#parameters), this.#view(out, this.#parameters)]
    this.#scale.forEach((s, p) => {
      to[p] += s * from[p]
    })
  }

  get #scale(): FloatArray {
    return this.#view(this.workspace.layout.arrays.scale, this.#parameters)
  }

  #view(at: number, length: number): FloatArray {
    const { dtype, buffer } = this.workspace.kernels
    return viewOf(dtype, buffer, at, length)
  }
}
