import type { OnParameters, ParameterMethod } from '../../optim/parameter-space/parameter-space.js'
import { roundingOf } from '../../runtime/dtype.js'
import type { StepRun } from '../step.js'
import { FAIR, type Judged, type Outcome, Trials } from '../trial.js'
import type { ParameterDirection } from './parameter-direction.js'

/** Trials whose verdict is the method's. */
export class ParameterTrials extends Trials {
  constructor(
    readonly run: StepRun,
    readonly settled: OnParameters,
    readonly method: ParameterMethod,
    readonly from: ParameterDirection,
  ) {
    super(run.plan, settled, run.workspace, run.parameters)
  }

  protected override judge(outcome: Outcome): Judged {
    const { before, after, decay, predicted, rate, gainRatio, estimate } = outcome
    if (!Number.isFinite(after)) return { accepted: false, gainRatio }
    const { workspace, plan, parameters } = this
    const { kernels } = workspace
    const w = workspace.decay.weight
    const start = before + (w > 0 ? (w / 2) * kernels.sumSquares(parameters.current, parameters.count) : 0)
    const tried = {
      rate,
      before: start,
      after: start + (after - before) + decay,
      predicted,
      rounding: roundingOf(plan.dtype) * Math.abs(start),
      gradientAfter: () => {
        const { probe } = workspace.layout.arrays
        workspace.gradient(parameters.spare, plan.training, estimate.batch, probe)
        const theta = workspace.vector(parameters.spare)
        return Float64Array.from(workspace.vector(probe), (value, p) => value + w * theta[p])
      },
    }
    const { accepted, aside, lipschitz } = this.method.judge(this.settled, tried, this.from.solution)
    return { accepted, gainRatio: aside && accepted ? FAIR : gainRatio, lipschitz }
  }
}
