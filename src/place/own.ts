import { brandOf } from '../brand.js'
import { WoodburyError } from '../errors.js'
import type { Samples } from '../model/feed.js'
import type { Target } from '../model/losses/loss.js'
import { isObject } from '../plain.js'
import type { FloatArray } from '../runtime/dtype.js'

const classes = { Float32Array, Float64Array, Int32Array } as const

type Source = ArrayBufferLike | ArrayLike<number>

const arrayLike = <T extends Target>(like: T, source: Source): T =>
  new classes[brandOf(like) as keyof typeof classes](source as ArrayLike<number>) as T

/** The typed arrays among what a caller passed as x and y. */
function arraysIn(...given: readonly unknown[]): ArrayBufferView[] {
  return given.flatMap(value => {
    if (ArrayBuffer.isView(value)) return value
    return isObject(value) ? arraysIn(...Object.values(value)) : []
  })
}

/** The same memory under a new name, the old one detached; undefined where it cannot be: a SharedArrayBuffer's, a wasm memory's. */
function moved(buffer: ArrayBufferLike): ArrayBuffer | undefined {
  const { transfer } = buffer as { transfer?: () => ArrayBuffer }
  try {
    return transfer
      ? transfer.call(buffer)
      : structuredClone(buffer as ArrayBuffer, { transfer: [buffer as ArrayBuffer] })
  } catch {
    return undefined
  }
}

/**
 * Arrays that do not change when the caller's do: those over memory of `given` are copied.
 * @throws WoodburyError OUT_OF_MEMORY
 */
export function copied<T extends Target>(arrays: readonly T[], ...given: readonly unknown[]): T[] {
  const buffers = new Set(arraysIn(...given).map(({ buffer }) => buffer))
  try {
    return arrays.map(array => (buffers.has(array.buffer) ? arrayLike(array, array) : array))
  } catch (cause) {
    const message = 'woodbury: there is no room for a copy of the data. Hand it over: fit with transfer: true.'
    throw new WoodburyError('OUT_OF_MEMORY', message, {}, { cause })
  }
}

/**
 * Samples over the memory of x and y itself, which are detached. An array that has only a part of its buffer is copied
 * like what cannot be moved, and stays: another part may be somebody else's.
 */
function taken(samples: Samples, arrays: readonly ArrayBufferView[]): Samples {
  const whole = new Set(
    arrays.filter(({ buffer, byteLength }) => buffer.byteLength === byteLength).map(({ buffer }) => buffer),
  )
  const places = new Map([...whole].map(buffer => [buffer, moved(buffer)]))
  const own = <T extends Target>(array: T): T => {
    const place = places.get(array.buffer)
    return place ? arrayLike(array, place) : array
  }
  return { ...samples, inputs: samples.inputs.map(own), targets: samples.targets.map(own) }
}

/** Samples whose memory is the run's alone: copied from the caller's x and y, or taken over from them. */
export function ownSamples(samples: Samples, { x, y }: { x?: unknown; y?: unknown }, transfer = false): Samples {
  const { inputs, targets, ...rest } = transfer ? taken(samples, arraysIn(x, y)) : samples
  return { ...rest, inputs: copied<FloatArray>(inputs, x, y), targets: copied<Target>(targets, x, y) }
}

/** The arrays of samples. */
export const arraysOf = ({ inputs, targets, weights }: Samples): Target[] => [
  ...inputs,
  ...targets,
  ...(weights ? [weights] : []),
]
