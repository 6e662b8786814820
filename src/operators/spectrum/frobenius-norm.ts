import { checkOptions } from '../../options.js'
import { dot } from '../../vectors.js'
import { signs, unit } from '../algebra/probes.js'
import { mean, standardError } from '../algebra/vectors.js'
import { type LinearOperator, takeOperator } from '../linear-operator.js'
import { type Estimate, type ProbeOptions, takeProbes } from './trace.js'

/**
 * ‖A‖_F of any operator: the root of the mean of ‖A v‖² over vectors v of signs (Hutchinson 1990, of AᵀA); exact where
 * `probes` is the number of columns or more.
 * @throws WoodburyError BAD_VALUE, BAD_OPTION
 */
export async function frobeniusNorm(given: LinearOperator, options: ProbeOptions = {}): Promise<Estimate> {
  const where = 'frobeniusNorm'
  checkOptions(where, ['probes', 'seed'], options, { samples: 'probes' })
  const { probes, seed } = takeProbes(where, options)
  const A = takeOperator(where, given)
  const [, columns] = A.shape
  const isExact = probes >= columns
  const vectors = isExact ? units(columns) : signs(seed, probes, columns)
  const squares: number[] = []
  for (const v of vectors) {
    const image = await A.apply(v)
    squares.push(dot(image, image))
  }
  const value = Math.sqrt(mean(squares) * (isExact ? columns : 1))
  return { value, error: isExact || value === 0 ? 0 : standardError(squares) / (2 * value) }
}

function* units(n: number): Generator<Float64Array> {
  for (let j = 0; j < n; j++) yield unit(n, j)
}
