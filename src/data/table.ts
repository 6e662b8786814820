import type { DType, FloatArray } from '../runtime/dtype.js'

/** Numbers in rows, row-major: `data.length = rows · columns`. Small enough to be sent to a worker as it is. */
export type Matrix = { readonly data: FloatArray; readonly shape: readonly [number, number] }

export type Task = 'regression' | 'classification'

/** What a reader or generator hands to `fit`: a plain value. */
export type DataSet = {
  /** [n, d] inputs. */
  readonly x: Matrix
  /** [n, m] numbers for regression, n class indices (0 … classes.length − 1) for classification. */
  readonly y: Matrix | Int32Array
  readonly task: Task
  /** Names of the columns of x, where the format has them. */
  readonly columns?: readonly string[]
  /** Names of the columns of y, where the format has them. */
  readonly targets?: readonly string[]
  /** Names of the classes, in the order of their indices. */
  readonly classes?: readonly string[]
  /** Whether the inputs are in units of their own and ought to be standardised before training. */
  readonly standardize: boolean
  /** Sentences for the user: a guess that was made, rows that were left out. */
  readonly hints: readonly string[]
}

/** A matrix of zeros. */
export function zeros(rows: number, columns: number, dtype: DType = 'float64'): Matrix {
  return { data: floats(rows * columns, dtype), shape: [rows, columns] }
}

export function floats(length: number, dtype: DType): FloatArray {
  return dtype === 'float32' ? new Float32Array(length) : new Float64Array(length)
}
