import { arrayIn } from '../arrays.js'
import { isNumbers } from '../data/matrix.js'
import type { Matrix } from '../data/table.js'
import { WoodburyError } from '../errors.js'
import { show } from '../options.js'
import { hasFields } from '../plain.js'
import { unit } from './algebra/probes.js'

type Answer = ArrayLike<number> | PromiseLike<ArrayLike<number>>

/** A matrix A by its products: what every function here takes, so that a user's own serves as well. */
export interface LinearOperator {
  /** [rows, columns] of A. */
  readonly shape: readonly [rows: number, columns: number]
  /** A v, `rows` numbers; v has `columns`. */
  apply(v: Float64Array): Answer
  /** Aᵀ u, `columns` numbers; may be left out where A is symmetric. */
  applyTransposed?(u: Float64Array): Answer
}

/** An operator of the house: takes any list of numbers, checks it, and answers in float64. */
export interface Operator extends LinearOperator {
  /** @throws WoodburyError SHAPE_MISMATCH, NON_FINITE_INPUT, BAD_VALUE for a vector that is none */
  apply(v: ArrayLike<number>): Promise<Float64Array>
  applyTransposed(u: ArrayLike<number>): Promise<Float64Array>
  /** All of A, row-major. @throws WoodburyError OUT_OF_MEMORY for more than 2 GiB */
  toDense(): Promise<Matrix>
  /** Whether A = Aᵀ by its making. */
  readonly symmetric: boolean
}

/** What an operator is made of: vectors come checked. */
export interface Products {
  readonly shape: readonly [number, number]
  readonly symmetric: boolean
  apply(v: Float64Array): Promise<Float64Array> | Float64Array
  /** Left out where A is symmetric. */
  applyTransposed?(u: Float64Array): Promise<Float64Array> | Float64Array
  /** Where there is a shorter way than by columns or rows. */
  dense?(): Promise<Float64Array>
}

/** Bytes up to which a dense matrix is made. */
const DENSE_BYTES = 2 ** 31

/** A vector of `length` finite numbers as float64. @throws WoodburyError SHAPE_MISMATCH, NON_FINITE_INPUT, BAD_VALUE */
export function takeVector(where: string, given: unknown, length: number): Float64Array {
  const value = arrayIn(given, where)
  if (!isNumbers(value))
    throw new WoodburyError('BAD_VALUE', `${where} is ${show(value)}. Pass a list of ${length} numbers.`)
  if (value.length !== length)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where} has ${value.length} numbers, and the operator takes ${length}. Pass one for each.`,
      { expected: length, found: value.length },
    )
  const taken = new Float64Array(length)
  for (let i = 0; i < length; i++) {
    const number = value[i]
    if (typeof number !== 'number')
      throw new WoodburyError('BAD_VALUE', `${where}: number ${i} is ${show(number)}. Pass numbers.`, { at: i })
    if (!Number.isFinite(number))
      throw new WoodburyError('NON_FINITE_INPUT', `${where}: number ${i} is ${number}. Pass finite numbers.`, { at: i })
    taken[i] = number
  }
  return taken
}

export function operatorOf(where: string, { shape, symmetric, apply, applyTransposed, dense }: Products): Operator {
  const [rows, columns] = shape
  const transposed = applyTransposed ?? (symmetric ? apply : undefined)
  const operator: Operator = {
    shape,
    symmetric,
    apply: async v => apply(takeVector(`${where}: v`, v, columns)),
    async applyTransposed(u) {
      if (transposed) return transposed(takeVector(`${where}: u`, u, rows))
      throw new WoodburyError('NOT_SUPPORTED', `${where}: the operator has no applyTransposed. Give it one.`)
    },
    async toDense() {
      const data = dense ? await within(where, shape, dense) : await denseOf(where, operator, transposed !== undefined)
      return { data, shape }
    },
  }
  return operator
}

/** @throws WoodburyError OUT_OF_MEMORY that says how large the matrix would be */
async function within<T>(
  where: string,
  [rows, columns]: readonly [number, number],
  make: () => Promise<T>,
): Promise<T> {
  const bytes = rows * columns * 8
  if (bytes <= DENSE_BYTES) return make()
  throw new WoodburyError(
    'OUT_OF_MEMORY',
    `${where}: all of ${rows} × ${columns} numbers are ${(bytes / 2 ** 30).toFixed(1)} GiB, and there may be 2. Use apply, trace, diagonal or lanczosSpectrum.`,
    { bytes, limit: DENSE_BYTES, shape: [rows, columns] },
  )
}

/** All of A, by columns, or by rows where there are fewer. @throws WoodburyError OUT_OF_MEMORY */
export function denseOf(where: string, A: LinearOperator, byRows = false): Promise<Float64Array> {
  const [rows, columns] = A.shape
  return within(where, A.shape, async () => {
    const dense = new Float64Array(rows * columns)
    if (byRows && rows < columns && A.applyTransposed) {
      for (let i = 0; i < rows; i++) dense.set(await A.applyTransposed(unit(rows, i)), i * columns)
      return dense
    }
    for (let j = 0; j < columns; j++) {
      const column = await A.apply(unit(columns, j))
      for (let i = 0; i < rows; i++) dense[i * columns + j] = column[i]
    }
    return dense
  })
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0

/**
 * An operator of the house as it is, a user's own with every answer checked, and vectors that it may overwrite.
 * @throws WoodburyError BAD_VALUE unless it is `{ shape, apply }`
 */
export function takeOperator(where: string, given: unknown): LinearOperator & { readonly symmetric?: boolean } {
  const { shape, apply } = (hasFields(given) ? given : {}) as Partial<LinearOperator>
  if (typeof apply !== 'function' || !Array.isArray(shape) || shape.length !== 2 || !shape.every(isCount))
    throw new WoodburyError(
      'BAD_VALUE',
      `${where}: A is ${show(given)}. Pass an operator such as ggn(model, data), or { shape: [rows, columns], apply(v) }.`,
    )
  const A = given as LinearOperator & { symmetric?: boolean }
  if (typeof A.symmetric === 'boolean') return A
  const [rows, columns] = A.shape
  return {
    shape: A.shape,
    apply: async v => takeVector(`${where}: what A.apply gave`, await A.apply(v.slice()), rows),
    ...(A.applyTransposed && {
      applyTransposed: async (u: Float64Array) =>
        takeVector(`${where}: what A.applyTransposed gave`, (await A.applyTransposed?.(u.slice())) as never, columns),
    }),
  }
}

/** The same of a square one. @throws WoodburyError SHAPE_MISMATCH, BAD_VALUE */
export function takeSquare(where: string, given: unknown): ReturnType<typeof takeOperator> {
  const A = takeOperator(where, given)
  const [rows, columns] = A.shape
  if (rows === columns) return A
  throw new WoodburyError(
    'SHAPE_MISMATCH',
    `${where}: A is ${rows} × ${columns}, and must be square. Pass ggn or gram in place of jacobian, or { shape, apply } of AᵀA.`,
    { shape: A.shape },
  )
}
