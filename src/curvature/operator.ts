import type { DeltaSite, Site } from '../model/layers/layer.js'
import { layerOf } from '../model/layers/table.js'
import { type ShapedGraph, slotsOf } from '../model/shapes.js'
import { sizeOf } from '../runtime/dtype.js'
import type { Kernels } from '../runtime/kernels.js'
import type { Through } from './through.js'

/** Byte offsets of what the operator needs besides the caches of a sweep. */
export interface OperatorRoom {
  /** By node: the inner Gram H Hᵀ of its values; 0 where no layer with parameters reads it. */
  readonly inner: readonly number[]
  /** By node: the layers that take products with H through it. */
  readonly through: readonly (Through | undefined)[]
  /** samples × widest node elements. */
  readonly work: number
}

/** The gradient of the batch as a sum over its samples, g = Σ_l H_lᵀ D_l: the δ of its `samples` rows. */
export interface SampleGradient {
  readonly samples: number
  readonly deltas: readonly DeltaSite[]
}

/**
 * The rows J~ of a batch after `backward`, as an operator: J~J~ᵀ, J~ v and J~ᵀ x layer by layer, from the caches of the
 * sweep. J~ itself (R × P) is never formed. Ren & Goldfarb 2019; R = samples · q, sample-major.
 *
 * With `gradient` the rows belong to the first samples of a larger or equal batch, and layers that go through their
 * inner Gram never form their part of g: J~ g = rows of D ∘ (H Hᵀ + 1) D_g, and Jᵀx + α g = Hᵀ (E + α D_g).
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
    readonly gradient?: SampleGradient,
  ) {
    this.#parts = graph.nodes.flatMap(({ slots }, k) => (slots.length > 0 ? [k] : []))
  }

  get rows(): number {
    return this.samples * this.q
  }

  /** Samples whose inner Gram is there. */
  get #all(): number {
    return this.gradient?.samples ?? this.samples
  }

  /** Lower triangle of K = J~ J~ᵀ, R × R elements: K = Σ_l (D_l D_lᵀ) ∘ ((H_l H_lᵀ + 1) ⊗ 1). */
  gram(K: number): void {
    const { kernels, graph, sites, room } = this
    // Which node's inner Gram an area holds: those that nobody goes through share one.
    const held = new Map<number, number>()
    this.#parts.forEach((k, nth) => {
      const { node, from, slots, positions } = graph.nodes[k]
      const [source] = from
      if (positions !== 1) {
        const place = [room.work, this.samples * Math.max(...graph.nodes.map(({ units }) => units))] as const
        layerOf(node).parameterised?.gram(node, sites[k], this.deltas[k], K, place, nth > 0)
        return
      }
      const count = this.#samplesOf(source)
      const inner = [room.inner[source], count] as const
      if (held.get(inner[0]) !== source) {
        const H = [sites[source].value, sites[source].units] as const
        kernels.syrk(false, count, H[1], H, inner, false)
        held.set(inner[0], source)
      }
      layerOf(node).parameterised?.gram(node, sites[k], this.deltas[k], K, inner, nth > 0)
      const through = room.through[k]
      if (through) kernels.mirror(inner, [through.full, count], count, slots.length > 1 ? 1 : 0)
    })
  }

  /** Samples of a node's inner Gram: the whole batch where some layer goes through it. */
  #samplesOf(source: number): number {
    const { graph, room } = this
    return this.#parts.some(k => room.through[k] && graph.nodes[k].from[0] === source) ? this.#all : this.samples
  }

  /** v ← α v in the layers that `holds` names; v: byte offset of a parameter vector. */
  scale(alpha: number, v: number, holds: readonly boolean[]): void {
    const { kernels, graph } = this
    for (const k of this.#parts) {
      const { offset, count } = slotsOf(graph, k)
      if (holds[k]) kernels.scale(alpha, v + offset * sizeOf(kernels.dtype), count)
    }
  }

  /**
   * out ← J~ v, R numbers in float64, over the layers that `holds` names; v: byte offset of a parameter vector. Returns
   * gᵀv over those of them that never form their part of g.
   */
  apply(v: number, out: number, holds?: readonly boolean[]): number {
    new Float64Array(this.kernels.buffer, out, this.rows).fill(0)
    let slope = 0
    for (const k of this.#parts) {
      if (holds && !holds[k]) continue
      const { node } = this.graph.nodes[k]
      const layer = layerOf(node).parameterised
      const through = this.room.through[k]
      if (through && this.gradient) {
        layer?.image(node, this.sites[k], v, through.image, this.#all)
        slope += this.#alongGradient(k, through.image, this.gradient, out)
      } else layer?.jvp(node, this.sites[k], this.deltas[k], v, out, this.room.work, this.samples)
    }
    return slope
  }

  /** For the image H v of a layer: its part of J~ v is added to `out`. Returns its part of gᵀv. */
  #alongGradient(k: number, image: number, { deltas }: SampleGradient, out: number): number {
    const { units } = this.sites[k]
    const { delta: D, rows } = this.deltas[k]
    this.kernels.rowDot(out, [D, units], [image, units], this.q, units, rows)
    return this.kernels.dot(deltas[k].delta, image, this.#all * units)
  }

  /**
   * out (+)= J~ᵀ x + share · g, the latter in layers that go through their inner Gram; x: R numbers in float64, out: byte
   * offset of a parameter vector. `holds`: the layers in which out has something to be added to, or all or none.
   */
  applyTransposed(x: number, out: number, holds: readonly boolean[] | boolean, share = 0): void {
    for (const k of this.#parts) {
      const { node } = this.graph.nodes[k]
      const add = typeof holds === 'boolean' ? holds : holds[k]
      const through = this.room.through[k]
      const layer = layerOf(node).parameterised
      if (through) {
        this.#combine(k, through.combination, x, share)
        layer?.fromSamples(node, this.sites[k], through.combination, out, this.#all, add)
      } else layer?.vjp(node, this.sites[k], this.deltas[k], x, out, this.room.work, this.samples, add)
    }
  }

  /** J~ g and ‖g‖² over the layers that go through their inner Gram; J~ g is added to `out`. After `gram`. */
  applyToGradient(out: number): number {
    const { gradient } = this
    let squares = 0
    for (const k of this.#parts) {
      const through = this.room.through[k]
      if (!through || !gradient) continue
      this.#image(through, gradient.deltas[k].delta, this.sites[k].units)
      squares += this.#alongGradient(k, through.image, gradient, out)
    }
    return squares
  }

  /** Forms g in the layers that go through their inner Gram. */
  formGradient(out: number): void {
    for (const k of this.#parts) {
      if (!this.room.through[k] || !this.gradient) continue
      const { node } = this.graph.nodes[k]
      const { delta } = this.gradient.deltas[k]
      layerOf(node).parameterised?.fromSamples(node, this.sites[k], delta, out, this.#all, false)
    }
  }

  /**
   * After `applyTransposed` into d: the images H d of the layers that go through their inner Gram, by it where d was
   * nothing else than that product, else directly. Returns gᵀd over them.
   */
  images(d: number, holds: readonly boolean[]): number {
    const { kernels } = this
    let slope = 0
    for (const k of this.#parts) {
      const through = this.room.through[k]
      if (!through) continue
      const { node } = this.graph.nodes[k]
      const { units } = this.sites[k]
      if (holds[k]) layerOf(node).parameterised?.image(node, this.sites[k], d, through.image, this.#all)
      else this.#image(through, through.combination, units)
      if (this.gradient) slope += kernels.dot(this.gradient.deltas[k].delta, through.image, this.#all * units)
    }
    return slope
  }

  /** `count` rows from row `from` (a multiple of q) of J~, count × P elements. */
  denseRows(from: number, count: number, J: number): void {
    for (const k of this.#parts) {
      const { node } = this.graph.nodes[k]
      layerOf(node).parameterised?.rows(node, this.sites[k], this.deltas[k], from, count, J, this.graph.parameters)
    }
  }

  /** image ← (H Hᵀ + 1) E. */
  #image({ full, image }: Through, E: number, units: number): void {
    const n = this.#all
    this.kernels.matmul('NN', [n, units, n], [full, n], [E, units], [image, units], false)
  }

  /** E ← Σ_a x_a δ_a of each sample with rows, + share · D_g. */
  #combine(k: number, E: number, x: number, share: number): void {
    const { kernels, samples, gradient } = this
    const { units } = this.sites[k]
    const { delta, q } = this.deltas[k]
    kernels.combineRows([E, units], [delta, units], x, q, units, samples)
    if (!gradient) return
    const D = gradient.deltas[k].delta
    const head = samples * units
    kernels.axpy(share, D, E, head)
    const skip = head * sizeOf(kernels.dtype)
    const rest = (gradient.samples - samples) * units
    if (rest > 0) kernels.axpby(share, D + skip, 0, D + skip, E + skip, rest)
  }
}
