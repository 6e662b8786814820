import type { DataSet, TrainingData } from 'woodbury'

/** Rows of the kernel's picture, and of the matrix whose eigenvalues are shown. */
const MOST_ROWS = 120

/** Samples of a set at equal distances, in the order of their first target, so that the kernel's picture has blocks. */
export function fewSamples({ x, y, classes }: DataSet): TrainingData {
  const [count, inputs] = x.shape
  const outputs = y instanceof Int32Array ? (classes?.length ?? Math.max(...y) + 1) : y.shape[1]
  const kept = Math.max(1, Math.min(count, Math.floor(MOST_ROWS / outputs)))
  const places = Array.from({ length: kept }, (_, i) => Math.floor((i * count) / kept))
  const target = (i: number) => (y instanceof Int32Array ? y[i] : y.data[i * outputs])
  places.sort((a, b) => target(a) - target(b))
  const taken = (data: ArrayLike<number>, width: number) => ({
    data: Float64Array.from(places.flatMap(i => Array.from({ length: width }, (_, c) => data[i * width + c]))),
    shape: [kept, width] as [number, number],
  })
  return {
    x: taken(x.data, inputs),
    y: y instanceof Int32Array ? Int32Array.from(places, i => y[i]) : taken(y.data, outputs),
  }
}
