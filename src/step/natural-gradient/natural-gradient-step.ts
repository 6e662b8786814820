import { range } from '../../model/feed.js'
import { HALVINGS } from '../../optim/natural-gradient/energy-natural-gradient.js'
import { BatchedStep, type Moment, type StepOutcome, type StepRun } from '../step.js'
import type { LeastSquares } from './least-squares.js'

/** A length below this says that the model of the direction is far from the truth. */
const SHORT = 2 ** -8

/** Halvings after the best so far that end the grid: shorter steps change less and less. */
const ENOUGH = 5

/** Wider cut-offs that are tried then, each a multiple of the one before. */
const WIDER = 3
const STEP = 3e3

/** Gauss–Newton steps on the whole set: the direction by least squares, its length the best on a grid of halvings. */
export class NaturalGradientStep extends BatchedStep {
  constructor(
    run: StepRun,
    readonly system: LeastSquares,
  ) {
    super(run, 'full')
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
    if (!Number.isFinite(here.value) || !Number.isFinite(gradientNorm) || !system.decompose())
      return { ...refused, problem: 'nonFinite' }
    if (gradientNorm === 0) return { ...said, accepted: true, stepNorm: 0 }
    const best = this.#search(here.value, rate)
    if (best.length === 0) return { ...refused, problem: 'exhausted' }
    if (best.cut !== best.last) system.solve(best.cut)
    parameters.tryStep(kernels, best.length, direction)
    parameters.turn()
    this.skip()
    const norm = Math.sqrt(kernels.sumSquares(direction, layout.graph.parameters))
    return { ...said, accepted: true, stepNorm: best.length * norm }
  }

  /**
   * The cut-off and the length of the lowest loss on the grid; 0 where none is below that at θ. Where a direction is good
   * for a short step only, the next leaves out more of what J hardly sees.
   */
  #search(here: number, rate: number): { readonly cut: number; readonly length: number; readonly last: number } {
    let best = { cut: 1, length: 0, loss: here }
    let cut = 1
    for (let wider = 0; ; wider++) {
      this.system.solve(cut)
      const found = this.run.workspace.clock.time('trial', () => this.#onGrid(best.loss, rate))
      if (found) best = { cut, ...found }
      if ((found && found.length >= rate * SHORT) || wider === WIDER) return { ...best, last: cut }
      cut *= STEP
    }
  }

  #onGrid(least: number, rate: number): { readonly length: number; readonly loss: number } | undefined {
    const { workspace, parameters, plan } = this.run
    const all = range(0, plan.training.count)
    let lowest = least
    let best = 0
    let since = 0
    for (let k = 0; k <= HALVINGS; k++) {
      const length = rate * 2 ** -k
      parameters.tryStep(workspace.kernels, length, workspace.layout.arrays.direction)
      const { value } = workspace.loss(parameters.spare, plan.training, all)
      if (value < lowest) {
        lowest = value
        best = length
        since = 0
      } else if (best > 0 && ++since === ENOUGH) break
    }
    return best > 0 ? { length: best, loss: lowest } : undefined
  }

  counters(): Record<string, number> {
    return { epoch: this.epoch }
  }

  restore({ epoch }: Readonly<Record<string, number>>): void {
    this.batches.epoch = epoch
  }
}
