import { type ShapedGraph, slotsOf } from '../model/shapes.js'
import { sizeOf } from '../runtime/dtype.js'
import { flatIn, mortalLayers } from './dead-layers.js'
import type { Workspace } from './workspace.js'

/**
 * Keeps a step from switching a whole layer off: nothing would flow back through it any more, and it could never return.
 * The loss does not tell, for a constant is often the better of two bad fits.
 */
export class LiveLayers {
  readonly #all: readonly number[]
  #flat: readonly number[] = []

  constructor(readonly workspace: Workspace) {
    this.#all = mortalLayers(workspace.layout.graph)
  }

  /** A trial begins. */
  begin(): void {
    this.#flat = this.#all
  }

  /** `count` samples of the trial are in the trial cache. */
  see(count: number): void {
    this.#flat = flatIn(this.workspace, this.workspace.layout.trial, this.#flat, count)
  }

  /** d ← 0 in what feeds the layers that the trial switched off, live on the `count` samples in the cache. Returns whether any is. */
  spare(d: number, count: number): boolean {
    const { kernels, layout } = this.workspace
    const { graph, values } = layout
    const dead = flatIn(this.workspace, values, this.#flat, count)
    const killed = this.#flat.filter(k => !dead.includes(k))
    for (const k of new Set(killed.flatMap(layer => feeders(graph, layer)))) {
      const { offset, count: size } = slotsOf(graph, k)
      kernels.scale(0, d + offset * sizeOf(kernels.dtype), size)
    }
    return killed.length > 0
  }
}

/** The nearest layers with parameters, at or below. */
function feeders(graph: ShapedGraph, k: number): number[] {
  const { slots, from } = graph.nodes[k]
  return slots.length > 0 ? [k] : from.flatMap(below => feeders(graph, below))
}
