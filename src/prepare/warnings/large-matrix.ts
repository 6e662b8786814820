import type { ResolvedOptimizer } from '../../optim/table.js'
import { methodOf } from '../../optim/table.js'

/** Parameters from which a factor of P × P is a matter of many seconds. */
const MANY = 4000

/** A word where every step factors a matrix as large as this. */
export function largeMatrix(optimizer: ResolvedOptimizer, parameters: number): string[] {
  if (methodOf(optimizer).steps !== 'parameters' || parameters <= MANY) return []
  const flops = (parameters ** 3 / 3).toPrecision(2)
  return [
    `${optimizer.method} factors a matrix of ${parameters} × ${parameters} every step, ${flops} operations. smwGN() goes by rows, which are fewer`,
  ]
}
