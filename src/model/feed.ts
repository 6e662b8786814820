import { type FloatArray, viewOf } from '../runtime/dtype.js'
import type { Kernels } from '../runtime/kernels.js'
import type { Target } from './losses/loss.js'
import type { ShapedGraph } from './shapes.js'
import type { ValueCache } from './sweep.js'

/** n samples, a row of each array a sample; batches are gathered from here. */
export interface Samples {
  readonly count: number
  /** One n × units array for each input of the graph, in order. */
  readonly inputs: readonly FloatArray[]
  /** One target for each output of the graph, in order. */
  readonly targets: readonly Target[]
  /** Normalised to mean 1 over the training set. */
  readonly weights?: Float64Array
}

/** Which samples make a batch: `count` places, or the run from `start` where there is no list. */
export interface Batch {
  readonly count: number
  readonly start: number
  readonly places?: Uint32Array
}

/** The batch of places `start` … `start + count`. */
export const range = (start: number, count: number): Batch => ({ start, count })

export const placeOf = (batch: Batch, i: number): number => (batch.places ? batch.places[i] : batch.start + i)

/** Samples `from` … `from + count` of a batch. */
export function slice(batch: Batch, from: number, count: number): Batch {
  if (!batch.places) return { start: batch.start + from, count }
  return { start: 0, count, places: batch.places.subarray(from, from + count) }
}

/** Samples whose inputs lie in linear memory, one area for each, with room for the places of a batch. */
export interface Resident {
  readonly samples: Samples
  readonly inputs: readonly number[]
  readonly places: number
}

/** Writes the inputs of a batch into the input values of a cache. */
export class Gatherer {
  readonly #views: readonly FloatArray[]
  readonly #units: readonly number[]

  constructor(
    readonly kernels: Kernels,
    graph: ShapedGraph,
    cache: ValueCache,
    readonly resident?: Resident,
  ) {
    this.#units = graph.inputs.map(k => graph.nodes[k].units)
    this.#views = graph.inputs.map((k, input) =>
      viewOf(kernels.dtype, kernels.buffer, cache.values[k], cache.capacity * this.#units[input]),
    )
  }

  gather(samples: Samples, batch: Batch): void {
    if (batch.places && this.resident?.samples === samples) {
      this.#gatherResident(this.resident, batch.places)
      return
    }
    this.#views.forEach((view, input) => {
      const units = this.#units[input]
      const source = samples.inputs[input]
      if (!batch.places) {
        view.set(source.subarray(batch.start * units, (batch.start + batch.count) * units))
        return
      }
      for (let i = 0; i < batch.count; i++) {
        const from = batch.places[i] * units
        view.set(source.subarray(from, from + units), i * units)
      }
    })
  }

  #gatherResident({ inputs, places }: Resident, chosen: Uint32Array): void {
    const { kernels } = this
    new Uint32Array(kernels.buffer, places, chosen.length).set(chosen)
    this.#views.forEach((view, input) => {
      kernels.gatherRows(view.byteOffset, inputs[input], places, this.#units[input], chosen.length)
    })
  }
}
