import { WoodburyError } from '../../errors.js'
import { checkOptions, fraction, positiveInteger, wholeNumber } from '../../options.js'
import { checkKept } from '../algebra/kept-vectors.js'
import { normals } from '../algebra/probes.js'
import { symmetricEigen } from '../algebra/symmetric-eigen.js'
import { denseOf, type LinearOperator, takeOperator } from '../linear-operator.js'
import { type Symmetric, takeSymmetric } from '../symmetric.js'
import { lanczos } from './lanczos.js'

export interface ConditionOptions {
  /** Share of the largest eigenvalue, or singular value, up to which one counts as 0; default 1e-12 of eigenvalues. */
  tolerance?: number
  /** Of Lanczos where all eigenvalues would be too many; default 300. */
  steps?: number
  seed?: number
}

export interface ConditionNumber {
  /** Largest over smallest, of the non-zero ones in magnitude. */
  readonly value: number
  readonly largest: number
  readonly smallest: number
  /** Whether all eigenvalues were seen; else `smallest` is the smallest that Lanczos found, and `value` a lower bound. */
  readonly isExact: boolean
}

/** Size up to which all eigenvalues are computed: about 10 s. */
const DENSE = 2000

const TOLERANCE = 1e-12

/** A with another operator of the same non-zero spectrum, such as `ggn`. */
type MaybeRows = LinearOperator & { readonly rowSide?: LinearOperator }

/**
 * The condition number of a symmetric operator's non-zero spectrum, or of the non-zero singular values of a rectangular
 * one. A Gauss–Newton matrix is taken on its smaller side, that of parameters or of rows, since there it need not be
 * singular (Zhao, Singh & Lucchi 2024). Up to size 2,000 from all eigenvalues, beyond by Lanczos.
 * @throws WoodburyError BAD_VALUE for a matrix of zeros or one that is square and not symmetric; BAD_OPTION, OUT_OF_MEMORY
 */
export async function conditionNumber(given: MaybeRows, options: ConditionOptions = {}): Promise<ConditionNumber> {
  const where = 'conditionNumber'
  checkOptions(where, ['tolerance', 'steps', 'seed'], options)
  const tolerance = fraction(where, 'tolerance', options.tolerance ?? TOLERANCE)
  const steps = positiveInteger(where, 'steps', options.steps ?? 300)
  const seed = wholeNumber(where, 'seed', options.seed ?? 0)
  const taken = takeOperator(where, given)
  const [rows, columns] = taken.shape
  if (rows !== columns) {
    const { largest, smallest, isExact } = await extremes(where, await squared(where, taken), {
      tolerance,
      steps,
      seed,
    })
    const [most, least] = [Math.sqrt(largest), Math.sqrt(smallest)]
    return { value: most / least, largest: most, smallest: least, isExact }
  }
  const smaller = given.rowSide && given.rowSide.shape[0] < rows ? given.rowSide : given
  return extremes(where, await takeSymmetric(where, smaller), { tolerance, steps, seed })
}

/** A Aᵀ or AᵀA, whichever is smaller. */
async function squared(where: string, A: ReturnType<typeof takeOperator>): Promise<Symmetric> {
  const [rows, columns] = A.shape
  const { applyTransposed } = A
  if (!applyTransposed)
    throw new WoodburyError('NOT_SUPPORTED', `${where}: a rectangular A needs applyTransposed. Give it one.`)
  const back = async (u: Float64Array) => Float64Array.from(await applyTransposed.call(A, u))
  const there = async (v: Float64Array) => Float64Array.from(await A.apply(v))
  return rows < columns
    ? { n: rows, apply: async u => there(await back(u)) }
    : { n: columns, apply: async v => back(await there(v)) }
}

async function extremes(
  where: string,
  A: Symmetric,
  { tolerance, steps, seed }: Required<ConditionOptions>,
): Promise<ConditionNumber> {
  const { n, apply } = A
  const isExact = n <= DENSE
  if (!isExact) checkKept(where, n, 'steps', steps)
  const values = isExact
    ? symmetricEigen(await denseOf(where, { shape: [n, n], apply }), n).values
    : (await lanczos(A, [...normals(seed, 1, n)][0], steps)).values
  const sizes = values.map(Math.abs).sort()
  const largest = sizes[sizes.length - 1]
  if (largest === 0)
    throw new WoodburyError('BAD_VALUE', `${where}: A is 0, and has no non-zero eigenvalue. Pass another operator.`)
  const smallest = sizes.find(size => size > tolerance * largest) as number
  return { value: largest / smallest, largest, smallest, isExact }
}
