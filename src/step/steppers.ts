import { adamMethod } from '../optim/first-order/adam.js'
import type { Elementwise } from '../optim/first-order/elementwise.js'
import { sgdMethod } from '../optim/first-order/sgd.js'
import type { Smw } from '../optim/rows/smw-options.js'
import type { ResolvedOptimizer } from '../optim/table.js'
import { DampedStep } from './damped-step.js'
import { ElementwiseStep } from './elementwise-step.js'
import { RowsDirection } from './rows/rows-direction.js'
import type { Stepper, StepRun } from './step.js'
import { Trials } from './trial.js'

export type Make = (run: StepRun, optimizer: ResolvedOptimizer) => Stepper

/** What makes the steps of a method, by its name. */
export type Steppers = (method: string) => Make | undefined

export const elementwise =
  (method: object): Make =>
  (run, optimizer) =>
    new ElementwiseStep(run, optimizer, method as Elementwise)

/** The direction of a run with rows. */
export function rowsDirection({ plan, workspace }: StepRun, optimizer: Smw): RowsDirection {
  const { curvature } = workspace.layout
  if (!curvature) throw new Error('a run with rows was laid out without curvature')
  return new RowsDirection(plan, optimizer, workspace, curvature)
}

export const rows: Make = (run, settled) => {
  const { plan, workspace, parameters } = run
  const optimizer = settled as Smw
  const direction = rowsDirection(run, optimizer)
  return new DampedStep(run, optimizer, direction, new Trials(plan, optimizer, workspace, parameters))
}

const paper: Readonly<Record<string, Make>> = {
  smwGN: rows,
  smwNG: rows,
  sgd: elementwise(sgdMethod),
  adam: elementwise(adamMethod),
}

/** The paper's methods and those it compares them with: all that most pages load. */
export const paperSteppers: Steppers = method => (Object.hasOwn(paper, method) ? paper[method] : undefined)

/** The steps of a run's method. */
export function stepperFor(run: StepRun, steppers: Steppers): Stepper {
  const { optimizer } = run.plan
  const make = steppers(optimizer.method)
  if (!make) throw new Error(`a worker without the steps of ${optimizer.method} was given its run`)
  return make(run, optimizer)
}
