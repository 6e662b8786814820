import { randoms } from '../kit.js'

/** The step every library is timed on: 784-500-10, tanh, softmax cross-entropy, Adam with a rate of 1e-3. */
export const INPUTS = 784
export const HIDDEN = 500
export const CLASSES = 10
export const RATE = 1e-3

/** Batches in a training set: enough for them to differ, few enough to stay in cache. */
const BATCHES = 4

export interface TrainingSet {
  readonly batch: number
  readonly count: number
  /** count × INPUTS. */
  readonly x: Float32Array
  readonly labels: Int32Array
}

/** A set that is cut into whole batches of one size. */
export function trainingSet(batch: number): TrainingSet {
  const count = BATCHES * batch
  const labels = Int32Array.from(randoms(count, 'float64', 2), v => Math.floor((v + 0.5) * CLASSES))
  return { batch, count, x: randoms(count * INPUTS, 'float32') as Float32Array, labels }
}

/** A batch as dense arrays, labels one-hot: what the other libraries take. */
export function denseBatch({ batch, x, labels }: TrainingSet, step: number): { x: Float32Array; y: Float32Array } {
  const from = (step % BATCHES) * batch
  const y = new Float32Array(batch * CLASSES)
  for (let i = 0; i < batch; i++) y[i * CLASSES + labels[from + i]] = 1
  return { x: x.subarray(from * INPUTS, (from + batch) * INPUTS), y }
}

/** Kernels of both layers, small. */
export const start = () => ({
  w1: randoms(INPUTS * HIDDEN, 'float32', 3).map(v => v * 0.1) as Float32Array,
  b1: new Float32Array(HIDDEN),
  w2: randoms(HIDDEN * CLASSES, 'float32', 4).map(v => v * 0.1) as Float32Array,
  b2: new Float32Array(CLASSES),
})
