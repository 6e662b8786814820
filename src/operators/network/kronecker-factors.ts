import { rowsPerSample, seedRows } from '../../curvature/rows.js'
import { type Batch, placeOf } from '../../model/feed.js'
import { weightOf, writeDelta } from '../../model/heads.js'
import { layerOf } from '../../model/layers/table.js'
import { lossOf } from '../../model/losses/table.js'
import { type ShapedGraph, slotsOf } from '../../model/shapes.js'
import { viewOf } from '../../runtime/dtype.js'
import type { Linearisation } from './linearisation.js'
import { ofDrawnLabel } from './output-curvature.js'
import type { Bound, Sweeps } from './sweeps.js'

/** Whose δ the factor G is made of: of all columns of the loss Hessian's root, of one drawn label, of the target. */
export type FactorKind = 'exact' | 'sampled' | 'empirical'

/** The factors of one layer, symmetric and in full, row-major. */
export interface KroneckerFactor {
  /** Name of the layer's node. */
  readonly layer: string
  /** Where its parameters lie in a vector: `inputs` × `outputs` of them, row-major. */
  readonly offset: number
  /** With the 1 of a bias, whose row is the last. */
  readonly inputs: number
  readonly outputs: number
  /** E[h hᵀ], inputs². */
  readonly A: Float64Array
  /** E[δ δᵀ], outputs². */
  readonly G: Float64Array
}

/** Rows of δ a sample that the factors of a kind take. */
export function factorRows(kind: FactorKind, { heads }: Linearisation, graph: ShapedGraph): number {
  const seen = heads.map(({ loss }, k) => ({ loss: lossOf(loss), m: graph.nodes[graph.outputs[k]].units }))
  return rowsPerSample(kind === 'exact' ? 'ggn' : 'empirical', seen)
}

function seed(sweeps: Sweeps, kind: FactorKind, part: Batch, { heads }: Bound, rows: number): void {
  const { lin } = sweeps
  if (kind !== 'sampled') {
    const s = new Float64Array(part.count * rows)
    seedRows(kind === 'exact' ? 'ggn' : 'empirical', heads, lin.samples, part, { seed: lin.seed, step: 0 }, s)
    return
  }
  const gradient = ofDrawnLabel(lin.seed)
  heads.forEach((head, k) => {
    const u = new Float64Array(head.m)
    head.delta.fill(0, 0, part.count * rows * head.m)
    for (let i = 0; i < part.count; i++) {
      const place = placeOf(part, i)
      gradient(heads, k, lin.samples, i, place, 0, u)
      writeDelta(head, i * rows + k, u, 0, Math.sqrt(weightOf(head, lin.samples, place)))
    }
  })
}

/** out += XᵀX, n columns of an X of `rows`, which lies at stride n. */
function addProducts(X: ArrayLike<number>, rows: number, n: number, out: Float64Array, stride: number): void {
  for (let r = 0; r < rows; r++)
    for (let i = 0; i < n; i++) {
      const x = X[r * n + i]
      if (x === 0) continue
      for (let j = 0; j <= i; j++) out[i * stride + j] += x * X[r * n + j]
    }
}

function finished(M: Float64Array, n: number, scale: number): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      M[i * n + j] *= scale
      M[j * n + i] = M[i * n + j]
    }
}

/**
 * KFAC's factors of every layer that is trained (Martens & Grosse 2015): A = E[h hᵀ], G = E[δ δᵀ], means over the samples,
 * δ of `kind`, weighted; h with a 1 where there is a bias.
 */
export function kroneckerFactors(sweeps: Sweeps, kind: FactorKind): KroneckerFactor[] {
  const { graph, lin } = sweeps
  const rows = factorRows(kind, lin, graph)
  const layers = graph.nodes.flatMap(({ node }, k) => (layerOf(node).parameterised ? [k] : []))
  const factors = layers.map((k): KroneckerFactor => {
    const { node, units, inputUnits, slots } = graph.nodes[k]
    const inputs = inputUnits[0] + slots.length - 1
    const { offset } = slotsOf(graph, k)
    const A = new Float64Array(inputs * inputs)
    return { layer: node.name, offset, inputs, outputs: units, A, G: new Float64Array(units * units) }
  })
  sweeps.each((part, bound) => {
    seed(sweeps, kind, part, bound, rows)
    const deltas = sweeps.backward(part, bound, rows)
    layers.forEach((k, nth) => {
      const { A, G, inputs, outputs } = factors[nth]
      const [width] = graph.nodes[k].inputUnits
      const H = viewOf(lin.dtype, bound.buffer, bound.sites[k].inputs[0], part.count * width)
      addProducts(H, part.count, width, A, inputs)
      if (inputs > width) {
        const last = A.subarray(width * inputs)
        for (let i = 0; i < part.count; i++) for (let j = 0; j < width; j++) last[j] += H[i * width + j]
        last[width] += part.count
      }
      const D = viewOf(lin.dtype, bound.buffer, deltas[k].delta, part.count * rows * outputs)
      addProducts(D, part.count * rows, outputs, G, outputs)
    })
  })
  for (const { A, G, inputs, outputs } of factors) {
    finished(A, inputs, 1 / lin.samples.count)
    finished(G, outputs, 1 / lin.samples.count)
  }
  return factors
}

/** C ← A B, A: n × k, B: k × m, row-major. */
function product(A: Float64Array, B: Float64Array, n: number, k: number, m: number): Float64Array {
  const C = new Float64Array(n * m)
  for (let i = 0; i < n; i++)
    for (let l = 0; l < k; l++) {
      const a = A[i * k + l]
      if (a === 0) continue
      for (let j = 0; j < m; j++) C[i * m + j] += a * B[l * m + j]
    }
  return C
}

/** (A ⊗ G) v layer by layer: A V G, V the layer's part of v as an inputs × outputs matrix. */
export function kroneckerProduct(
  factors: readonly Pick<KroneckerFactor, 'offset' | 'inputs' | 'outputs' | 'A' | 'G'>[],
  v: Float64Array,
): Float64Array {
  const result = new Float64Array(v.length)
  for (const { offset, inputs, outputs, A, G } of factors) {
    const V = v.subarray(offset, offset + inputs * outputs)
    result.set(product(product(A, V, inputs, inputs, outputs), G, inputs, outputs, outputs), offset)
  }
  return result
}
