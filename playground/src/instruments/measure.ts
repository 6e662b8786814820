import type { Model, TrainingData } from 'woodbury'
import { ggn, gram, lanczosSpectrum, sampleGradientNorms } from 'woodbury/operators'

/** What the instruments show of a model. */
export interface Readings {
  /** Non-zero eigenvalues of the Gauss–Newton matrix on the samples, ascending. */
  readonly eigenvalues: Float64Array
  /** Largest over smallest of them. */
  readonly condition: number
  /** J Jᵀ of the samples, outputs side by side. */
  readonly kernel: { readonly data: Float64Array; readonly size: number }
  /** ‖∇l_i‖ of every sample. */
  readonly norms: Float64Array
}

/** Share of the largest eigenvalue below which one is rounding. */
const ROUNDING = 1e-12

/** All of them at once, for a few hundred rows at most: half a second of a worker's time. */
export async function measure(model: Model, data: TrainingData): Promise<Readings> {
  const options = { dtype: 'float64' } as const
  const { rowSide } = ggn(model, data, options)
  const { eigenvalues: all, largest } = await lanczosSpectrum(rowSide, { steps: rowSide.shape[0], seed: 0 })
  const eigenvalues = all.filter(value => value > ROUNDING * largest)
  const { data: kernel, shape } = await gram(model, { x: data.x }, options).toDense()
  return {
    eigenvalues,
    condition: largest / eigenvalues[0],
    kernel: { data: kernel as Float64Array, size: shape[0] },
    norms: await sampleGradientNorms(model, data, options),
  }
}
