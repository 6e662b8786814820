import { WoodburyError } from '../../errors.js'
import { checkOptions, nonNegative, positiveInteger } from '../../options.js'
import { checkKept } from '../algebra/kept-vectors.js'
import { signs } from '../algebra/probes.js'
import { mean, standardError } from '../algebra/vectors.js'
import type { LinearOperator } from '../linear-operator.js'
import { takeSymmetric } from '../symmetric.js'
import { lanczos } from './lanczos.js'
import { type Estimate, type ProbeOptions, takeProbes } from './trace.js'

export interface LogDeterminantOptions extends ProbeOptions {
  /** Of log det(A + shift I); default 0. */
  shift?: number
  /** Of Lanczos for each probe; default 50. */
  steps?: number
}

/**
 * log det(A + shift I) of a symmetric operator by stochastic Lanczos quadrature (Ubaru, Chen & Saad 2017): the mean over
 * `probes` vectors of signs (default 30) of n Σ_j τ_j² log(θ_j + shift). Cost: steps × probes products. `error` knows of the probes,
 * not of too few steps.
 * @throws WoodburyError BAD_VALUE where A + shift I is not positive definite; SHAPE_MISMATCH, BAD_OPTION, OUT_OF_MEMORY
 */
export async function logDeterminant(A: LinearOperator, options: LogDeterminantOptions = {}): Promise<Estimate> {
  const where = 'logDeterminant'
  checkOptions(where, ['shift', 'steps', 'probes', 'seed'], options, { damping: 'shift', lambda: 'shift' })
  const shift = nonNegative(where, 'shift', options.shift ?? 0)
  const steps = positiveInteger(where, 'steps', options.steps ?? 50)
  const { probes, seed } = takeProbes(where, { probes: 30, ...options })
  const symmetric = await takeSymmetric(where, A)
  const { n } = symmetric
  checkKept(where, n, 'steps', Math.min(steps, n))
  const terms: number[] = []
  for (const start of signs(seed, probes, n)) {
    const { values, weights } = await lanczos(symmetric, start, steps)
    const floor = Number.EPSILON * n * Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]))
    if (!(values[0] + shift > floor))
      throw new WoodburyError(
        'BAD_VALUE',
        `${where}: A + shift I has the eigenvalue ${(values[0] + shift).toPrecision(3)}, and must be positive definite. Pass a shift above ${Math.max(0, -values[0]).toPrecision(3)}.`,
        { smallest: values[0], shift },
      )
    terms.push(n * values.reduce((sum, value, j) => sum + weights[j] * Math.log(value + shift), 0))
  }
  return { value: mean(terms), error: standardError(terms) }
}
