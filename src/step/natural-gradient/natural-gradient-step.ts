import { range } from '../../model/feed.js'
import { HALVINGS } from '../../optim/natural-gradient/energy-natural-gradient.js'
import type { Moment, StepOutcome, Stepper, StepRun } from '../step.js'
import type { LeastSquares } from './least-squares.js'

/** Gauss–Newton steps on the whole set: the direction by least squares, its length the best on a grid of halvings. */
export class NaturalGradientStep implements Stepper {
  #epoch = 0
  epochEnded = false

  constructor(
    readonly run: StepRun,
    readonly system: LeastSquares,
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
    const { system, run } = this
    const { workspace, parameters, plan } = run
    const { kernels, layout } = workspace
    const { direction } = layout.arrays
    const here = system.prepare(this.theta)
    const { gradientNorm } = system
    const said = { loss: here.shown, samples: plan.training.count, gradientNorm }
    const refused = { ...said, accepted: false, stepNorm: 0 }
    if (!Number.isFinite(here.value) || !Number.isFinite(gradientNorm) || !system.solve())
      return { ...refused, problem: 'nonFinite' }
    if (gradientNorm === 0) return { ...said, accepted: true, stepNorm: 0 }
    const best = workspace.clock.time('trial', () => this.#search(here.value, rate))
    if (best === 0) return { ...refused, problem: 'exhausted' }
    parameters.tryStep(kernels, best, direction)
    parameters.turn()
    this.#endEpoch()
    const norm = Math.sqrt(kernels.sumSquares(direction, layout.graph.parameters))
    return { ...said, accepted: true, stepNorm: best * norm }
  }

  /** The length of the lowest loss on the grid; 0 where none is below that at θ. */
  #search(here: number, rate: number): number {
    const { workspace, parameters, plan } = this.run
    const all = range(0, plan.training.count)
    let lowest = here
    let best = 0
    for (let k = 0; k <= HALVINGS; k++) {
      const length = rate * 2 ** -k
      parameters.tryStep(workspace.kernels, length, workspace.layout.arrays.direction)
      const { value } = workspace.loss(parameters.spare, plan.training, all)
      if (!(value < lowest)) continue
      lowest = value
      best = length
    }
    return best
  }

  skip(): void {
    this.#endEpoch()
  }

  #endEpoch(): void {
    this.#epoch++
    this.epochEnded = true
  }

  counters(): Record<string, number> {
    return { epoch: this.#epoch }
  }

  restore({ epoch }: Readonly<Record<string, number>>): void {
    this.#epoch = epoch
  }
}
