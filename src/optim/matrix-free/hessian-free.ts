import { gainRatio } from '../../damping/gain-ratio.js'
import type { Damping } from '../../damping/table.js'
import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'
import { nystromRoom } from '../../solve/spectral/nystrom.js'
import { batchOf, batchSamples } from '../batch.js'
import { belowOne, damping, gradientBatch, learningRate, whole, word } from '../common-options.js'
import { describe, type Method, type Said } from '../method.js'
import { constant, type Schedule } from '../schedule.js'
import { dampingLine } from '../setting-lines.js'
import { productsBatch } from './products-batch.js'

/** M of the conjugate gradients: (mean g_i² + Λ)^¾ of the gradients' squares, a sketch of G + ΛI, or nothing. */
export type Preconditioning = 'fisherDiagonal' | 'nystrom' | 'none'

export interface HessianFree {
  readonly method: 'hessianFree'
  readonly gradientBatch: number | 'full'
  /** Samples of the products, at most N1. */
  readonly curvatureBatch: number
  readonly learningRate: Schedule
  readonly damping: Damping
  /** Products of a step, at most. */
  readonly iterations: number
  /** Share of the last solution that the next solve starts from. */
  readonly warmStart: number
  readonly preconditioner: Preconditioning
  /** Products that the sketch of a step takes, where there is one. */
  readonly nystromRank?: number
  readonly rejectBadSteps: true
}

export interface HessianFreeOptions {
  /** N1, samples of gradient and trials (default `full`). */
  gradientBatch?: number | 'full'
  /** N2, samples of the Gauss–Newton products (default a tenth of N1, at least 250). */
  curvatureBatch?: number
  /** α that the search starts from (default 1). */
  learningRate?: number | Schedule
  /** A rule, or a number for a constant λ (default gainRatio({ lambda: 1, boost: 1.5, tau: 0 })). */
  damping?: Damping | number
  /** Products of a step, at most (default 100). */
  iterations?: number
  /** Share of the last solution that the next solve starts from (default 0.95). */
  warmStart?: number
  /**
   * Preconditioner of the conjugate gradients: the `fisherDiagonal` of Martens (default), a `nystrom` sketch of the
   * Gauss–Newton matrix, or `none`.
   */
  preconditioner?: Preconditioning
  /** Products that the sketch of a step takes (default 20 with `nystrom`). */
  nystromRank?: number
}

/** Fewer samples make a poor curvature. */
const LEAST_SAMPLES = 250

const NYSTROM_RANK = 20

/** Iterates that a step may keep to go back to: those at 5, 7, 9, … ≈ 1.3 times the one before, and the last. */
export const keptIterates = (iterations: number): number[] => {
  const kept: number[] = []
  for (let at = 5; at < iterations; at *= 1.3) if (Math.ceil(at) !== kept.at(-1)) kept.push(Math.ceil(at))
  return kept
}

