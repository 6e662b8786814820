import type { Model } from '../../model/graph.js'
import type { FitOptions } from '../options.js'
import type { PreparedRun } from '../prepare-run.js'

export type { PreparedRun }

/** The method of what stands in the place of data and prepares its run itself, so that a page without it has none of it. */
export const PREPARES = Symbol('woodbury.prepares')

export interface Prepares {
  [PREPARES](model: Model, options: FitOptions): PreparedRun
}
