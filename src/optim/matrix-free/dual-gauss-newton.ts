import { rowsPerSample } from '../../curvature/rows.js'
import { gainRatio } from '../../damping/gain-ratio.js'
import type { Damping } from '../../damping/table.js'
import { conjugateGradients } from '../../solve/conjugate-gradients.js'
import { batchOf, batchSamples } from '../batch.js'
import { damping, gradientBatch, learningRate, rejectBadSteps, whole } from '../common-options.js'
import type { Method, Said } from '../method.js'
import { preset } from '../preset.js'
import { cosine, type Schedule } from '../schedule.js'
import { dampingLine } from '../setting-lines.js'
import type { ByProducts, ProductSolver, Products, SolveAt } from './products.js'
import { productsBatch } from './products-batch.js'

export interface DualGaussNewton extends ByProducts {
  readonly method: 'dualGaussNewton'
  readonly learningRate: Schedule
  /** Products of a solve, at most. */
  readonly iterations: number
  /** Newton steps on the loss with J as it is. */
  readonly inner: number
}

export interface DualGaussNewtonOptions {
  /** Samples a step (default 512), or `full`. */
  gradientBatch?: number | 'full'
  /** Default cosine(1). */
  learningRate?: number | Schedule
  /** A rule, or a number for a constant λ (default gainRatio()). */
  damping?: Damping | number
  /** Products of a solve, at most (default 20). */
  iterations?: number
  /** Newton steps on the loss itself along the linearised outputs (default 1; squared errors need no more). */
  inner?: number
  /** Whether a step that raises the loss is undone (default true). */
  rejectBadSteps?: boolean
}

/** Samples of a step where nobody says how many: of 128, λ falls too far, and a9a ended at 78 % right instead of 84 %. */
const SAMPLES = 512

export const dualGaussNewtonMethod: Method<DualGaussNewton> = {
  name: 'dualGaussNewton',
  title: 'Dual Gauss-Newton, conjugate gradients on the rows',
  steps: 'matrixFree',
  rate: 1,
  options: {
    gradientBatch,
    learningRate,
    damping,
    iterations: whole('products of a solve, at most'),
    inner: whole('Newton steps on the loss along the linearised outputs'),
    rejectBadSteps,
  },
  said: dualGaussNewton,
  settle(said, task) {
    const batch = batchOf(said.gradientBatch ?? SAMPLES, task)
    return {
      learningRate: cosine(1),
      damping: gainRatio(),
      iterations: 20,
      inner: 1,
      rejectBadSteps: true,
      ...said,
      gradientBatch: batch,
      curvatureBatch: batchSamples(batch, task),
    }
  },
  flops: ({ curvatureBatch, iterations, inner }, { parameters }) =>
    (10 + 8 * iterations * inner) * curvatureBatch * parameters,
  state: () => ({}),
  room({ curvatureBatch }, { graph, dtype, heads }) {
    const vector = { length: graph.parameters, dtype }
    const row = { length: curvatureBatch * rowsPerSample('ggn', heads), dtype: 'float64' } as const
    const vectors = { direction: vector, anchor: vector, image: vector }
    return { ...vectors, dual: row, side: row, residual: row, search: row, product: row, scaled: row }
  },
  kept: ({ curvatureBatch }, sizes) => productsBatch(curvatureBatch, sizes),
  solver: (settled, at) => new DualSolver(settled, at),
  settings: (settled, short) => [
    dampingLine(settled, short),
    ['products', `at most ${settled.iterations} a solve`],
    ['inner steps', String(settled.inner)],
  ],
}

/** d = a − J~ᵀc/N, (J~J~ᵀ/N + ΛI) c = s − J~ (d₋ − a), a = −w θ/Λ, from d₋ = 0 and once more from each d. */
class DualSolver implements ProductSolver {
  constructor(
    readonly settled: DualGaussNewton,
    readonly at: Products,
  ) {}

  solve({ theta, lambda, weight }: SolveAt): boolean {
    const { at } = this
    const { kernels, float64, count, arrays } = at
    const { direction: d, anchor: a, image, dual: c, side: e, product } = arrays
    const total = lambda + weight
    kernels.axpby(-weight / total, theta, 0, theta, a, count)
    kernels.scale(0, d, count)
    for (let k = 0; k < this.settled.inner; k++) {
      at.linearise(e, k === 0 ? undefined : d)
      if (k > 0 || weight > 0) {
        kernels.axpby(1, d, -1, a, image, count)
        at.apply(image, product)
        float64.axpy(-1, product, e, at.rows)
      }
      this.#conjugate(total)
      at.applyTransposed(c, image)
      kernels.axpby(1, a, -1, image, d, count)
    }
    return Number.isFinite(kernels.sumSquares(d, count))
  }

  /** c ← (J~J~ᵀ/N + ΛI)⁻¹ e, nearly: from 0 every iterate is one of descent. */
  #conjugate(total: number): void {
    const { at } = this
    const { float64, arrays, rows } = at
    const { image, dual: c, side: e, residual, search, product, scaled } = arrays
    float64.scale(0, c, rows)
    conjugateGradients(
      float64,
      c,
      e,
      { residual, search, product, scaled },
      {
        count: rows,
        most: this.settled.iterations,
        multiply(x, out) {
          at.applyTransposed(x, image)
          at.apply(image, out)
          float64.axpy(total, x, out, rows)
          return float64.dot(x, out, rows)
        },
        precondition: (r, out) => float64.axpby(1, r, 0, r, out, rows),
        visit() {},
      },
    )
  }
}

/**
 * Dual Gauss–Newton: the direction min (1/N) Σ h_i(z_i + J_i d) + (λ/2)‖d‖², h the loss or its quadratic model, by conjugate
 * gradients on one dual number a row, through products with J and Jᵀ; no Gram matrix. Departure: beyond squares the dual of
 * the exact loss is reached by `inner` Newton steps in the rows, one by default. The paper's text was not at hand.
 * @family matrix-free
 * @formula d = −(1/N) J~ᵀ c, (λI + (1/N) J~J~ᵀ) c = s, J~ = LᵀJ, L Lᵀ = H, L s = r; again at z + J d for `inner` > 1
 * @source Roulet, Blondel 2023, arXiv 2308.08886
 * @cost a gradient, and 8 N P flops a product, 20 of them at most
 * @memory three vectors of P, six of the rows, the batch's values and tangents
 * @needs layers with forward tangents, which all have
 * @use more rows than a Gram matrix allows: full batches, many outputs; otherwise smwGN solves the same system exactly
 * @throws WoodburyError BAD_OPTION
 */
export function dualGaussNewton(options: DualGaussNewtonOptions = {}): Said<DualGaussNewton> {
  return preset(dualGaussNewtonMethod, options)
}