export const hessianFreeMethod: Method<HessianFree> = {
  name: 'hessianFree',
  title: 'Hessian-free, conjugate gradients on Gauss-Newton products',
  steps: 'matrixFree',
  rate: 1,
  options: {
    gradientBatch,
    curvatureBatch: whole('samples of the products'),
    learningRate,
    damping,
    iterations: whole('products of a step, at most'),
    warmStart: belowOne('share of the last solution that the next solve starts from'),
    preconditioner: word('preconditioner of the conjugate gradients', ['fisherDiagonal', 'nystrom', 'none']),
    nystromRank: whole('products that the sketch of a step takes'),
  },
  said({ rejectBadSteps, ...fields }) {
    if (rejectBadSteps === undefined || rejectBadSteps === true) return hessianFree(fields)
    throw new WoodburyError(
      'BAD_OPTION',
      `hessianFree: rejectBadSteps is ${show(rejectBadSteps)}. Its search refuses them always: leave it out.`,
      { option: 'rejectBadSteps', got: rejectBadSteps },
    )
  },
  settle(said, task) {
    const batch = batchOf(said.gradientBatch ?? 'full', task)
    const most = batchSamples(batch, task)
    const tenth = Math.max(Math.ceil(most / 10), LEAST_SAMPLES)
    return {
      learningRate: constant(1),
      damping: gainRatio({ lambda: 1, boost: 1.5, tau: 0 }),
      iterations: 100,
      warmStart: 0.95,
      preconditioner: 'fisherDiagonal',
      ...said,
      ...(said.preconditioner === 'nystrom' && { nystromRank: said.nystromRank ?? NYSTROM_RANK }),
      rejectBadSteps: true,
      gradientBatch: batch,
      curvatureBatch: Math.min(said.curvatureBatch ?? tenth, most),
    }
  },
  flops: ({ gradientBatch: N1, curvatureBatch, iterations, nystromRank = 0 }, { samples, parameters }) =>
    10 * batchSamples(N1, { samples }) * parameters + 8 * (iterations + nystromRank) * curvatureBatch * parameters,
  state: (_settled, { graph, dtype }) => ({ solution: { length: graph.parameters, dtype } }),
  room({ iterations, preconditioner, nystromRank = 0 }, { graph, dtype }) {
    const vector = { length: graph.parameters, dtype }
    const kept = { length: keptIterates(iterations).length * graph.parameters, dtype }
    const names = ['direction', 'residual', 'search', 'product', 'scaled']
    const vectors = [...names, ...(preconditioner === 'fisherDiagonal' ? ['diagonal', 'scale'] : [])]
    const { basis, image, small } = nystromRoom(Math.min(nystromRank, graph.parameters), graph.parameters)
    return {
      ...Object.fromEntries(vectors.map(name => [name, vector])),
      iterates: kept,
      nystromBasis: { length: basis, dtype },
      nystromImage: { length: image, dtype },
      nystromSmall: { length: small, dtype: 'float64' },
    }
  },
  kept: ({ curvatureBatch }, sizes) => productsBatch(curvatureBatch, sizes),
  settings: (settled, short) => [
    dampingLine(settled, short),
    ['products', `at most ${settled.iterations} a step`],
    ['warm start', short(settled.warmStart)],
    ['preconditioner', settled.nystromRank ? `nystrom, rank ${settled.nystromRank}` : settled.preconditioner],
  ],
}

/**
 * Hessian-free: (G + λI) x = −g by preconditioned conjugate gradients on products G v of the curvature batch, warm
 * started, stopped where the model hardly falls; the best of some iterates, then Armijo's search. Martens 2010, "Deep
 * learning via Hessian-free optimization", sections 4.1 to 4.7. Departure: ρ and the choice of the iterate are measured on
 * the gradient's batch. With `preconditioner: 'nystrom'` the solve is preconditioned as in Frangella, Tropp, Udell 2023,
 * arXiv 2110.02820.
 * @family matrix-free
 * @formula (G + λI) d = −g by conjugate gradients on products G v
 * @source Martens 2010, "Deep learning via Hessian-free optimization"
 * @cost a gradient, and 8 N₂ P for each of up to 250 iterations
 * @memory a few vectors of P, and the kept iterates
 * @needs a loss with a positive output curvature, large batches
 * @use large batches of deep networks; for comparison
 * @throws WoodburyError BAD_OPTION
 * @example fit(net, data, { optimizer: hessianFree(), seconds: 60 })
 */
export function hessianFree(options: HessianFreeOptions = {}): Said<HessianFree> {
  const said = describe<HessianFree>('hessianFree', hessianFreeMethod.options, options)
  if (said.nystromRank === undefined || said.preconditioner === 'nystrom') return said
  throw new WoodburyError(
    'BAD_OPTION',
    `hessianFree: nystromRank is ${said.nystromRank}, but no sketch is asked for. Pass preconditioner: 'nystrom' with it.`,
    { option: 'nystromRank', got: said.nystromRank },
  )
}
