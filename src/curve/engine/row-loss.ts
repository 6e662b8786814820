/**
 * How much a residual counts. A fit minimises ½Σρ(r); its steps see r and J with each row times √weight, weight = ρ′(r)/(2r) as in
 * iterated least squares, so that JᵀWr is the gradient exactly. The second-order term of Triggs et al. (2000) is left out: it can
 * make the curvature of a row negative.
 */
export interface RowLoss {
  /** ρ of the residual of a row. */
  rho(r: number, row: number): number
  /** ρ′(r)/(2r). */
  weight(r: number, row: number): number
}

/** Losses of residuals, as SciPy defines them: ρ(r) = s² ρ₀((r/s)²), s the scale from which on a residual is an outlier. */
export const rowLosses = {
  huber: {
    rho: (u: number) => (u <= 1 ? u : 2 * Math.sqrt(u) - 1),
    slope: (u: number) => (u <= 1 ? 1 : 1 / Math.sqrt(u)),
  },
  softL1: {
    rho: (u: number) => (2 * u) / (Math.sqrt(1 + u) + 1),
    slope: (u: number) => 1 / Math.sqrt(1 + u),
  },
  cauchy: { rho: (u: number) => Math.log1p(u), slope: (u: number) => 1 / (1 + u) },
  arctan: { rho: (u: number) => Math.atan(u), slope: (u: number) => 1 / (1 + u * u) },
  /** Tukey's bisquare: beyond the scale a residual pulls no more. */
  tukey: {
    rho: (u: number) => (u >= 1 ? 1 : 1 - (1 - u) ** 3) / 3,
    slope: (u: number) => (u >= 1 ? 0 : (1 - u) ** 2),
  },
} as const

export type RowLossName = keyof typeof rowLosses

/** The loss of this name whose scale is in the residuals' units (of sigma, where one is given). */
export function robust(name: RowLossName, scale: number): RowLoss {
  const { rho, slope } = rowLosses[name]
  const squared = scale * scale
  return {
    rho: r => squared * rho((r * r) / squared),
    weight: r => slope((r * r) / squared),
  }
}
