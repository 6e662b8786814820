export type DType = 'float32' | 'float64'

export type FloatArray = Float32Array | Float64Array

/** Bytes of one element. */
export const sizeOf = (dtype: DType): 4 | 8 => (dtype === 'float32' ? 4 : 8)

/** Half a unit in the last place of 1. */
export const roundingOf = (dtype: DType): number => (dtype === 'float32' ? 2 ** -24 : 2 ** -53)

export function viewOf(dtype: DType, buffer: ArrayBufferLike, offset: number, length: number): FloatArray {
  return dtype === 'float32' ? new Float32Array(buffer, offset, length) : new Float64Array(buffer, offset, length)
}

export function arrayOf(dtype: DType, length: number): FloatArray {
  return dtype === 'float32' ? new Float32Array(length) : new Float64Array(length)
}

/** By the width of its elements: the array may be of another realm. */
export const dtypeOf = (array: FloatArray): DType => (array.BYTES_PER_ELEMENT === 4 ? 'float32' : 'float64')
