import type { Loss } from '../model/losses/loss.js'
import type { DType } from '../runtime/dtype.js'
import type { OutputLayer } from './rows/output-layer.js'

/** What the defaults follow from. */
export interface Task {
  readonly samples: number
  readonly parameters: number
  /** d_0, of all inputs together. */
  readonly inputs: number
  /** Σ (d_l + d_{l−1}) over the layers with parameters. */
  readonly widths: number
  readonly dtype: DType
  readonly heads: readonly { readonly loss: Loss; readonly m: number }[]
  /** `none`: the targets are exact, as those of a surrogate. */
  readonly noise: 'some' | 'none'
  /** The output layer, where it may be eliminated; else why not. */
  readonly outputLayer?: OutputLayer | string
  /** Whether numbers of another scale than 1 come in, so that no step may go untried. */
  readonly raw?: boolean
  /** The budget: of time, passes over the data, steps, where there is one. */
  readonly seconds?: number
  readonly epochs?: number
  readonly steps?: number
}

export const isRegression = ({ heads }: Task): boolean => heads.every(({ loss }) => loss.task === 'regression')

/** Steps that the counts of a budget allow, of batches of so many samples. */
export function countedSteps({ samples, steps = Number.POSITIVE_INFINITY, epochs }: Task, batch: number): number {
  return epochs === undefined ? steps : Math.min(steps, Math.ceil(epochs * Math.ceil(samples / batch)))
}
