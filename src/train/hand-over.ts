import type { Samples } from '../model/feed.js'
import { Breath } from '../runtime/breath.js'
import type { RunPlan } from './plan.js'

/** Bytes of an array that posting may copy: a millisecond. */
const SMALL = 2 ** 22

/** Elements that are copied between two looks at the clock. */
const CHUNK = 2 ** 19

type Values = Float32Array | Float64Array | Int32Array

/** A plan that may be posted without a long pause: `buffers` go along by transfer. */
export interface HandedOver {
  readonly plan: RunPlan
  readonly buffers: readonly ArrayBuffer[]
}

/**
 * Copies the large arrays of a plan's samples with turns of the event loop between, so that they can be transferred:
 * posting would copy 188 MB of MNIST in one task of 200 ms, for which a page stands still.
 */
export async function handOver(plan: RunPlan): Promise<HandedOver> {
  const breath = new Breath()
  const buffers: ArrayBuffer[] = []
  const own = async <T extends Values>(from: T): Promise<T> => {
    if (from.byteLength <= SMALL) return from
    const copy = new (from.constructor as new (length: number) => T)(from.length)
    for (let at = 0; at < from.length; at += CHUNK) {
      copy.set(from.subarray(at, at + CHUNK), at)
      await breath.due()
    }
    buffers.push(copy.buffer as ArrayBuffer)
    return copy
  }
  const all = async <T extends Values>(arrays: readonly T[]): Promise<T[]> => {
    const copies: T[] = []
    for (const array of arrays) copies.push(await own(array))
    return copies
  }
  const samples = async (given: Samples): Promise<Samples> => ({
    ...given,
    inputs: await all(given.inputs),
    targets: await all(given.targets),
    weights: given.weights && (await own(given.weights)),
  })
  try {
    const training = await samples(plan.training)
    return { plan: { ...plan, training, validation: plan.validation && (await samples(plan.validation)) }, buffers }
  } finally {
    breath.close()
  }
}
