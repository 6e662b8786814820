import type { ShapedGraph } from '../../model/shapes.js'
import { hiddenRows } from '../../optim/rows/eliminated.js'
import type { Smw } from '../../optim/rows/smw-options.js'
import { type DType, sizeOf } from '../../runtime/dtype.js'
import type { Arena } from '../../runtime/memory/arena.js'
import { type InverseRoom, inverseRoom } from '../../solve/positive-inverse.js'
import type { Matrix } from './matrices.js'
import { type CommonRoom, type OutputSizes, outputSizesOf, reserveHidden } from './room.js'

/** What the closed form of the output layer computes in, all float64 but for what has the width of the outputs. */
export interface SquaredLayerRoom {
  readonly sizes: OutputSizes
  readonly inverse: InverseRoom
  /** n × columns and n × d matrices. */
  readonly long: Readonly<Record<'H' | 'Rw' | 'T0' | 'T0G' | 'Y' | 'S' | 'T' | 'TG', Matrix>>
  /** columns × columns: H̄ᵀH̄, A⁻¹. */
  readonly normal: Readonly<Record<'M' | 'Ainv', Matrix>>
  /** d × d: W Wᵀ, its factor and that one's inverse. */
  readonly square: Readonly<Record<'G' | 'L' | 'Linv', Matrix>>
  /** columns × d. */
  readonly tall: Readonly<Record<'B0' | 'C0' | 'V0' | 'Vw' | 'B' | 'C' | 'X' | 'product', Matrix>>
  /** columns × m, of the run's dtype. */
  readonly right: Matrix
  readonly along: Matrix
  /** The same twice in float64, where the run's dtype is another. */
  readonly wide?: readonly [Matrix, Matrix]
}

export interface SquaredRoom extends CommonRoom {
  readonly form: 'squared'
  readonly output: SquaredLayerRoom
  /** Random signs, k rows a sample of d numbers, and L times them; float64. */
  readonly signs: Matrix
  readonly mixed: Matrix
}

const records = <K extends string>(names: readonly K[], make: () => Matrix) =>
  Object.fromEntries(names.map(name => [name, make()])) as Record<K, Matrix>

function reserveOutput(arena: Arena, dtype: DType, sizes: OutputSizes): SquaredLayerRoom {
  const { samples: n, below: d, columns: c, outputs: m } = sizes
  const matrix = (rows: number, columns: number, type: DType = 'float64'): Matrix => ({
    at: arena.reserve(rows * columns * sizeOf(type)),
    rows,
    columns,
  })
  const area = inverseRoom(c)
  return {
    sizes,
    inverse: {
      factor: arena.reserve(area.factor * 8),
      inverse: arena.reserve(area.inverse * 8),
      product: arena.reserve(area.product * 8),
    },
    long: { H: matrix(n, c), ...records(['Rw', 'T0', 'T0G', 'Y', 'S', 'T', 'TG'] as const, () => matrix(n, d)) },
    normal: records(['M', 'Ainv'] as const, () => matrix(c, c)),
    square: records(['G', 'L', 'Linv'] as const, () => matrix(d, d)),
    tall: records(['B0', 'C0', 'V0', 'Vw', 'B', 'C', 'X', 'product'] as const, () => matrix(c, d)),
    right: matrix(c, m, dtype),
    along: matrix(c, m, dtype),
    wide: dtype === 'float64' ? undefined : [matrix(c, m), matrix(c, m)],
  }
}

/** Room for a run of squared errors with its output layer in closed form: nothing of it grows with samples × outputs × d. */
export function reserveSquaredRoom(arena: Arena, dtype: DType, graph: ShapedGraph, optimizer: Smw): SquaredRoom {
  const samples = optimizer.curvatureBatch
  const sizes = outputSizesOf(graph, samples)
  const output = reserveOutput(arena, dtype, sizes)
  const q = hiddenRows(optimizer)
  const hidden = reserveHidden(arena, dtype, graph, samples, q)
  const count = hidden ? samples * (q - 1) : 0
  const wide = (): Matrix => ({ at: arena.reserve(count * sizes.below * 8), rows: count, columns: sizes.below })
  const widest = Math.max(sizes.columns, hidden?.rows ?? 0)
  return { form: 'squared', samples, output, hidden, signs: wide(), mixed: wide(), widest }
}
