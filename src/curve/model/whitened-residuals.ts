import { BLOCK, type Residuals } from '../engine/residuals.js'

/**
 * Residuals whose errors are correlated, times L⁻¹ where L Lᵀ is their covariance: independent ones of variance 1. All rows and
 * columns are held, as the covariance is.
 */
export class WhitenedResiduals implements Residuals {
  readonly rows: number
  readonly parameters: number
  private readonly r: Float64Array
  private readonly J: Float64Array

  /** @param L lower triangle, m × m, row-major */
  constructor(
    private readonly inner: Residuals,
    private readonly L: Float64Array,
  ) {
    this.rows = inner.rows
    this.parameters = inner.parameters
    this.r = new Float64Array(inner.rows)
    this.J = new Float64Array(inner.rows * inner.parameters)
  }

  values(p: Float64Array, from: number, to: number, r: Float64Array): void {
    if (from === 0) {
      this.eachBlock((first, last) => this.inner.values(p, first, last, this.r.subarray(first)))
      solveLower(this.L, this.r, 0, this.rows)
    }
    r.set(this.r.subarray(from, to))
  }

  linearise(p: Float64Array, from: number, to: number, r: Float64Array, J: Float64Array, stride: number): void {
    const { rows, parameters } = this
    if (from === 0) {
      this.eachBlock((first, last) =>
        this.inner.linearise(p, first, last, this.r.subarray(first), this.J.subarray(first), rows),
      )
      solveLower(this.L, this.r, 0, rows)
      for (let k = 0; k < parameters; k++) solveLower(this.L, this.J, k * rows, rows)
    }
    r.set(this.r.subarray(from, to))
    for (let k = 0; k < parameters; k++) J.set(this.J.subarray(k * rows + from, k * rows + to), k * stride)
  }

  private eachBlock(visit: (first: number, last: number) => void): void {
    for (let first = 0; first < this.rows; first += BLOCK) visit(first, Math.min(first + BLOCK, this.rows))
  }
}

function solveLower(L: Float64Array, v: Float64Array, at: number, rows: number): void {
  for (let i = 0; i < rows; i++) {
    let sum = v[at + i]
    for (let j = 0; j < i; j++) sum -= L[i * rows + j] * v[at + j]
    v[at + i] = sum / L[i * rows + i]
  }
}
