import { gainRatio } from '../../damping/gain-ratio.js'
import type { Damping } from '../../damping/table.js'
import { PURPOSE, stream } from '../../random/index.js'
import { viewOf } from '../../runtime/dtype.js'
import { largestEigenvalue, richardson } from '../../solve/richardson.js'
import { batchSamples, settledBatches } from '../batch.js'
import { damping, fromZero, gradientBatch, learningRate, rejectBadSteps, whole } from '../common-options.js'
import type { Method, Said } from '../method.js'
import { preset } from '../preset.js'
import { cosine, type Schedule } from '../schedule.js'
import { dampingLine } from '../setting-lines.js'
import type { ByProducts, ProductSolver, Products, SolveAt } from './products.js'
import { productsBatch } from './products-batch.js'

export interface ThermodynamicNGD extends ByProducts {
  readonly method: 'thermodynamicNGD'
  readonly learningRate: Schedule
  readonly iterations: number
  readonly temperature: number
}

export interface ThermodynamicNGDOptions {
  /** Samples a step (default 512), or `full`. */
  gradientBatch?: number | 'full'
  /** Samples of the products (default those of the gradient, at most 512). */
  curvatureBatch?: number
  /** Default cosine(1). */
  learningRate?: number | Schedule
  /** A rule, or a number for a constant λ (default gainRatio()). */
  damping?: Damping | number
  /** Inner steps of a solve (default 50). */
  iterations?: number
  /** 1/β of the noise (default 0, none: Richardson's iteration). */
  temperature?: number
  /** Whether a step that raises the loss is undone (default true). */
  rejectBadSteps?: boolean
}

/** Samples of a step where nobody says how many: of 128, the curvature is poor and λ falls too far (optdigits, a9a). */
const SAMPLES = 512

/** Power steps of an estimate of λ_max, and batches that it serves. */
const POWER_STEPS = 20
const SERVES = 10

export const thermodynamicNGDMethod: Method<ThermodynamicNGD> = {
  name: 'thermodynamicNGD',
  title: 'Thermodynamic natural gradient, simulated',
  steps: 'matrixFree',
  rate: 1,
  options: {
    gradientBatch,
    curvatureBatch: whole('samples of the products'),
    learningRate,
    damping,
    iterations: whole('inner steps of a solve'),
    temperature: fromZero('1/beta of the noise; 0 for none'),
    rejectBadSteps,
  },
  said: thermodynamicNGD,
  settle(said, task) {
    return {
      learningRate: cosine(1),
      damping: gainRatio(),
      iterations: 50,
      temperature: 0,
      rejectBadSteps: true,
      ...said,
      ...settledBatches(said, { gradientBatch: SAMPLES, curvatureBatch: SAMPLES }, task),
    }
  },
  flops: ({ gradientBatch: N1, curvatureBatch, iterations }, { samples, parameters }) =>
    10 * batchSamples(N1, { samples }) * parameters +
    8 * (iterations + POWER_STEPS / SERVES) * curvatureBatch * parameters,
  state: (_settled, { graph, dtype }) => {
    const vector = { length: graph.parameters, dtype }
    return { solution: vector, dominant: vector }
  },
  room: (_settled, { graph, dtype }) => {
    const vector = { length: graph.parameters, dtype }
    return { direction: vector, force: vector, product: vector }
  },
  kept: ({ curvatureBatch }, sizes) => productsBatch(curvatureBatch, sizes),
  solver: (settled, at) => new LangevinSolver(settled, at),
  counters: ['largest', 'warm'],
  settings: (settled, short) => [
    dampingLine(settled, short),
    ['inner steps', String(settled.iterations)],
    ['temperature', short(settled.temperature)],
  ],
}

/** x ← x − h [(G + ΛI) x + g + w θ] + √(2hT) ξ, h = 1/(λ_max + Λ), from the last x, at first from −(g + w θ). */
class LangevinSolver implements ProductSolver {
  /** λ_max of some batch before; 0 where it is to be found anew. */
  #largest = 0
  #warm = false

  constructor(
    readonly settled: ThermodynamicNGD,
    readonly at: Products,
  ) {}

