import type { Elementwise } from '../optim/first-order/elementwise.js'
import type { Method, Steps } from '../optim/method.js'
import type { Smw } from '../optim/rows/smw-options.js'
import { methodOf, type ResolvedOptimizer } from '../optim/table.js'
import { DampedStep } from './damped-step.js'
import { ElementwiseStep } from './elementwise-step.js'
import { RowsDirection } from './rows/rows-direction.js'
import type { Stepper, StepRun } from './step.js'
import { Trials } from './trial.js'

type Make = (run: StepRun, optimizer: ResolvedOptimizer, method: Method) => Stepper

const makers: Readonly<Record<Steps, Make>> = {
  elementwise: (run, optimizer, method) => new ElementwiseStep(run, optimizer, method as Elementwise),

  rows(run, settled) {
    const { plan, workspace, parameters } = run
    const optimizer = settled as Smw
    const { curvature } = workspace.layout
    if (!curvature) throw new Error('a run with rows was laid out without curvature')
    const direction = new RowsDirection(plan, optimizer, workspace, curvature)
    return new DampedStep(run, optimizer, direction, new Trials(plan, optimizer, workspace, parameters))
  },
}

/** The steps of a run's method. */
export function stepperFor(run: StepRun): Stepper {
  const { optimizer } = run.plan
  const method = methodOf(optimizer)
  return makers[method.steps](run, optimizer, method)
}
