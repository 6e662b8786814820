import { brandOf } from '../../../brand.js'
import type { FloatArray } from '../../../runtime/dtype.js'

/** Class indices, one a sample, or values, `columns` a sample. */
export type Target = Int32Array | FloatArray

export const isLabels = (value: unknown): value is Int32Array => brandOf(value) === 'Int32Array'

/** The outputs of a batch, samples × m, as a loss sees them. */
export interface Outputs {
  readonly z: FloatArray
  /** For a `normalised` loss log-softmax and softmax of every row of z, else empty. */
  readonly logs: Float64Array
  readonly probabilities: Float64Array
}
