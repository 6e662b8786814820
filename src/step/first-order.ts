import type { Adam, Sgd } from '../optim/optimizer.js'
import { power } from '../portable.js'
import type { Squares } from '../runtime/kernels.js'
import { Batches } from './batches.js'
import { vectorNames } from './layout.js'
import type { ParameterPair } from './parameters.js'
import type { StepPlan } from './plan.js'
import type { StepOutcome, Stepper } from './step.js'
import type { Workspace } from './workspace.js'

/** SGD with momentum and Adam: a gradient, then one element-wise pass. A step that is not finite is not taken. */
export class FirstOrder implements Stepper {
  readonly #batches: Batches
  #steps = 0
  epochEnded = false

  constructor(
    readonly plan: StepPlan,
    readonly optimizer: Adam | Sgd,
    readonly workspace: Workspace,
    readonly parameters: ParameterPair,
  ) {
    this.#batches = new Batches(plan.seed, plan.training.count, optimizer.gradientBatch)
  }

  get theta(): number {
    return this.parameters.current
  }

  get epoch(): number {
    return this.#batches.epoch
  }

  get progress(): number {
    return this.#batches.epoch + this.#batches.position / this.#batches.count
  }

  step(rate: number): StepOutcome {
    const { plan, workspace, parameters } = this
    const { kernels, layout } = workspace
    const batch = this.#batches.current
    const count = layout.graph.parameters
    const { value, shown } = workspace.gradient(this.theta, plan.training, batch, layout.gradient)
    if (plan.weightDecay > 0) kernels.axpy(plan.weightDecay, this.theta, layout.gradient, count)
    const said = { loss: shown, samples: batch.count }
    if (!Number.isFinite(value))
      return { ...said, gradientNorm: Number.NaN, accepted: false, stepNorm: 0, problem: 'nonFinite' }
    this.#steps++
    const squares = workspace.clock.time('apply', () => this.#update(rate, count))
    const gradientNorm = Math.sqrt(squares.gradient)
    const stepNorm = Math.sqrt(squares.step)
    if (!Number.isFinite(gradientNorm) || !Number.isFinite(stepNorm)) {
      // What the method remembers is spoiled; the parameters are not.
      for (const name of vectorNames(plan)) kernels.scale(0, layout.vectors[name], count)
      return { ...said, gradientNorm, accepted: false, stepNorm: 0, problem: 'nonFinite' }
    }
    parameters.turn()
    this.epochEnded = this.#batches.advance()
    return { ...said, gradientNorm, accepted: true, stepNorm }
  }

  skip(): void {
    this.epochEnded = this.#batches.advance()
  }

  #update(rate: number, count: number): Squares {
    const { optimizer, parameters } = this
    const { kernels, layout } = this.workspace
    const { velocity, firstMoment, secondMoment } = layout.vectors
    const { gradient, sums } = layout
    if (optimizer.method === 'sgd')
      return kernels.momentum([this.theta, gradient, velocity, parameters.spare, sums], rate, optimizer.momentum, count)
    const { beta1, beta2, epsilon } = optimizer
    const correction1 = 1 - power(beta1, this.#steps)
    const correction2 = 1 - power(beta2, this.#steps)
    const scalars = { rate, beta1, beta2, epsilon, correction1, correction2 }
    return kernels.adam([this.theta, gradient, firstMoment, secondMoment, parameters.spare, sums], scalars, count)
  }

  counters(): Record<string, number> {
    return { steps: this.#steps, epoch: this.#batches.epoch, position: this.#batches.position }
  }

  restore({ steps, epoch, position }: Readonly<Record<string, number>>): void {
    this.#steps = steps
    this.#batches.epoch = epoch
    this.#batches.position = position
  }
}
