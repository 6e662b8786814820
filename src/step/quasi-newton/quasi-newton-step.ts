import { range } from '../../model/feed.js'
import { named, partOf } from '../state.js'
import type { Moment, StepOutcome, Stepper, StepRun } from '../step.js'
import { dot, type InverseHessian } from './inverse-hessian.js'
import { type OnLine, strongWolfe } from './strong-wolfe.js'

/**
 * Quasi-Newton steps on the whole set: p = −H g, a length by strong Wolfe, H learns. Where no length is found H starts anew
 * from the steepest descent; where that finds none either, the run has nothing more to give. Vectors of the method are
 * in float64 whatever the run's dtype.
 */
export class QuasiNewtonStep implements Stepper {
  #epoch = 0
  /** Whether H is the identity. */
  #steepest = true
  /** f and g at θ, as the last search left them. */
  #here: { readonly loss: number; readonly shown: number; readonly g: Float64Array } | undefined
  epochEnded = false

  constructor(
    readonly run: StepRun,
    readonly inverse: InverseHessian,
  ) {}

  get theta(): number {
    return this.run.parameters.current
  }

  get epoch(): number {
    return this.#epoch
  }

  get progress(): number {
    return this.#epoch
  }

  step({ rate }: Moment): StepOutcome {
    this.epochEnded = false
    const samples = this.run.plan.training.count
    this.#here ??= this.#at(this.theta)
    const here = this.#here
    const gradientNorm = Math.sqrt(dot(here.g, here.g))
    const said = { loss: here.shown, samples, gradientNorm }
    const refused = { ...said, accepted: false, stepNorm: 0 }
    if (!Number.isFinite(here.loss) || !Number.isFinite(gradientNorm)) return { ...refused, problem: 'nonFinite' }
    if (gradientNorm === 0) return { ...said, accepted: true, stepNorm: 0 }
    if (this.#steepest) this.inverse.reset()
    const p = new Float64Array(here.g.length)
    this.run.workspace.clock.time('solve', () => this.inverse.apply(here.g, p))
    for (let k = 0; k < p.length; k++) p[k] = -p[k]
    const found = this.#search(here, p, rate)
    if (!found) {
      const exhausted = this.#steepest
      this.#steepest = true
      return { ...refused, ...(exhausted && { problem: 'exhausted' as const }) }
    }
    const { alpha, reached } = found
    const s = p.map(value => alpha * value)
    const y = reached.g.map((value, k) => value - here.g[k])
    this.run.workspace.clock.time('solve', () => this.inverse.learn(s, y, alpha, here.g))
    this.#steepest = false
    this.#here = reached
    this.run.parameters.turn()
    this.skip()
    return { ...said, accepted: true, stepNorm: Math.sqrt(dot(s, s)) }
  }

  /** Loss and gradient at a place of parameters, with the weight decay's part. */
  #at(theta: number) {
    const { plan, workspace } = this.run
    const { kernels, layout } = workspace
    const { gradient, graph } = layout
    const { value, shown } = workspace.gradient(theta, plan.training, range(0, plan.training.count), gradient)
    const w = plan.weightDecay
    if (w > 0) kernels.axpy(w, theta, gradient, graph.parameters)
    const decay = w > 0 ? (w / 2) * kernels.sumSquares(theta, graph.parameters) : 0
    return { loss: value + decay, shown, g: Float64Array.from(workspace.vector(gradient)) }
  }

  /** A length along p, with the spare parameters there. */
  #search(here: { readonly loss: number; readonly g: Float64Array }, p: Float64Array, rate: number) {
    const { workspace, parameters } = this.run
    const slope = dot(here.g, p)
    if (!(slope < 0)) return undefined
    const theta = workspace.vector(this.theta)
    const spare = workspace.vector(parameters.spare)
    let reached = { loss: Number.NaN, shown: Number.NaN, g: here.g }
    const at = (length: number): OnLine => {
      for (let k = 0; k < p.length; k++) spare[k] = theta[k] + length * p[k]
      reached = this.#at(parameters.spare)
      return { length, value: reached.loss, slope: dot(reached.g, p) }
    }
    const sum = this.#steepest ? here.g.reduce((total, value) => total + Math.abs(value), 0) : 1
    const first = rate * Math.min(1, 1 / sum)
    const found = workspace.clock.time('trial', () => strongWolfe({ length: 0, value: here.loss, slope }, first, at))
    return found && { alpha: found.length, reached }
  }

  skip(): void {
    this.#epoch++
    this.epochEnded = true
  }

  counters(): Record<string, number> {
    return { epoch: this.#epoch, steepest: +this.#steepest, ...named('inverse', this.inverse.counters()) }
  }

  restore(counters: Readonly<Record<string, number>>): void {
    this.#epoch = counters.epoch
    this.#steepest = counters.steepest === 1
    this.inverse.restore(partOf(counters, 'inverse'))
  }
}
