import { range, type Samples } from '../model/feed.js'
import type { Activation } from '../model/graph.js'
import type { ShapedGraph } from '../model/shapes.js'
import type { ValueCache } from '../model/sweep.js'
import { viewOf } from '../runtime/dtype.js'
import type { Workspace } from './workspace.js'

/** A slope below this passes nothing on. */
const FLAT = 1e-6

const off = (value: number) => value <= 0
const faint = (value: number) => value <= 0 && value > -FLAT

/** By activation: whether φ is flat where it has this value. The others are flat nowhere. */
const flatAt: Readonly<Partial<Record<Activation, (value: number) => boolean>>> = {
  relu: off,
  softplus: value => value < FLAT,
  sigmoid: value => value * (1 - value) < FLAT,
  tanh: value => 1 - value * value < FLAT,
  gelu: faint,
  silu: faint,
}

const flatOf = (graph: ShapedGraph, k: number) => {
  const { node } = graph.nodes[k]
  return 'activation' in node ? flatAt[node.activation] : undefined
}

/** The layers that can die. */
export const mortalLayers = (graph: ShapedGraph): number[] =>
  graph.nodes.flatMap((_, k) => (flatOf(graph, k) ? [k] : []))

/** Those of `layers` whose units are flat on each of the first `count` samples in a cache. */
export function flatIn(
  { kernels, layout }: Workspace,
  cache: ValueCache,
  layers: readonly number[],
  count: number,
): number[] {
  return layers.filter(k => {
    const values = viewOf(kernels.dtype, kernels.buffer, cache.values[k], count * layout.graph.nodes[k].units)
    return values.every(flatOf(layout.graph, k) as (value: number) => boolean)
  })
}

/** Layers through which nothing flows back on any sample: all their units are off, or saturated. */
export function deadLayers(workspace: Workspace, theta: number, samples: Samples): number[] {
  const { graph, chunk, trial } = workspace.layout
  let dead = mortalLayers(graph)
  for (let first = 0; dead.length > 0 && first < samples.count; first += chunk) {
    const count = Math.min(chunk, samples.count - first)
    workspace.loss(theta, samples, range(first, count))
    dead = flatIn(workspace, trial, dead, count)
  }
  return dead
}

/** The sentence that names dead layers, with a cure. */
export function deathOf(graph: ShapedGraph, dead: readonly number[]): string {
  const named = dead.map(k => {
    const { node } = graph.nodes[k]
    return `"${node.name}" (${'activation' in node ? node.activation : ''})`
  })
  return `dead: ${named.join(', ')}: off or saturated on every sample, so no gradient passes. Use leakyRelu, another seed, or standardize the inputs`
}
