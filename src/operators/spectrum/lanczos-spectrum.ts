import { checkOptions, positiveInteger, wholeNumber } from '../../options.js'
import { checkKept } from '../algebra/kept-vectors.js'
import { normals } from '../algebra/probes.js'
import type { LinearOperator } from '../linear-operator.js'
import { takeSymmetric } from '../symmetric.js'
import { lanczos, type Ritz } from './lanczos.js'

export interface SpectrumOptions {
  /** Products from each start; default 100, at most the size of A. */
  steps?: number
  /** Starts, over which the density is averaged; default 1. */
  probes?: number
  /** Places at which the density is given; default 512. */
  points?: number
  seed?: number
}

export interface Spectrum {
  /** Ritz values of the first start, ascending: the outermost are eigenvalues to the bound in `residuals`. */
  readonly eigenvalues: Float64Array
  /** Bound of the distance of each to an eigenvalue. */
  readonly residuals: Float64Array
  readonly smallest: number
  readonly largest: number
  /** Share of the eigenvalues per unit, at `at`: its integral is 1. */
  readonly density: { readonly at: Float64Array; readonly value: Float64Array }
}

/** Of the width of the spectrum, on either side. */
const MARGIN = 0.05

/**
 * Extreme eigenvalues and spectral density of a symmetric operator by stochastic Lanczos quadrature: Σ_j τ_j² N(x; θ_j, σ)
 * over the Ritz values θ of random starts, with the squared first components τ², on the spectrum mapped to [−1, 1] with a
 * margin of 5 %, σ = 2/((k − 1) √(8 log 3)) (Lin, Saad & Yang 2016; Papyan 2020). Cost: steps × probes products.
 * @throws WoodburyError BAD_VALUE, SHAPE_MISMATCH, BAD_OPTION, OUT_OF_MEMORY
 */
export async function lanczosSpectrum(A: LinearOperator, options: SpectrumOptions = {}): Promise<Spectrum> {
  const where = 'lanczosSpectrum'
  checkOptions(where, ['steps', 'probes', 'points', 'seed'], options, { k: 'steps', iterations: 'steps' })
  const steps = positiveInteger(where, 'steps', options.steps ?? 100)
  const probes = positiveInteger(where, 'probes', options.probes ?? 1)
  const points = positiveInteger(where, 'points', options.points ?? 512)
  const seed = wholeNumber(where, 'seed', options.seed ?? 0)
  const symmetric = await takeSymmetric(where, A)
  checkKept(where, symmetric.n, 'steps', Math.min(steps, symmetric.n))
  const runs: Ritz[] = []
  for (const start of normals(seed, probes, symmetric.n)) runs.push(await lanczos(symmetric, start, steps))
  const [{ values, residuals }] = runs
  const smallest = Math.min(...runs.map(run => run.values[0]))
  const largest = Math.max(...runs.map(run => run.values[run.values.length - 1]))
  return { eigenvalues: values, residuals, smallest, largest, density: densityOf(runs, smallest, largest, points) }
}

function densityOf(runs: readonly Ritz[], smallest: number, largest: number, points: number): Spectrum['density'] {
  // A multiple of I has a spectrum of no width.
  const width = largest - smallest || Math.abs(largest) || 1
  const half = (width * (1 + 2 * MARGIN)) / 2
  const center = (largest + smallest) / 2
  const k = Math.max(2, ...runs.map(({ values }) => values.length))
  const sigma = 2 / ((k - 1) * Math.sqrt(8 * Math.log(3)))
  const at = Float64Array.from({ length: points }, (_, i) => center + half * (-1 + (2 * i + 1) / points))
  const value = at.map(x => {
    let sum = 0
    for (const { values, weights } of runs)
      for (let j = 0; j < values.length; j++) {
        const t = (x - values[j]) / half / sigma
        sum += weights[j] * Math.exp((-t * t) / 2)
      }
    return sum / runs.length / (sigma * Math.sqrt(2 * Math.PI)) / half
  })
  return { at, value }
}
