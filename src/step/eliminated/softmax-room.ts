import type { ShapedGraph } from '../../model/shapes.js'
import { hiddenRows } from '../../optim/rows/eliminated.js'
import type { Smw } from '../../optim/rows/smw-options.js'
import { type DType, sizeOf } from '../../runtime/dtype.js'
import type { Arena } from '../../runtime/memory/arena.js'
import type { Matrix } from './matrices.js'
import { type CommonRoom, type OutputSizes, outputSizesOf, reserveHidden } from './room.js'

/** What a step of the output layer computes in. */
export interface SoftmaxLayerRoom {
  readonly sizes: OutputSizes
  /** n × columns, float64. */
  readonly H: Matrix
  /** columns × columns, float64: H̄ᵀH̄, then its eigenvectors, one a row. */
  readonly basis: Matrix
  readonly values: number
  readonly scratch: number
  /** columns × m, of the run's dtype. */
  readonly right: Matrix
  /** columns × m in float64: in the basis, and, where the run's dtype is another, out of it. */
  readonly turned: Matrix
  readonly wide?: Matrix
}

export interface SoftmaxRoom extends CommonRoom {
  readonly form: 'softmax'
  readonly output: SoftmaxLayerRoom
  /** n × m, of the run's dtype: J d of what d has so far. */
  readonly moved: Matrix
  /** n q × m, of the run's dtype: the rows as the outputs see them; absent where the place of δ suffices. */
  readonly rows?: Matrix
}

/** Room for a run of classes whose output layer is a block of its own. */
export function reserveSoftmaxRoom(arena: Arena, dtype: DType, graph: ShapedGraph, optimizer: Smw): SoftmaxRoom {
  const samples = optimizer.curvatureBatch
  const sizes = outputSizesOf(graph, samples)
  const { columns: c, outputs: m } = sizes
  const matrix = (rows: number, columns: number, type: DType): Matrix => ({
    at: arena.reserve(rows * columns * sizeOf(type)),
    rows,
    columns,
  })
  const output = {
    sizes,
    H: matrix(samples, c, 'float64'),
    basis: matrix(c, c, 'float64'),
    values: arena.reserve(c * 8),
    scratch: arena.reserve(2 * c * 8),
    right: matrix(c, m, dtype),
    turned: matrix(c, m, 'float64'),
    wide: dtype === 'float64' ? undefined : matrix(c, m, 'float64'),
  }
  const hidden = reserveHidden(arena, dtype, graph, samples, hiddenRows(optimizer))
  const rows = hidden && hidden.q > 1 ? matrix(hidden.rows, m, dtype) : undefined
  const widest = Math.max(c, hidden?.rows ?? 0)
  return { form: 'softmax', samples, output, hidden, moved: matrix(samples, m, dtype), rows, widest }
}
