import { rowsPerSample } from '../curvature/rows.js'
import { bringResidualLayers } from '../model/residual/bring.js'
import { meetFamily } from '../optim/family.js'
import type { ByProducts, ProductSolver } from '../optim/matrix-free/products.js'
import type { Method, Settled, Steps } from '../optim/method.js'
import type { OnParameters, ParameterMethod } from '../optim/parameter-space/parameter-space.js'
import type { Ignd } from '../optim/row-presets/ignd.js'
import { isEliminated } from '../optim/rows/eliminated.js'
import type { Smw } from '../optim/rows/smw-options.js'
import { methodOf } from '../optim/table.js'
import { core, eliminated } from './core/core-steppers.js'
import { DampedStep } from './damped-step.js'
import { IncrementalDirection } from './incremental/incremental-direction.js'
import { Armijo, VASWANI } from './matrix-free/armijo.js'
import { BatchProducts } from './matrix-free/batch-products.js'
import { ProductsDirection } from './matrix-free/products-direction.js'
import { LeastSquares } from './natural-gradient/least-squares.js'
import { NaturalGradientStep } from './natural-gradient/natural-gradient-step.js'
import { ParameterDirection } from './parameter-space/parameter-direction.js'
import { ParameterTrials } from './parameter-space/parameter-trials.js'
import { Averaged } from './rows/averaged.js'
import { PseudoHuber } from './score/pseudo-huber.js'
import { ScoreDirection } from './score/score-direction.js'
import { ScoreTrials } from './score/score-trials.js'
import { type Make, paperSteppers, rows, rowsDirection, type Steppers } from './steppers.js'
import { Trials } from './trial.js'
import { VariationalStep } from './variational/variational-step.js'

const incremental: Make = (run, settled) => {
  const { plan, workspace, parameters } = run
  const optimizer = settled as Ignd
  const inner = new IncrementalDirection(plan, workspace, workspace.layout.kept?.samples ?? 0)
  const direction = new Averaged(inner, optimizer.momentum, workspace)
  return new DampedStep(run, optimizer, direction, new Trials(plan, optimizer, workspace, parameters))
}

const byProducts =
  (method: Method): Make =>
  (run, settled) => {
    const { plan, workspace, parameters } = run
    const optimizer = settled as Settled & ByProducts
    const products = new BatchProducts(plan, workspace)
    const solver = method.solver?.(optimizer, products) as ProductSolver
    const direction = new ProductsDirection(plan, optimizer, workspace, products, solver)
    return new DampedStep(run, optimizer, direction, new Trials(plan, optimizer, workspace, parameters))
  }

const parameterSpace =
  (method: Method): Make =>
  (run, settled) => {
    const optimizer = settled as Settled & OnParameters
    const onParameters = method as unknown as ParameterMethod
    const direction = new ParameterDirection(run, optimizer, onParameters)
    return new DampedStep(run, optimizer, direction, new ParameterTrials(run, optimizer, onParameters, direction))
  }

const naturalGradient: Make = run => {
  const { plan, workspace } = run
  return new NaturalGradientStep(run, new LeastSquares(plan, workspace, rowsPerSample('ggn', workspace.heads)))
}

/** Rows whose momentum is a mean of directions, or whose step length is searched. */
const searched: Make = (run, settled) => {
  const { plan, workspace, parameters } = run
  const optimizer = settled as Smw
  const { momentum, momentumKind, search } = optimizer
  const beta = momentumKind === 'average' ? momentum : 0
  const inner = rowsDirection(run, { ...optimizer, momentum: momentum - beta })
  const direction = new Averaged(inner, beta, workspace)
  const trials =
    search === 'armijo'
      ? new Armijo(plan, optimizer, workspace, parameters, VASWANI)
      : new Trials(plan, optimizer, workspace, parameters)
  return new DampedStep(run, optimizer, direction, trials)
}

const score: Make = (run, settled) => {
  const { plan, workspace, parameters } = run
  const optimizer = settled as Smw
  const term = new PseudoHuber(optimizer, workspace)
  const direction = new ScoreDirection(plan, optimizer, workspace, term)
  return new DampedStep(run, optimizer, direction, new ScoreTrials(plan, optimizer, workspace, parameters, term))
}

function rowsOf(settled: Smw): Make {
  if (isEliminated(settled)) return eliminated
  if (settled.smoothing !== undefined) return score
  return settled.search ? searched : rows
}

/** By how a method makes its steps; `rows` are the paper's. */
const family: Readonly<Record<Exclude<Steps, 'rows'>, (method: Method) => Make>> = {
  ...core,
  incremental: () => incremental,
  matrixFree: method => (method.solver ? byProducts(method) : core.matrixFree()),
  parameters: parameterSpace,
  naturalGradient: () => naturalGradient,
}

meetFamily()

/** The steps of a method, on walkers where the run has such. */
const onWalkers =
  (make: Make): Make =>
  (run, settled) => {
    const { variational } = run.plan
    return variational ? new VariationalStep(run, settled, make, variational) : make(run, settled)
  }

/** Every method and every layer, the user's own too: what a run loads whose plan wants more than the paper's. */
export const familySteppers: Steppers = name => {
  bringResidualLayers()
  const make = stepsOf(name)
  return make && onWalkers(make)
}

function stepsOf(name: string): Make | undefined {
  const method = methodOf({ method: name })
  const ofPaper = paperSteppers(name)
  if (method.steps === 'rows') return (run, settled) => rowsOf(settled as Smw)(run, settled)
  return ofPaper ?? family[method.steps](method)
}
