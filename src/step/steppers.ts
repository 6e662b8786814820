import type { Elementwise } from '../optim/first-order/elementwise.js'
import type { Kronecker } from '../optim/kronecker/kronecker-options.js'
import type { HessianFree } from '../optim/matrix-free/hessian-free.js'
import type { Method, Steps } from '../optim/method.js'
import type { Smw } from '../optim/rows/smw-options.js'
import { methodOf, type ResolvedOptimizer } from '../optim/table.js'
import { DampedStep } from './damped-step.js'
import { ElementwiseStep } from './elementwise-step.js'
import { KroneckerDirection } from './kronecker/kronecker-direction.js'
import { Armijo } from './matrix-free/armijo.js'
import { NewtonCgDirection } from './matrix-free/newton-cg-direction.js'
import { LimitedMemory } from './quasi-newton/limited-memory.js'
import { QuasiNewtonStep } from './quasi-newton/quasi-newton-step.js'
import { SelfScaledBroyden } from './quasi-newton/self-scaled-broyden.js'
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

  kronecker(run, settled) {
    const { plan, workspace, parameters } = run
    const optimizer = settled as unknown as Kronecker
    const direction = new KroneckerDirection(plan, optimizer, workspace)
    return new DampedStep(run, optimizer, direction, new Trials(plan, optimizer, workspace, parameters))
  },

  matrixFree(run, settled) {
    const { plan, workspace, parameters } = run
    const optimizer = settled as unknown as HessianFree
    const direction = new NewtonCgDirection(plan, optimizer, workspace, parameters)
    return new DampedStep(run, optimizer, direction, new Armijo(plan, optimizer, workspace, parameters))
  },

  quasiNewton(run, settled) {
    const { layout, float64 } = run.workspace
    const { arrays, graph } = layout
    const view = (name: string) => new Float64Array(float64.buffer, arrays[name], layout.state[name].length)
    const { H, left, right, vector, product } = arrays
    const inverse =
      'memory' in settled
        ? new LimitedMemory(settled.memory, view('S'), view('Y'))
        : new SelfScaledBroyden(float64, { H, left, right, vector, product }, graph.parameters)
    return new QuasiNewtonStep(run, inverse)
  },
}

/** The steps of a run's method. */
export function stepperFor(run: StepRun): Stepper {
  const { optimizer } = run.plan
  const method = methodOf(optimizer)
  return makers[method.steps](run, optimizer, method)
}
