import { WoodburyError } from '../../errors.js'

/**
 * The Cholesky factor of a covariance, m × m and row-major.
 * @throws WoodburyError BAD_OPTION unless it is symmetric and positive definite, with the row
 */
export function factorOf(covariance: readonly Float64Array[], where: string): Float64Array {
  const rows = covariance.length
  const L = new Float64Array(rows * rows)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j <= i; j++) {
      const entry = covariance[i][j]
      if (Math.abs(entry - covariance[j][i]) > 1e-12 * (Math.abs(entry) + Math.abs(covariance[j][i])))
        refuse(`not symmetric: row ${i}, column ${j} is ${entry}, the other way ${covariance[j][i]}`, i, where)
      let sum = entry
      for (let k = 0; k < j; k++) sum -= L[i * rows + k] * L[j * rows + k]
      if (i === j && !(sum > 0)) refuse(`not positive definite at row ${i}`, i, where)
      L[i * rows + j] = i === j ? Math.sqrt(sum) : sum / L[j * rows + j]
    }
  return L
}

function refuse(what: string, row: number, where: string): never {
  throw new WoodburyError(
    'BAD_OPTION',
    `${where}: the covariance in sigma is ${what}. Pass a covariance matrix, or standard deviations.`,
    {
      row,
    },
  )
}
