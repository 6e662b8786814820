import type { DeltaSite, Site } from '../model/layers/layer.js'
import { layerOf } from '../model/layers/table.js'
import type { ShapedGraph } from '../model/shapes.js'
import type { Kernels } from '../runtime/kernels.js'

/** Byte offsets of what the operator needs besides the caches of a sweep. */
export interface OperatorRoom {
  /** samples² elements: the inner Gram H Hᵀ of one layer. */
  readonly inner: number
  /** samples × widest node elements. */
  readonly work: number
}

/**
 * The rows J~ of a batch after `backward`, as an operator: J~J~ᵀ, J~ v and J~ᵀ x layer by layer, from the caches of the
 * sweep. J~ itself (R × P) is never formed. Ren & Goldfarb 2019; R = samples · q, sample-major.
 */
export class RowOperator {
  readonly #parts: readonly number[]

  constructor(
    readonly kernels: Kernels,
    readonly graph: ShapedGraph,
    readonly sites: readonly Site[],
    readonly deltas: readonly DeltaSite[],
    readonly samples: number,
    readonly q: number,
    readonly room: OperatorRoom,
  ) {
    this.#parts = graph.nodes.flatMap(({ slots }, k) => (slots.length > 0 ? [k] : []))
  }

  get rows(): number {
    return this.samples * this.q
  }

  /** Lower triangle of K = J~ J~ᵀ, R × R elements: K = Σ_l (D_l D_lᵀ) ∘ ((H_l H_lᵀ + 1) ⊗ 1). */
  gram(K: number): void {
    const { kernels, graph, sites, samples, room } = this
    let held = -1
    this.#parts.forEach((k, nth) => {
      const { node, from } = graph.nodes[k]
      const [source] = from
      if (source !== held) {
        const H = [sites[k].inputs[0], sites[k].inputUnits[0]] as const
        kernels.syrk(false, samples, H[1], H, [room.inner, samples], false)
        held = source
      }
      layerOf(node).parameterised?.gram(node, sites[k], this.deltas[k], K, room.inner, samples, nth > 0)
    })
  }

  /** out ← J~ v, R numbers in float64; v: byte offset of a parameter vector. */
  apply(v: number, out: number): void {
    new Float64Array(this.kernels.buffer, out, this.rows).fill(0)
    for (const k of this.#parts) {
      const { node } = this.graph.nodes[k]
      layerOf(node).parameterised?.jvp(node, this.sites[k], this.deltas[k], v, out, this.room.work, this.samples)
    }
  }

  /** out (+)= J~ᵀ x; x: R numbers in float64, out: byte offset of a parameter vector. */
  applyTransposed(x: number, out: number, accumulate: boolean): void {
    for (const k of this.#parts) {
      const { node } = this.graph.nodes[k]
      const { work } = this.room
      layerOf(node).parameterised?.vjp(node, this.sites[k], this.deltas[k], x, out, work, this.samples, accumulate)
    }
  }

  /** `count` rows from row `from` (a multiple of q) of J~, count × P elements. */
  denseRows(from: number, count: number, J: number): void {
    for (const k of this.#parts) {
      const { node } = this.graph.nodes[k]
      layerOf(node).parameterised?.rows(node, this.sites[k], this.deltas[k], from, count, J, this.graph.parameters)
    }
  }
}
