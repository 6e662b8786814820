import type { Batch } from '../../model/feed.js'
import { layerOf } from '../../model/layers/table.js'
import { slotsOf } from '../../model/shapes.js'
import { sizeOf } from '../../runtime/dtype.js'
import type { AtOnce, LayerAt } from '../layerwise.js'

/** The parameters of the output layers one after another: how many, and by layer where they are. */
export function lastParameters(graph: LayerAt['graph']) {
  let at = 0
  const parts = graph.outputs.map(k => {
    const { offset, count } = slotsOf(graph, k)
    const part = { k, offset, count, at }
    at += count
    return part
  })
  return { parts, count: at }
}

/** (H + λ I) x = V of the output layers by conjugate gradients, H the Gauss–Newton block of each. */
export class LastLayer {
  /** The samples of H, the first in the cache. */
  seen: Batch = { start: 0, count: 0 }
  readonly #parts: ReturnType<typeof lastParameters>['parts']
  readonly #count: number
  readonly #size: number

  constructor(
    readonly at: LayerAt,
    readonly settled: { readonly iterations: number; readonly tolerance: number },
  ) {
    const { parts, count } = lastParameters(at.graph)
    this.#parts = parts
    this.#count = count
    this.#size = sizeOf(at.dtype)
  }

  /** u ← (H + λ I)⁻¹ (g + w θ) in the output layers; g, u: byte offsets of parameter vectors. */
  solve({ theta, lambda, decay }: AtOnce, g: number, u: number): void {
    const { clock, kernels, arrays } = this.at
    const { solution, residual, search } = arrays
    const size = this.#size
    clock.time('solve', () => {
      for (const { offset, count, at } of this.#parts) {
        const from = offset * size
        kernels.axpby(1, g + from, decay, theta + from, residual + at * size, count)
      }
      kernels.scale(0, solution, this.#count)
      kernels.axpby(1, residual, 0, residual, search, this.#count)
      this.#iterate(lambda)
      for (const { offset, count, at } of this.#parts) {
        const x = solution + at * size
        kernels.axpby(1, x, 0, x, u + offset * size, count)
      }
    })
  }

  #iterate(lambda: number): void {
    const { kernels, arrays } = this.at
    const { solution: x, residual: r, search: p, image: Ap } = arrays
    const { iterations, tolerance } = this.settled
    const count = this.#count
    let squares = kernels.sumSquares(r, count)
    const enough = tolerance * tolerance * squares
    for (let i = 0; i < iterations && squares > enough; i++) {
      this.#multiply(p, Ap)
      kernels.axpy(lambda, p, Ap, count)
      const alpha = squares / kernels.dot(p, Ap, count)
      kernels.axpy(alpha, p, x, count)
      kernels.axpy(-alpha, Ap, r, count)
      const next = kernels.sumSquares(r, count)
      kernels.axpby(1, r, next / squares, p, p, count)
      squares = next
    }
  }

  /** out ← H v, both of the output layers alone. */
  #multiply(v: number, out: number): void {
    const { kernels, graph, sites, arrays } = this.at
    const { count: samples } = this.seen
    const tangents: Record<number, number> = {}
    for (const { k, offset, at } of this.#parts) {
      const { node, units } = graph.nodes[k]
      tangents[k] = arrays[`tangent.${k}`]
      layerOf(node).parameterised?.image(node, sites[k], v + (at - offset) * this.#size, tangents[k], samples)
      if (sites[k].slope !== 0) kernels.mulRows([tangents[k], units], [sites[k].slope, units], 1, units, samples)
    }
    const deltas = this.at.seedCurvature(this.seen, tangents, 1 / samples)
    for (const { k, offset, at } of this.#parts) {
      const { node } = graph.nodes[k]
      // Nothing below is wanted, nor θ asked for.
      layerOf(node).backward(node, sites[k], { ...deltas[k], inputDeltas: [0] }, 0)
      const place = out + (at - offset) * this.#size
      layerOf(node).parameterised?.fromSamples(node, sites[k], deltas[k].delta, place, samples, false)
    }
  }
}
