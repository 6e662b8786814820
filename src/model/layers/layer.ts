import type { Kernels } from '../../runtime/kernels.js'
import type { GraphNode } from '../graph.js'

export interface ParameterSpec {
  readonly name: 'kernel' | 'bias'
  readonly shape: readonly number[]
}

/** Where a node stands in a sweep: sizes in elements, all others byte offsets into linear memory. */
export interface Site {
  readonly kernels: Kernels
  readonly units: number
  readonly inputUnits: readonly number[]
  /** Offset of each tensor of the node from the start of a parameter vector, in bytes; constants lie behind its end. */
  readonly slots: readonly number[]
  /** Values of the node and of the nodes it reads, each samples × units. */
  readonly value: number
  readonly inputs: readonly number[]
  /** φ′ at the node's pre-activation, samples × units; 0 where nobody asked for it or φ is linear. */
  readonly slope: number
  /** Where x W is kept without bias and φ, samples × units; `value` itself where nobody asked for it. */
  readonly product: number
}

/** Deltas of a node and of the nodes it reads: δ = ∂s_r/∂(value), rows × units, row r of sample ⌊r/q⌋. */
export interface DeltaSite {
  readonly delta: number
  /** 0 for an input whose delta nobody needs. */
  readonly inputDeltas: readonly number[]
  /** Whether an input's delta already holds a term, so that this node must add. */
  readonly accumulate: readonly boolean[]
  readonly rows: number
  /** Rows a sample. */
  readonly q: number
}

/** Tangents of a node and of the nodes it reads, samples × units: how their values move along a parameter vector. */
export interface TangentSite {
  readonly tangent: number
  /** 0 for an input that does not move. */
  readonly inputTangents: readonly number[]
  /** Where the tangent before φ′ is kept, samples × units; 0 where nobody asks. */
  readonly linear: number
}

/** What the derivative of a backward sweep along a parameter vector reads of a node. */
export interface BendSite {
  /** δ of the sweep itself, at the parameterised point. */
  readonly delta: number
  /** The tangent before φ′; overwritten. */
  readonly linear: number
  /** φ″ ∘ e, e the δ that came to the node. */
  readonly bend: number
}

/** What every kind of node has. */
export interface AnyNode {
  readonly kind: string
  readonly name: string
  readonly from: readonly string[]
}

/**
 * A kind of node. The first half follows from the graph alone, the second runs on linear memory.
 * N samples, R = N·q rows.
 */
export interface Layer<N extends AnyNode = GraphNode> {
  /** Width of the node. @throws WoodburyError BAD_MODEL naming the node */
  units(node: N, inputUnits: readonly number[]): number
  parameters(node: N, inputUnits: readonly number[]): readonly ParameterSpec[]
  /** Whether backward needs φ′ from forward. */
  needsSlope(node: N): boolean
  /** Whether forward itself works in the room of φ′, so that no sweep can do without. */
  readonly readsSlope?: boolean
  /** Whether backward needs x W + b from forward, in `product`. */
  needsProduct?(node: N): boolean
  /** Positions of a sample at which its parameters act, each with its own columns of input and value; 1 where nothing is said. */
  positions?(node: N): number
  /** value ← node(inputs; θ), N samples. */
  forward(node: N, site: Site, theta: number, samples: number): void
  /** tangent ← the derivative of `value` along v (byte offset of a parameter vector), N samples; after `forward` at θ. */
  tangent(node: N, site: Site, tangents: TangentSite, theta: number, v: number, samples: number): void
  /** Adds the node's δ to those of its inputs; leaves in `delta` the δ at its parameterised point. */
  backward(node: N, site: Site, deltas: DeltaSite, theta: number): void
  /**
   * The derivative of `backward` along v: adds to those of its inputs, `deltas` holding derivatives of δ. Absent where `backward`
   * does the same, being linear in δ and in nothing else.
   */
  backwardTangent?(node: N, site: Site, deltas: DeltaSite, at: BendSite, theta: number, v: number): void
  /** Present on nodes that have parameters. */
  readonly parameterised?: Parameterised<N>
}

/** What curvature asks of a node with parameters, after `backward`; J: the rows' derivatives by this node's parameters. */
export interface Parameterised<N extends AnyNode = GraphNode> {
  /** value ← φ(product + b): the second half of `forward`. */
  activate(node: N, site: Site, theta: number, samples: number): void
  /**
   * K (+)= J Jᵀ, lower triangle, R × R; `inner`: lower triangle of H Hᵀ and its leading dimension, or for several positions
   * a place to work in and its elements.
   */
  gram(node: N, site: Site, deltas: DeltaSite, K: number, inner: readonly [number, number], accumulate: boolean): void
  /** out += J v, R numbers in float64; `work` holds N × units. */
  jvp(node: N, site: Site, deltas: DeltaSite, v: number, out: number, work: number, samples: number): void
  /** out (+)= Jᵀ x, x: R numbers in float64; `work` holds N × units. */
  vjp(
    node: N,
    site: Site,
    deltas: DeltaSite,
    x: number,
    out: number,
    work: number,
    samples: number,
    accumulate: boolean,
  ): void
  /** out (+)= Hᵀ E, E: N × units: what `vjp` does once the rows are summed by samples. */
  fromSamples(node: N, site: Site, E: number, out: number, samples: number, accumulate: boolean): void
  /** out ← H v, N × units: how the node's product moves with its parameters. */
  image(node: N, site: Site, v: number, out: number, samples: number): void
  /** The node's columns of the rows `from` … `from + count`, from a multiple of q, into rows of length `ldj`. */
  rows(node: N, site: Site, deltas: DeltaSite, from: number, count: number, J: number, ldj: number): void
}
