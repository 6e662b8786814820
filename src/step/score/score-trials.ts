import type { ParameterPair } from '../parameters.js'
import type { StepPlan } from '../plan.js'
import type { Damped } from '../step.js'
import { Trials } from '../trial.js'
import type { Workspace } from '../workspace.js'
import type { PseudoHuber } from './pseudo-huber.js'

/** Trials of a loss with a pseudo-Huber term beside it. */
export class ScoreTrials extends Trials {
  constructor(
    plan: StepPlan,
    optimizer: Damped,
    workspace: Workspace,
    parameters: ParameterPair,
    readonly term: PseudoHuber,
  ) {
    super(plan, optimizer, workspace, parameters)
  }

  protected override decay(): number {
    return this.term.value(this.parameters.spare) - this.term.value(this.parameters.current)
  }
}
