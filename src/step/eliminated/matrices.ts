import type { Kernels } from '../../runtime/kernels.js'

/** A matrix in linear memory, its rows one after the other; `at`: byte offset. */
export interface Matrix {
  readonly at: number
  readonly rows: number
  readonly columns: number
}

export const elements = ({ rows, columns }: Matrix): number => rows * columns

/** C (+)= op(A) op(B), with the shapes that the matrices themselves say. */
export function multiply(
  kernels: Kernels,
  form: 'NN' | 'NT' | 'TN',
  A: Matrix,
  B: Matrix,
  C: Matrix,
  add = false,
): void {
  const inner = form === 'TN' ? A.rows : A.columns
  const place = ({ at, columns }: Matrix) => [at, columns] as const
  kernels.matmul(form, [C.rows, C.columns, inner], place(A), place(B), place(C), add)
}

/** ⟨A, B⟩ of two matrices of one shape. */
export const inner = (kernels: Kernels, A: Matrix, B: Matrix): number => kernels.dot(A.at, B.at, elements(A))