  look(draw: number): void {
    if (draw % SERVES === 0) this.#largest = 0
  }

  solve({ theta, gradient, lambda, weight, draw }: SolveAt): boolean {
    const { kernels, count, arrays } = this.at
    const { solution: x, force: b, direction } = arrays
    const total = lambda + weight
    kernels.axpby(-1, gradient, -weight, theta, b, count)
    if (this.#largest === 0) this.#largest = this.#spectralRadius(draw)
    const growth = this.#relax(total, draw)
    if (!(growth <= 1) && this.settled.temperature === 0) {
      // λ_max was that of another batch.
      this.#largest = this.#spectralRadius(draw)
      this.#warm = false
      this.#relax(total, draw)
    }
    kernels.axpby(1, x, 0, x, direction, count)
    return Number.isFinite(kernels.sumSquares(x, count))
  }

  /** Moves x towards the solution; returns by how much the residual grew. */
  #relax(total: number, draw: number): number {
    const { at, settled } = this
    const { kernels, count, arrays } = at
    const { solution: x, force: b, product } = arrays
    if (!this.#warm) kernels.axpby(1, b, 0, b, x, count)
    this.#warm = true
    const step = 1 / (this.#largest + total)
    const { iterations, temperature } = settled
    const shake = (k: number) => this.#shake(Math.sqrt(2 * step * temperature), draw, k)
    return richardson(kernels, x, b, {
      count,
      product,
      step,
      iterations,
      multiply(v, out) {
        at.multiply(v, out)
        kernels.axpy(total, v, out, count)
      },
      ...(temperature > 0 && { shake }),
    })
  }

  #spectralRadius(draw: number): number {
    const { at } = this
    const { kernels, count, arrays } = at
    const { dominant, product } = arrays
    const squares = kernels.sumSquares(dominant, count)
    if (!(squares > 0) || !Number.isFinite(squares)) this.#fill(dominant, stream(at.seed, PURPOSE.probes, draw), 1, 0)
    const multiply = (v: number, out: number) => {
      at.multiply(v, out)
    }
    return largestEigenvalue(kernels, dominant, { count, product, multiply, iterations: POWER_STEPS })
  }

  #shake(size: number, draw: number, k: number): void {
    this.#fill(this.at.arrays.solution, stream(this.at.seed, PURPOSE.thermalNoise, draw, k), size, 1)
  }

  /** v ← keep · v + size · normal numbers. */
  #fill(at: number, random: { normal(): number }, size: number, keep: 0 | 1): void {
    const { dtype, kernels, count } = this.at
    const v = viewOf(dtype, kernels.buffer, at, count)
    for (let p = 0; p < count; p++) v[p] = (keep === 1 ? v[p] : 0) + size * random.normal()
  }

  /** Where it came from was no good, or h too long. */
  refused(): void {
    this.#warm = false
    this.#largest = 0
  }

  counters(): Record<string, number> {
    return { largest: this.#largest, warm: +this.#warm }
  }

  restore({ largest, warm }: Readonly<Record<string, number>>): void {
    this.#largest = largest
    this.#warm = warm === 1
  }
}

/**
 * Thermodynamic natural gradient: the solve of (G + λI) x = −g is left to the relaxation of a noisy linear system, here
 * simulated by Euler and Maruyama, warm from the last x; without noise Richardson's iteration. Departure: h, the number of
 * steps, and a gain ratio with refusals are ours. The paper's text was not at hand.
 * @family matrix-free
 * @formula x ← x − h [(G + λI) x + g] + √(2h/β) ξ, h = 1/(λ_max + λ), 50 times; d = x
 * @source Donatella et al. 2024, arXiv 2405.13817
 * @cost a gradient, and 8 N P flops an inner step, of which there are 50
 * @memory five vectors of P, the batch's values and tangents
 * @needs layers with forward tangents, which all have
 * @use to study the method: on a digital machine hessianFree reaches the same solve in fewer products
 * @throws WoodburyError BAD_OPTION
 */
export function thermodynamicNGD(options: ThermodynamicNGDOptions = {}): Said<ThermodynamicNGD> {
  return preset(thermodynamicNGDMethod, options)
}
