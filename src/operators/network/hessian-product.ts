import { type Batch, placeOf } from '../../model/feed.js'
import type { GraphNode } from '../../model/graph.js'
import { seedGradient, weightOf } from '../../model/heads.js'
import type { Site } from '../../model/layers/layer.js'
import { layerOf } from '../../model/layers/table.js'
import { deltaSitesOf, reachesParameters } from '../../model/sweep.js'
import { viewOf } from '../../runtime/dtype.js'
import { outputHessian } from './output-hessian.js'
import type { SecondRoom } from './room.js'
import { secondDerivative } from './second-derivative.js'
import type { Bound, Sweeps } from './sweeps.js'

const isCurved = (node: GraphNode): node is Extract<GraphNode, { activation: string }> =>
  'activation' in node && node.activation !== 'linear'

/** The node before its φ: linear in what it reads, and in its parameters. */
const linearPart = (node: GraphNode): GraphNode =>
  'activation' in node ? ({ ...node, activation: 'linear' } as GraphNode) : node

/**
 * out ← H v, H the Hessian of the mean loss: the exact one, by forward over reverse (Pearlmutter 1994). With R the derivative
 * along v: Ra and Rh in a forward sweep; at the outputs Rδ = (∂²l/∂z²) Rz; below, e the sum of what comes from above,
 * Rδ = φ″ ∘ Ra ∘ e + φ′ ∘ Re, where Re has V⁺δ⁺ + W⁺Rδ⁺; the product is Σ over samples of Rδ hᵀ + δ Rhᵀ. Every layer
 * being linear before its φ, the layers' own tangents and backward passes serve, along v where they take θ.
 * Cost: 2 forward and 3 backward sweeps.
 */
export function hessianProduct(sweeps: Sweeps): void {
  const second = sweeps.room.second as SecondRoom
  sweeps.each(
    (part, bound) => {
      tangents(sweeps, second, part, bound)
      seed(sweeps, second, part, bound)
      pullBack(sweeps, second, part, bound)
    },
    (part, bound) => bend(sweeps, second, part, bound),
  )
}

/** φ″ of a chunk, from its values. */
function bend({ graph, room, lin }: Sweeps, { bends }: SecondRoom, { count }: Batch, { buffer, sites }: Bound): void {
  graph.nodes.forEach(({ node, units }, k) => {
    if (!isCurved(node)) return
    const site = sites[k]
    const length = count * units
    const view = (at: number, size = length) => viewOf(lin.dtype, buffer, at, size)
    const [h, slope, out] = [view(site.value), view(site.slope), view(bends[k])]
    const isDense = node.kind === 'dense'
    const argument = isDense ? view(site.product) : view(site.inputs[0])
    const slots = isDense && node.bias ? site.slots : []
    const bias = slots.length > 0 ? view(room.theta + slots[slots.length - 1], units) : undefined
    const of = secondDerivative[node.activation]
    for (let i = 0; i < length; i++) out[i] = of(h[i], slope[i], argument[i] + (bias ? bias[i % units] : 0))
  })
}

/** Rh of every node, and φ″ ∘ Ra of the curved ones. */
function tangents({ graph, room }: Sweeps, { bends, turns }: SecondRoom, { count }: Batch, { sites }: Bound): void {
  const moves = reachesParameters(graph)
  graph.nodes.forEach(({ node, from, units }, k) => {
    const { kernels } = sites[k]
    const T = room.tangents[k]
    if (!moves[k]) {
      if (T !== 0) kernels.scale(0, T, count * units)
      return
    }
    const inputTangents = from.map(source => (moves[source] ? room.tangents[source] : 0))
    const at = { tangent: T, inputTangents, linear: 0 }
    const linear = linearPart(node)
    layerOf(linear).tangent(linear, sites[k], at, room.theta, room.v, count)
    if (!isCurved(node)) return
    kernels.copyColumns([turns[k], units], [T, units], units, count, false)
    kernels.mulRows([turns[k], units], [bends[k], units], 1, units, count)
    kernels.mulRows([T, units], [sites[k].slope, units], 1, units, count)
  })
}

/** δ and Rδ of the outputs. */
function seed({ graph, room, lin }: Sweeps, { turned }: SecondRoom, part: Batch, { heads, buffer }: Bound): void {
  const scale = 1 / lin.samples.count
  seedGradient(heads, lin.samples, part, scale)
  heads.forEach((head, k) => {
    const { m, loss, outputs } = head
    const node = graph.outputs[k]
    const view = (at: number) => viewOf(lin.dtype, buffer, at, part.count * m)
    const [tangent, out] = [view(room.tangents[node]), view(turned.deltas[node])]
    const product = outputHessian(loss)
    const t = new Float64Array(m)
    const Ht = new Float64Array(m)
    for (let i = 0; i < part.count; i++) {
      const place = placeOf(part, i)
      const weight = weightOf(head, lin.samples, place)
      for (let a = 0; a < m; a++) t[a] = tangent[i * m + a]
      product(outputs, i * m, m, lin.samples.targets[k], place, t, Ht)
      for (let a = 0; a < m; a++) out[i * m + a] = weight === 0 ? 0 : scale * weight * Ht[a]
    }
  })
}

/** δ and Rδ of every node, and the product from them. */
function pullBack(sweeps: Sweeps, { turns, turned }: SecondRoom, { count, start }: Batch, { sites }: Bound): void {
  const { graph, room } = sweeps
  const moves = reachesParameters(graph)
  const deltas = deltaSitesOf(graph, room.deltas, count, 1)
  const turnedSites = deltaSitesOf(graph, turned, count, 1)
  for (let k = graph.nodes.length - 1; k >= 0; k--) {
    const { node, units, from } = graph.nodes[k]
    const [site, E, RE] = [sites[k], deltas[k], turnedSites[k]]
    if (E.delta === 0) continue
    const { kernels } = site
    if (isCurved(node)) {
      kernels.mulRows([RE.delta, units], [site.slope, units], 1, units, count)
      kernels.copyColumns([room.work, units], [E.delta, units], units, count, false)
      kernels.mulRows([room.work, units], [turns[k], units], 1, units, count)
      kernels.copyColumns([RE.delta, units], [room.work, units], units, count, true)
      kernels.mulRows([E.delta, units], [site.slope, units], 1, units, count)
    }
    const linear = linearPart(node)
    const layer = layerOf(linear)
    layer.backward(linear, site, E, room.theta)
    layer.backward(linear, site, RE, room.theta)
    if (!layer.parameterised) continue
    // V⁺δ⁺: the same pass of δ, into R of the δ below.
    const across = { ...E, inputDeltas: RE.inputDeltas, accumulate: RE.accumulate.map(() => true) }
    layer.backward(linear, site, across, room.v)
    layer.parameterised.fromSamples(linear, site, RE.delta, room.out, count, start > 0)
    if (!from.some(source => moves[source])) continue
    layer.parameterised.fromSamples(
      unbiased(linear),
      alongTangents(site, from, room.tangents),
      E.delta,
      room.out,
      count,
      true,
    )
  }
}

/** A bias is added to nothing that moves. */
const unbiased = (node: GraphNode): GraphNode => ('bias' in node ? { ...node, bias: false } : node)

const alongTangents = (site: Site, from: readonly number[], tangents: readonly number[]): Site => ({
  ...site,
  inputs: from.map(source => tangents[source]),
})
