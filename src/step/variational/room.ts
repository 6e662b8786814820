import type { ShapedGraph } from '../../model/shapes.js'
import type { ValueCache } from '../../model/sweep.js'

/** Where the network's derivatives by its inputs are computed. */
export interface VariationalRoom {
  readonly graph: ShapedGraph
  readonly values: ValueCache
}
