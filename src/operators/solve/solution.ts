import { WoodburyError } from '../../errors.js'
import { type Operator, operatorOf, type Products, takeVector } from '../linear-operator.js'

/** What an iteration has come to. */
export interface Solution {
  readonly x: Float64Array
  readonly iterations: number
  /** Length of what is left, relative to what there was at first. */
  readonly residual: number
  readonly converged: boolean
}

/** An inverse by iteration: `apply` is `solve` that refuses what has not converged. */
export interface Inverse extends Operator {
  solve(b: ArrayLike<number>): Promise<Solution>
}

export interface IterationOptions {
  /** Residual relative to its start at which the iteration ends; default 1e-10. */
  tolerance?: number
  maxIterations?: number
}

/**
 * @param solve of a checked right-hand side
 * @param transposed the same for Aᵀ; left out where A is symmetric
 */
export function inverseOf(
  where: string,
  [rows, columns]: readonly [number, number],
  remedy: string,
  solve: (b: Float64Array) => Promise<Solution>,
  more: Pick<Products, 'symmetric'> = { symmetric: true },
): Inverse {
  const apply = async (b: Float64Array) => {
    const { x, iterations, residual, converged } = await solve(b)
    if (converged) return x
    throw new WoodburyError(
      'BAD_VALUE',
      `${where}: after ${iterations} iterations ${residual.toExponential(1)} of the residual is left. ${remedy}`,
      { iterations, residual },
    )
  }
  return Object.assign(operatorOf(where, { shape: [columns, rows], ...more, apply }), {
    solve: (b: ArrayLike<number>) => solve(takeVector(`${where}: b`, b, rows)),
  })
}
