import { WoodburyError } from '../../errors.js'
import { checkOptions, nonNegative, positiveInteger, positiveNumber } from '../../options.js'
import { norm } from '../../vectors.js'
import { normals } from '../algebra/probes.js'
import { axpy } from '../algebra/vectors.js'
import { type LinearOperator, type Operator, operatorOf, takeSquare } from '../linear-operator.js'
import { lanczos } from '../spectrum/lanczos.js'
import { takeSymmetric } from '../symmetric.js'

export interface NeumannOptions {
  /** Terms of the series; default 100. */
  terms?: number
  /** s, below 2/(largest eigenvalue + shift); default 1 over that, found by 20 steps of Lanczos. */
  scale?: number
  /** λ of (A + λ I)⁻¹; default 0. */
  shift?: number
}

/**
 * (A + λ I)⁻¹ of a symmetric positive definite operator by `terms` of Neumann's series Σ_j (I − s(A + λ I))^j s: an operator
 * of a fixed number of products, linear in its right-hand side, that damps what the small eigenvalues say; what is left
 * after k terms along an eigenvector is (1 − s(l + λ))^k.
 * @throws WoodburyError BAD_VALUE from `apply` where the series diverges; BAD_OPTION, SHAPE_MISMATCH at the call
 */
export function neumann(A: LinearOperator, options: NeumannOptions = {}): Operator {
  const where = 'neumann'
  checkOptions(where, ['terms', 'scale', 'shift'], options, { damping: 'shift', lambda: 'shift' })
  const { shape } = takeSquare(where, A)
  const terms = positiveInteger(where, 'terms', options.terms ?? 100)
  const shift = nonNegative(where, 'shift', options.shift ?? 0)
  const asked = options.scale === undefined ? undefined : positiveNumber(where, 'scale', options.scale)
  let found: Promise<number> | undefined
  const scaleOf = async (symmetric: Awaited<ReturnType<typeof takeSymmetric>>) => {
    const { values } = await lanczos(symmetric, [...normals(0, 1, symmetric.n)][0], STEPS)
    const largest = Math.abs(values[values.length - 1]) + shift
    return largest > 0 ? 1 / largest : 1
  }
  return operatorOf(where, {
    shape,
    symmetric: true,
    async apply(b) {
      const symmetric = await takeSymmetric(where, A)
      found ??= asked === undefined ? scaleOf(symmetric) : Promise.resolve(asked)
      const s = await found
      const term = b.map(value => s * value)
      const sum = term.slice()
      const first = norm(term)
      for (let j = 1; j < terms; j++) {
        const image = await symmetric.apply(term)
        for (let i = 0; i < term.length; i++) term[i] -= s * (image[i] + shift * term[i])
        axpy(1, term, sum)
        if (!(norm(term) <= GROWTH * first))
          throw new WoodburyError(
            'BAD_VALUE',
            `${where}: the terms grow: A has an eigenvalue that is negative or above 2/scale. Pass a smaller scale than ${s.toPrecision(3)}, or a shift.`,
            { scale: s },
          )
      }
      return sum
    },
  })
}

const STEPS = 20

/** Of a term over the first: none of a series that converges is above 1. */
const GROWTH = 1 + 1e-6
