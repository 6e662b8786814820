import { type Batch, Gatherer, range } from '../../model/feed.js'
import { type Head, headsOf, normalise, withDeltas } from '../../model/heads.js'
import type { DeltaSite, Site } from '../../model/layers/layer.js'
import { layerOf } from '../../model/layers/table.js'
import { type ShapedGraph, trainedShapesOf } from '../../model/shapes.js'
import { backward, deltaSitesOf, forward, sitesOf, tangent } from '../../model/sweep.js'
import { type FloatArray, sizeOf, viewOf } from '../../runtime/dtype.js'
import { Kernels } from '../../runtime/kernels.js'
import type { Linearisation } from './linearisation.js'
import { type Room, roomOf } from './room.js'
import { type KernelModule, takeTurn } from './turns.js'

/** What stands in linear memory while an operator has it. */
export interface Bound {
  readonly buffer: ArrayBufferLike
  readonly kernels: Kernels
  readonly sites: readonly Site[]
  readonly heads: readonly Head[]
  readonly gatherer: Gatherer
  /** First sample of the chunk in the cache, −1 for none. */
  held: number
}

/** What the products of an operator need beyond gradients. */
export interface Wants {
  /** Room for the exact Hessian. */
  readonly second?: boolean
  /** Room for Kronecker factors of so many rows of δ a sample. */
  readonly factorRows?: number
}

/** The sweeps of a linearised model, over all its samples in chunks. Nothing waits within a product. */
export class Sweeps {
  readonly graph: ShapedGraph
  readonly room: Room
  #bound: Bound | undefined

  /** @throws WoodburyError OUT_OF_MEMORY */
  constructor(
    where: string,
    readonly lin: Linearisation,
    { second = false, factorRows }: Wants,
    private readonly kernels: KernelModule,
  ) {
    const { dtype, heads, samples, memory } = lin
    this.graph = trainedShapesOf(lin.graph)
    const shared = { graph: this.graph, heads, dtype, samples: samples.count, second, memory }
    this.room = roomOf(where, { ...shared, rows: factorRows ?? 1, factors: factorRows !== undefined })
  }

  /** Linear memory with this operator's θ in it. @throws WoodburyError OUT_OF_MEMORY */
  bind(): Bound {
    const { lin, room, graph } = this
    const { executor, isNew } = takeTurn(this, this.kernels, room)
    if (this.#bound && !isNew) return this.#bound
    const { buffer } = executor.memory
    const kernels = new Kernels(executor, lin.dtype)
    const { parameters, constants } = graph
    viewOf(lin.dtype, buffer, room.theta, parameters).set(lin.params)
    viewOf(lin.dtype, buffer, room.theta + parameters * sizeOf(lin.dtype), constants).set(lin.constants)
    const heads = headsOf(kernels, graph, lin.heads, room.values, room.softmax)
    this.#bound = {
      buffer,
      kernels,
      sites: sitesOf(kernels, graph, room.values),
      heads: withDeltas(heads, kernels, graph, room.deltas),
      gatherer: new Gatherer(kernels, graph, room.values),
      held: -1,
    }
    return this.#bound
  }

  /** Visits all samples by chunks whose values, slopes and softmax stand in the cache; before, with `fresh`, those that came anew. */
  each(visit: (part: Batch, bound: Bound) => void, fresh?: (part: Batch, bound: Bound) => void): void {
    const bound = this.bind()
    const { count } = this.lin.samples
    for (let first = 0; first < count; first += this.room.capacity) {
      const part = range(first, Math.min(this.room.capacity, count - first))
      if (bound.held !== first) {
        bound.gatherer.gather(this.lin.samples, part)
        forward(this.graph, bound.sites, this.room.theta, part.count)
        normalise(bound.heads, bound.kernels, part.count)
        fresh?.(part, bound)
        bound.held = first
      }
      visit(part, bound)
    }
  }

  /** A view of a parameter vector. */
  vector(at: 'v' | 'out'): FloatArray {
    return viewOf(this.lin.dtype, this.bind().buffer, this.room[at], this.graph.parameters)
  }

  /** How the outputs of a chunk move along v: a view by head, samples × m. `linears` as of `tangent`. */
  tangents({ count }: Batch, { kernels, sites }: Bound, linears?: readonly number[]): FloatArray[] {
    const { graph, room } = this
    tangent(graph, sites, room.tangents, room.theta, room.v, count, linears)
    return graph.outputs.map(k => viewOf(kernels.dtype, kernels.buffer, room.tangents[k], count * graph.nodes[k].units))
  }

  /** The δ of a chunk from those seeded at its outputs, `rows` a sample. */
  backward({ count }: Batch, { sites }: Bound, rows = 1): readonly DeltaSite[] {
    const deltas = deltaSitesOf(this.graph, this.room.deltas, count, rows)
    backward(this.graph, sites, deltas, this.room.theta)
    return deltas
  }

  /** out (+)= Jᵀ of what is seeded at the outputs of a chunk, one row a sample. */
  pullBack(part: Batch, bound: Bound): void {
    const deltas = this.backward(part, bound)
    this.graph.nodes.forEach(({ node }, k) => {
      layerOf(node).parameterised?.fromSamples(
        node,
        bound.sites[k],
        deltas[k].delta,
        this.room.out,
        part.count,
        part.start > 0,
      )
    })
  }
}
