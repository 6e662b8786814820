import { WoodburyError } from '../../errors.js'
import type { Kronecker } from '../../optim/kronecker/kronecker-options.js'
import type { Layerwise, Preconditioner } from '../../optim/layerwise.js'
import type { HessianFree } from '../../optim/matrix-free/hessian-free.js'
import type { Method, Settled, Steps } from '../../optim/method.js'
import { isEliminated } from '../../optim/rows/eliminated.js'
import type { Smw } from '../../optim/rows/smw-options.js'
import { methodOf, type ResolvedOptimizer } from '../../optim/table.js'
import { DampedStep } from '../damped-step.js'
import type { EliminatedRoom } from '../eliminated/reserve.js'
import { SoftmaxDirection } from '../eliminated/softmax-direction.js'
import { SquaredDirection } from '../eliminated/squared-direction.js'
import { KroneckerDirection } from '../kronecker/kronecker-direction.js'
import { layersAt } from '../kronecker/layer-at.js'
import { preconditionerOf } from '../kronecker/preconditioner-of.js'
import { Armijo } from '../matrix-free/armijo.js'
import { NewtonCgDirection } from '../matrix-free/newton-cg-direction.js'
import { LimitedMemory } from '../quasi-newton/limited-memory.js'
import { QuasiNewtonStep } from '../quasi-newton/quasi-newton-step.js'
import { SelfScaledBroyden } from '../quasi-newton/self-scaled-broyden.js'
import type { Damped } from '../step.js'
import { elementwise, type Make, paperSteppers, rows, type Steppers } from '../steppers.js'
import { Trials } from '../trial.js'

const kronecker: Make = (run, settled) => {
  const { plan, workspace, parameters } = run
  const optimizer: Kronecker = settled as Extract<ResolvedOptimizer, Kronecker>
  const direction = new KroneckerDirection(plan, optimizer, workspace, preconditionerOf(plan, workspace, optimizer))
  return new DampedStep(run, optimizer, direction, new Trials(plan, optimizer, workspace, parameters))
}

const layerwise =
  (method: Method): Make =>
  (run, settled) => {
    const { plan, workspace, parameters } = run
    const optimizer = settled as Settled & Layerwise & Damped
    const preconditioner = method.preconditioner?.(optimizer, layersAt(plan, workspace)) as Preconditioner
    const direction = new KroneckerDirection(plan, optimizer, workspace, preconditioner)
    return new DampedStep(run, optimizer, direction, new Trials(plan, optimizer, workspace, parameters))
  }

const hessianFree: Make = (run, settled) => {
  const { plan, workspace, parameters } = run
  const optimizer = settled as HessianFree
  const direction = new NewtonCgDirection(plan, optimizer, workspace, parameters)
  return new DampedStep(run, optimizer, direction, new Armijo(plan, optimizer, workspace, parameters))
}

const quasiNewton: Make = (run, settled) => {
  const { layout, float64 } = run.workspace
  const { arrays, graph } = layout
  const view = (name: string) => new Float64Array(float64.buffer, arrays[name], layout.state[name].length)
  const { H, left, right, vector, product, turned } = arrays
  const inverse =
    settled.method === 'lbfgs'
      ? new LimitedMemory(settled.memory, view('S'), view('Y'))
      : new SelfScaledBroyden(float64, { H, left, right, vector, product, turned }, graph.parameters)
  return new QuasiNewtonStep(run, inverse)
}

export const eliminated: Make = (run, settled) => {
  const { plan, workspace, parameters } = run
  const optimizer = settled as Smw
  const room = workspace.layout.eliminated as EliminatedRoom
  const direction =
    room.form === 'softmax'
      ? new SoftmaxDirection(plan, optimizer, workspace, room)
      : new SquaredDirection(plan, optimizer, workspace, room)
  return new DampedStep(run, optimizer, direction, new Trials(plan, optimizer, workspace, parameters))
}

const rowsOrEliminated: Make = (run, settled) => (isEliminated(settled as Smw) ? eliminated : rows)(run, settled)

/** By how a method makes its steps: those that defaults are chosen from, and all whose file holds what is their own. */
export const core = {
  elementwise,
  kronecker: () => kronecker,
  layerwise,
  matrixFree: () => hessianFree,
  quasiNewton: () => quasiNewton,
  rows: () => rowsOrEliminated,
} satisfies Partial<Record<Steps, (method: Method) => Make>>

/** What is told where a run wants more than its place has. */
const notHere = (name: string) =>
  new WoodburyError(
    'NOT_SUPPORTED',
    `fit: ${name} is not at the edge, where functions have to start fast. Train elsewhere, or use smwGN(), kfac() or lbfgs().`,
    { method: name },
  )

/** The steps of the methods that an edge function has: a cold start evaluates all of them. */
export const coreSteppers: Steppers = name => {
  const method = methodOf({ method: name })
  const make = (core as Partial<Record<Steps, (of: Method) => Make>>)[method.steps]
  if (!make || method.solver) throw notHere(name)
  const of = paperSteppers(name) ?? make(method)
  return (run, settled) => {
    const { search, smoothing } = settled as Partial<Smw>
    if (run.plan.variational || search || smoothing !== undefined) throw notHere(name)
    return method.steps === 'rows' ? rowsOrEliminated(run, settled) : of(run, settled)
  }
}
