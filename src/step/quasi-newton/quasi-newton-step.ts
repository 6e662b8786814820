import { range } from '../../model/feed.js'
import { dot } from '../../vectors.js'
import { named, partOf } from '../state.js'
import { BatchedStep, type Moment, type StepOutcome, type StepRun } from '../step.js'
import type { InverseHessian } from './inverse-hessian.js'
import { type OnLine, strongWolfe } from './strong-wolfe.js'

interface Losses {
  readonly loss: number
  readonly shown: number
}

/**
 * Quasi-Newton steps on the whole set: p = −H g, a length by strong Wolfe, H learns. Where no length is found H starts anew
 * from the steepest descent; where that finds none either, the run has nothing more to give. Vectors of the method are
 * in float64 whatever the run's dtype.
 */
export class QuasiNewtonStep extends BatchedStep {
  /** Whether H is the identity. */
  #steepest = true
  /** f at θ, and as users are shown it, as the last search left them. */
  #here: Losses | undefined
  /** g at θ, and where the search is; in turns. */
  #g: Float64Array
  #there: Float64Array
  readonly #p: Float64Array
  readonly #s: Float64Array
  readonly #y: Float64Array

  constructor(
    run: StepRun,
    readonly inverse: InverseHessian,
  ) {
    super(run, 'full')
    const { kernels, layout } = run.workspace
    const { arrays, graph } = layout
    const view = (offset: number) => new Float64Array(kernels.buffer, offset, graph.parameters)
    this.#g = view(arrays.here)
    this.#there = view(arrays.there)
    this.#p = view(arrays.search)
    this.#s = view(arrays.step)
    this.#y = view(arrays.change)
  }

  step({ rate }: Moment): StepOutcome {
    this.epochEnded = false
    const samples = this.run.plan.training.count
    this.#here ??= this.#at(this.theta, this.#g)
    const here = this.#here
    const g = this.#g
    const gradientNorm = Math.sqrt(dot(g, g))
    const said = { loss: here.shown, samples, gradientNorm }
    const refused = { ...said, accepted: false, stepNorm: 0 }
    if (!Number.isFinite(here.loss) || !Number.isFinite(gradientNorm)) return { ...refused, problem: 'nonFinite' }
    if (gradientNorm === 0) return { ...said, accepted: true, stepNorm: 0 }
    if (this.#steepest) this.inverse.reset()
    const p = this.#p
    this.run.workspace.clock.time('solve', () => this.inverse.apply(g, p))
    for (let k = 0; k < p.length; k++) p[k] = -p[k]
    const found = this.#search(here.loss, rate)
    if (!found) {
      const exhausted = this.#steepest
      this.#steepest = true
      return { ...refused, ...(exhausted && { problem: 'exhausted' as const }) }
    }
    const { alpha, reached } = found
    const s = this.#s
    for (let k = 0; k < p.length; k++) {
      s[k] = alpha * p[k]
      this.#y[k] = this.#there[k] - g[k]
    }
    this.run.workspace.clock.time('solve', () => this.inverse.learn(s, this.#y, alpha, g))
    this.#steepest = false
    this.#here = reached
    this.#g = this.#there
    this.#there = g
    this.run.parameters.turn()
    this.skip()
    return { ...said, accepted: true, stepNorm: Math.sqrt(dot(s, s)) }
  }

  /** Loss and gradient at a place of parameters, with the weight decay's part; the gradient to `out`. */
  #at(theta: number, out: Float64Array): Losses {
    const { plan, workspace } = this.run
    const { kernels, layout } = workspace
    const { gradient, graph } = layout
    const { value, shown } = workspace.gradient(theta, plan.training, range(0, plan.training.count), gradient)
    const w = workspace.decay.weight
    if (w > 0) kernels.axpy(w, theta, gradient, graph.parameters)
    const decay = w > 0 ? (w / 2) * kernels.sumSquares(theta, graph.parameters) : 0
    out.set(workspace.vector(gradient))
    return { loss: value + decay, shown }
  }

  /** A length along p, with the spare parameters there. */
  #search(loss: number, rate: number) {
    const { workspace, parameters } = this.run
    const p = this.#p
    const slope = dot(this.#g, p)
    if (!(slope < 0)) return undefined
    const theta = workspace.vector(this.theta)
    const spare = workspace.vector(parameters.spare)
    let reached: Losses = { loss: Number.NaN, shown: Number.NaN }
    const at = (length: number): OnLine => {
      for (let k = 0; k < p.length; k++) spare[k] = theta[k] + length * p[k]
      reached = this.#at(parameters.spare, this.#there)
      return { length, value: reached.loss, slope: dot(this.#there, p) }
    }
    const sum = this.#steepest ? this.#g.reduce((total, value) => total + Math.abs(value), 0) : 1
    const first = rate * Math.min(1, 1 / sum)
    const found = workspace.clock.time('trial', () => strongWolfe({ length: 0, value: loss, slope }, first, at))
    return found && { alpha: found.length, reached }
  }

  counters(): Record<string, number> {
    return { epoch: this.epoch, steepest: +this.#steepest, ...named('inverse', this.inverse.counters()) }
  }

  restore(counters: Readonly<Record<string, number>>): void {
    this.batches.epoch = counters.epoch
    this.#steepest = counters.steepest === 1
    this.inverse.restore(partOf(counters, 'inverse'))
  }
}
