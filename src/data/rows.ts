import { WoodburyError } from '../errors.js'
import { asMatrix } from './matrix.js'
import type { Matrix } from './table.js'

/** An array of any number of dimensions, as a file holds it; row-major. */
export type Stored = { readonly data: ArrayLike<number>; readonly shape: readonly number[] }

/**
 * One row for each entry of the first dimension: [n, 28, 28] → [n, 784], [n] → [n, 1].
 * @throws WoodburyError EMPTY_DATA, SHAPE_MISMATCH for a single number, NON_FINITE_INPUT
 */
export function rowsFrom({ data, shape }: Stored, name: string): Matrix {
  if (shape.length === 0)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${name} holds a single number, not rows. Store an array of shape [n, d].`,
      {
        shape,
      },
    )
  const columns = shape.slice(1).reduce((product, size) => product * size, 1)
  return asMatrix({ data, shape: [shape[0], columns] }, name)
}
