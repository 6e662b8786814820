import type { Elementwise } from '../optim/first-order/elementwise.js'
import type { Settled } from '../optim/method.js'
import { BatchedStep, type Moment, type StepOutcome, type StepRun } from './step.js'

/** A gradient, then one element-wise pass of the method. A step that is not finite is not taken. */
export class ElementwiseStep<O extends Settled> extends BatchedStep {
  #steps = 0

  constructor(
    run: StepRun,
    readonly optimizer: O,
    readonly method: Elementwise<O>,
  ) {
    super(run, optimizer.gradientBatch)
  }

  step({ rate }: Moment): StepOutcome {
    const { plan, workspace, parameters } = this.run
    const { kernels, float64, executor, layout } = workspace
    const { graph, gradient, arrays, sums, state } = layout
    const batch = this.batches.current
    const { value, shown } = workspace.gradient(this.theta, plan.training, batch, gradient)
    const { weight } = workspace.decay
    if (weight > 0) kernels.axpy(weight, this.theta, gradient, graph.parameters)
    const said = { loss: shown, samples: batch.count }
    if (!Number.isFinite(value))
      return { ...said, gradientNorm: Number.NaN, accepted: false, stepNorm: 0, problem: 'nonFinite' }
    this.#steps++
    const { theta } = this
    const next = parameters.spare
    const shared = { kernels, float64, executor, graph, state: arrays, sums }
    const at = { ...shared, theta, gradient, next, rate, steps: this.#steps }
    const squares = workspace.clock.time('apply', () => this.method.update(this.optimizer, at))
    const gradientNorm = Math.sqrt(squares.gradient)
    const stepNorm = Math.sqrt(squares.step)
    if (!Number.isFinite(gradientNorm) || !Number.isFinite(stepNorm)) {
      // What the method remembers is spoiled; the parameters are not.
      for (const [name, { length }] of Object.entries(state)) kernels.scale(0, arrays[name], length)
      return { ...said, gradientNorm, accepted: false, stepNorm: 0, problem: 'nonFinite' }
    }
    parameters.turn()
    this.skip()
    return { ...said, gradientNorm, accepted: true, stepNorm }
  }

  counters(): Record<string, number> {
    return { steps: this.#steps, epoch: this.batches.epoch, position: this.batches.position }
  }

  restore({ steps, epoch, position }: Readonly<Record<string, number>>): void {
    this.#steps = steps
    this.batches.epoch = epoch
    this.batches.position = position
  }
}
