import { rowsPerSample } from '../../curvature/rows.js'
import type { ResolvedOptimizer } from '../../optim/table.js'
import { methodOf } from '../../optim/table.js'
import type { Task } from '../../optim/task.js'

/** Parameters from which a factor of P × P is a matter of many seconds. */
const MANY = 4000

/** Side from which the eigenvectors of a matrix are. */
const MANY_VECTORS = 2000

/** A word where every step factors a matrix as large as this. */
export function largeMatrix(
  optimizer: ResolvedOptimizer,
  { samples, parameters: P, heads }: Pick<Task, 'samples' | 'parameters' | 'heads'>,
): string[] {
  const { steps } = methodOf(optimizer)
  const says = (n: number, verb: string, operations: number, cure: string) => [
    `${optimizer.method} ${verb} a matrix of ${n} × ${n} every step, ${operations.toPrecision(2)} operations. ${cure}`,
  ]
  if (steps === 'parameters' && P > MANY) return says(P, 'factors', P ** 3 / 3, 'smwGN() goes by rows, which are fewer')
  if (steps !== 'naturalGradient') return []
  const n = Math.min(P, samples * rowsPerSample('ggn', heads))
  return n > MANY_VECTORS
    ? says(n, 'decomposes', 9 * n ** 3, 'lbfgs() has no matrix; smwGN() goes by a part of the rows')
    : []
}
