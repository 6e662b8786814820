import { SolveColumns } from './solve-columns'
import { SolveVector } from './solve-vector'

/** A single contiguous column has kernels of its own. */
@final
class Solve {
  static lower<T extends number>(L: usize, n: i32, ldl: i32, B: usize, nrhs: i32, ldb: i32): void {
    if (nrhs === 1 && ldb === 1) SolveVector.lower<T>(L, n, ldl, B)
    else SolveColumns.lower<T>(L, n, ldl, B, nrhs, ldb)
  }

  static transposed<T extends number>(L: usize, n: i32, ldl: i32, B: usize, nrhs: i32, ldb: i32): void {
    if (nrhs === 1 && ldb === 1) SolveVector.transposed<T>(L, n, ldl, B)
    else SolveColumns.transposed<T>(L, n, ldl, B, nrhs, ldb)
  }
}

/**
 * B := L⁻¹·B in place. L is n×n, only its lower triangle is read; B is n×nrhs, ldb ≥ nrhs; no alignment asked, no overlap.
 * |LX − B| ≤ (n + 1)u·|L||X|. A zero on the diagonal divides by zero.
 */
export function solveLowerF32(L: usize, n: i32, ldl: i32, B: usize, nrhs: i32, ldb: i32): void {
  Solve.lower<f32>(L, n, ldl, B, nrhs, ldb)
}

export function solveLowerF64(L: usize, n: i32, ldl: i32, B: usize, nrhs: i32, ldb: i32): void {
  Solve.lower<f64>(L, n, ldl, B, nrhs, ldb)
}

/** B := L⁻ᵀ·B in place, on the same terms. */
export function solveLowerTransposedF32(L: usize, n: i32, ldl: i32, B: usize, nrhs: i32, ldb: i32): void {
  Solve.transposed<f32>(L, n, ldl, B, nrhs, ldb)
}

export function solveLowerTransposedF64(L: usize, n: i32, ldl: i32, B: usize, nrhs: i32, ldb: i32): void {
  Solve.transposed<f64>(L, n, ldl, B, nrhs, ldb)
}
