import { rowsPerSample } from '../../curvature/rows.js'
import { learningRate } from '../common-options.js'
import type { Method, Said, Sizes } from '../method.js'
import { preset } from '../preset.js'
import { fullBatch } from '../quasi-newton/full-batch.js'
import { constant, type Schedule } from '../schedule.js'
import type { Task } from '../task.js'

export interface EnergyNaturalGradient {
  readonly method: 'energyNaturalGradient'
  readonly gradientBatch: 'full'
  readonly learningRate: Schedule
}

export interface EnergyNaturalGradientOptions {
  /** The longest step of the grid (default 1). */
  learningRate?: number | Schedule
}

/** Rows of J that are formed at a time. */
export const BLOCK = 256

/** Halvings on the grid of steps. */
export const HALVINGS = 30

/** Rows R of all samples, and the smaller of R and P: the side of the matrix that is decomposed. */
export function sideOf({ graph, samples, heads }: Sizes & Pick<Task, 'heads'>) {
  const q = rowsPerSample('ggn', heads)
  const rows = samples * q
  return { q, rows, inRows: rows <= graph.parameters, n: Math.min(rows, graph.parameters) }
}

export const energyNaturalGradientMethod: Method<EnergyNaturalGradient> = {
  name: 'energyNaturalGradient',
  title: 'energy natural gradient, Gauss-Newton by least squares',
  steps: 'naturalGradient',
  rate: 1,
  options: { learningRate },
  said: ({ gradientBatch, ...fields }) => ({
    ...fullBatch('energyNaturalGradient', gradientBatch),
    ...energyNaturalGradient(fields),
  }),

  settle: said => ({ learningRate: constant(1), ...said, gradientBatch: 'full' }),

  flops(_settled, { samples, parameters, heads }) {
    const rows = samples * rowsPerSample('ggn', heads)
    const n = Math.min(rows, parameters)
    return rows * parameters * n + 9 * n ** 3 + (6 + 2 * HALVINGS) * samples * parameters
  },

  state: () => ({}),

  room(_settled, sizes) {
    const { n, rows, q } = sideOf(sizes)
    const { graph, dtype } = sizes
    const block = Math.min(rows, Math.ceil(BLOCK / q) * q) * graph.parameters
    return {
      direction: { length: graph.parameters, dtype },
      product: { length: n * n, dtype },
      block: { length: block, dtype },
      square: { length: n * n, dtype: 'float64' },
      eigenvalues: { length: n, dtype: 'float64' },
      eigenScratch: { length: 2 * n, dtype: 'float64' },
      factors: { length: rows, dtype: 'float64' },
    }
  },

  kept(_settled, sizes) {
    const { inRows, n, q } = sideOf(sizes)
    return { samples: inRows ? sizes.samples : 1, q, tangents: false, widest: n }
  },

  settings: () => [['steps', `the best of 2⁻ᵏ, k = 0 … ${HALVINGS}`]],
}

/**
 * Energy natural gradient: JᵀJ d = −Jᵀr by least squares, then the best of the steps 2⁻ᵏ d, k = 0 … 30. For residuals of
 * differential equations JᵀJ is the Gram matrix of the energy; without residuals its rows are those of the loss, JᵀJ its
 * Gauss–Newton matrix. Eigenvalues up to ε n of the largest count as 0, n the side of the matrix, as the authors' program
 * has it from its solver. Departures: the smaller of JᵀJ and JJᵀ is decomposed, where theirs is always JᵀJ; the grid ends
 * five halvings after its best; and where no step above 2⁻⁸ is the best, up to three wider cut-offs are tried on the same grid:
 * far from a solution the whole of J⁺ points nowhere. The paper's text was not at hand, its authors' code was.
 * @family parameter space
 * @formula d = −J⁺ r, θ ← θ + 2⁻ᵏ d with the k of the least loss, 0 ≤ k ≤ 30
 * @source Müller & Zeinhofer 2023, arXiv 2302.13163, section 3 and algorithm 1
 * @cost rows · P · min(rows, P) and 9 min(rows, P)³, and a forward sweep of the whole set for each length tried
 * @memory two matrices of min(rows, P)², one in float64
 * @needs the whole set as its batch; dtype float64 for its accuracy
 * @use differential equations and inverse problems, with networks of up to a few thousand parameters
 * @throws WoodburyError BAD_OPTION
 * @example fit(net, residuals((u, x, m) => …), { optimizer: energyNaturalGradient(), steps: 50 })
 */
export function energyNaturalGradient(options: EnergyNaturalGradientOptions = {}): Said<EnergyNaturalGradient> {
  return preset(energyNaturalGradientMethod, options)
}
