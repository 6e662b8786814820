import type { HeadSpec } from '../../model/heads.js'
import { lossOf } from '../../model/losses/table.js'
import type { ShapedGraph } from '../../model/shapes.js'
import type { Smw } from '../../optim/rows/smw-options.js'
import type { DType } from '../../runtime/dtype.js'
import type { Arena } from '../../runtime/memory/arena.js'
import { reserveSoftmaxRoom, type SoftmaxRoom } from './softmax-room.js'
import { reserveSquaredRoom, type SquaredRoom } from './squared-room.js'

export type EliminatedRoom = SquaredRoom | SoftmaxRoom

/** Room for a run with its output layer eliminated, in the form that its loss wants. */
export function reserveEliminated(
  arena: Arena,
  dtype: DType,
  graph: ShapedGraph,
  optimizer: Smw,
  [{ loss }]: readonly HeadSpec[],
): EliminatedRoom {
  const reserve = lossOf(loss).normalised ? reserveSoftmaxRoom : reserveSquaredRoom
  return reserve(arena, dtype, graph, optimizer)
}
