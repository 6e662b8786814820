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
  const gradient = ofDrawnLabel(lin)
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

/** Lower triangle of out += XᵀX, X: rows × n at byte offset `X`; out: rows of `stride`. */
function addProducts(
  { room }: Sweeps,
  { kernels }: Bound,
  X: number,
  rows: number,
  n: number,
  out: Float64Array,
  stride: number,
): void {
  kernels.syrk(true, n, rows, [X, n], [room.square, n], false)
  const square = viewOf(kernels.dtype, kernels.buffer, room.square, n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) out[i * stride + j] += square[i * n + j]
}

function finished(M: Float64Array, n: number, scale: number): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      M[i * n + j] *= scale
      M[j * n + i] = M[i * n + j]
    }
}

/** Places of every layer's factors in a list of numbers, A and G in turns. */
function views(graph: ShapedGraph, numbers?: Float64Array): { factors: KroneckerFactor[]; numbers: Float64Array } {
  const sizes = graph.nodes.flatMap(({ node, units, inputUnits, slots }, k) =>
    layerOf(node).parameterised ? [{ k, inputs: inputUnits[0] + slots.length - 1, outputs: units }] : [],
  )
  const all =
    numbers ?? new Float64Array(sizes.reduce((sum, { inputs, outputs }) => sum + inputs ** 2 + outputs ** 2, 0))
  let at = 0
  const next = (length: number) => {
    at += length
    return all.subarray(at - length, at)
  }
  const factors = sizes.map(({ k, inputs, outputs }): KroneckerFactor => {
    const { offset } = slotsOf(graph, k)
    const layer = graph.nodes[k].node.name
    return { layer, offset, inputs, outputs, A: next(inputs ** 2), G: next(outputs ** 2) }
  })
  return { factors, numbers: all }
}

/** The factors that `factorNumbers` gave as one list. */
export const factorsOf = (graph: ShapedGraph, numbers: Float64Array): KroneckerFactor[] => views(graph, numbers).factors

/**
 * KFAC's factors of every layer that is trained (Martens & Grosse 2015): A = E[h hᵀ], G = E[δ δᵀ], means over the samples,
 * δ of `kind`, weighted; h with a 1 where there is a bias. As one list of numbers, as it crosses threads.
 */
export function factorNumbers(sweeps: Sweeps, kind: FactorKind): Float64Array {
  const { graph, lin } = sweeps
  const rows = factorRows(kind, lin, graph)
  const layers = graph.nodes.flatMap(({ node }, k) => (layerOf(node).parameterised ? [k] : []))
  const { factors, numbers } = views(graph)
  sweeps.each((part, bound) => {
    seed(sweeps, kind, part, bound, rows)
    const deltas = sweeps.backward(part, bound, rows)
    layers.forEach((k, nth) => {
      const { A, G, inputs, outputs } = factors[nth]
      const [width] = graph.nodes[k].inputUnits
      const at = bound.sites[k].inputs[0]
      addProducts(sweeps, bound, at, part.count, width, A, inputs)
      if (inputs > width) {
        const H = viewOf(lin.dtype, bound.buffer, at, part.count * width)
        const last = A.subarray(width * inputs)
        for (let i = 0; i < part.count; i++) for (let j = 0; j < width; j++) last[j] += H[i * width + j]
        last[width] += part.count
      }
      addProducts(sweeps, bound, deltas[k].delta, part.count * rows, outputs, G, outputs)
    })
  })
  for (const { A, G, inputs, outputs } of factors) {
    finished(A, inputs, 1 / lin.samples.count)
    finished(G, outputs, 1 / lin.samples.count)
  }
  return numbers
}
