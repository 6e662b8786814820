import { WoodburyError } from '../errors.js'
import { PURPOSE } from '../random/purposes.js'
import { stream } from '../random/stream.js'
import { conclude } from './conclude.js'
import { countsOf, saturatedDeviance } from './counts.js'
import { type CurveProblem, curveProblem, refuseStart, residualsAt } from './curve-problem.js'
import { farFromZero } from './data/far-from-zero.js'
import type { Points } from './data/points.js'
import { expandShared, type Sharing } from './data/sharing.js'
import { thinned } from './data/thinned.js'
import { poisson } from './engine/poisson.js'
import type { Minimum, Problem } from './engine/problem.js'
import { type RowLoss, robust } from './engine/row-loss.js'
import { minimiseFromSubsets, subsetSizes } from './engine/runs/from-subsets.js'
import { type SettledModel, settleDerived } from './model/settle-model.js'
import type { AnyCurveOptions, SettledOptions } from './options.js'
import { indexOf, type Parameters } from './parameters.js'
import type { Findings, HistoryRecord } from './result/fit.js'
import { isSound, lookAt } from './result/soundness.js'
import { startsOf } from './starts/from-data.js'

/** A fit whose every part is settled. */
export interface CurveTask {
  readonly model: SettledModel
  /** The model's own, before those of several sets are told apart. */
  readonly own: Parameters
  readonly points: readonly (readonly Points[])[]
  /** Whether sigma was given. */
  readonly hasSigma: boolean
  readonly options: AnyCurveOptions
  readonly settled: SettledOptions
  readonly where: string
  /** Whether the start is a placeholder, to be replaced by the best that the data give. */
  readonly isUnstarted?: boolean
  /** Where to begin instead of at the start, with the parameters of several sets told apart. */
  readonly from?: Float64Array
}

/** What was found, and what it takes to go on from there. */
export interface Solved {
  readonly findings: Findings
  readonly engine: Problem
  readonly minimum: Minimum
  readonly sharing: Sharing
  readonly problem: CurveProblem
}

/** What is to be made least for some points. */
interface Posed {
  readonly problem: CurveProblem
  readonly counts: Float64Array | undefined
  readonly engine: Problem
}

/** @throws WoodburyError as `fitCurve` does once its arguments are settled */
export function solveCurve(task: CurveTask): Solved {
  const { model, own, points, options, settled, where } = task
  const given = expandShared(own, points.length, options.shared, where, model.ties.length > 0)
  const { problem, counts, engine: silent } = pose(task, given, points)
  const { rows } = problem.residuals
  const found =
    settled.starts > 1 || task.isUnstarted
      ? startsOf({ ...task, sharing: given, engine: silent, problem, lossOf: of => lossOf(task, of).loss })
      : undefined
  const sharing = found ? { ...given, parameters: { ...given.parameters, start: found.start } } : given
  const { parameters } = sharing
  const lookFor = ({ residuals, magnitude }: CurveProblem) => lookAt(parameters, residuals.rows, magnitude)
  const look = lookFor(problem)
  const isGood = (minimum: Minimum) => isSound(minimum, look)
  const history: HistoryRecord[] = []
  const engine: Problem = {
    ...silent,
    start: task.from ?? parameters.start,
    onIteration: record => {
      history.push({ iteration: record.iteration, cost: 2 * record.cost, lambda: record.lambda })
      settled.onIteration?.(record)
    },
  }
  const isWhole = task.from !== undefined || problem.residuals !== problem.curves
  const minimum = minimiseFromSubsets(
    engine,
    subsetSizes(rows, parameters.names.length, isWhole ? false : settled.subsample),
    size => {
      const random = stream(settled.seed, PURPOSE.subsets, size)
      const some = points.map(outputs => outputs.map(output => thinned(output, size / rows, random)))
      const posed = pose(task, sharing, some)
      const lookThere = lookFor(posed.problem)
      return { problem: posed.engine, isSound: minimum => isSound(minimum, lookThere) }
    },
    { starts: settled.starts, seed: settled.seed, proposals: found?.proposals },
    isGood,
    row => refuseStart(problem, row, parameters, where, counts),
  )
  const hasLoss = engine.loss !== undefined
  const { rss, residuals } = residualsAt(problem, minimum.p)
  const findings = conclude(minimum, {
    rss: hasLoss ? rss : 2 * minimum.cost,
    residuals,
    logScale: problem.logScale,
    totalSquares: problem.totalSquares,
    look,
    parameters,
    rows,
    ties: model.ties,
    derived: settleDerived(options.derived, parameters, where),
    absolute: counts !== undefined || task.hasSigma,
    hasLoss,
    saturated: counts && saturatedDeviance(counts),
    history,
    derivatives: problem.sets[0].curve.derivatives,
    hint: isGood(minimum) ? undefined : farFromZero(problem.sets),
  })
  return { findings, engine, minimum, sharing, problem }
}

function pose(task: CurveTask, sharing: Sharing, points: CurveTask['points']): Posed {
  const { model, settled, where } = task
  const { parameters } = sharing
  const problem = curveProblem(model, points, sharing, where)
  const { loss, counts } = lossOf(task, problem)
  const engine: Problem = {
    geodesic: settled.geodesic,
    tolerance: settled.tolerance,
    maxEvaluations: settled.maxEvaluations,
    seconds: settled.seconds,
    began: settled.began,
    signal: settled.signal,
    linear: linearOf(task, sharing, loss !== undefined),
    residuals: problem.residuals,
    start: task.from ?? parameters.start,
    box: parameters.box,
    typical: parameters.typical,
    loss,
    magnitude: problem.magnitude,
    onIteration: undefined,
  }
  return { problem, counts, engine }
}

/** What rows cost, and the counts of a likelihood. */
function lossOf(
  { options: { likelihood }, settled, where }: CurveTask,
  problem: CurveProblem,
): { loss?: RowLoss; counts?: Float64Array } {
  if (likelihood !== undefined) {
    const counts = countsOf(likelihood, problem, settled.loss, where)
    return { loss: poisson(counts), counts }
  }
  return settled.loss === 'linear' ? {} : { loss: robust(settled.loss, settled.lossScale) }
}

/** Places of the parameters to be projected out: none that has bounds, is tied or fixed. */
function linearOf(
  { model, options: { linear }, where }: CurveTask,
  { parameters, places }: Sharing,
  hasLoss: boolean,
): number[] | undefined {
  if (linear === undefined) return undefined
  const { names, form, box } = parameters
  if (hasLoss || places || box.order || model.ties.length > 0)
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: linear goes with squares of one set of parameters. Leave loss, likelihood, shared, ordered and ties out.`,
    )
  const isFree = (k: number) =>
    !box.held[k] && box.lower[k] === Number.NEGATIVE_INFINITY && box.upper[k] === Number.POSITIVE_INFINITY
  if (linear === 'auto') return model.linear(names.map((_, k) => isFree(k)))
  const chosen = linear.map(name => indexOf(name, names, form, 'linear', where))
  const bound = chosen.find(k => !isFree(k))
  if (bound === undefined) return chosen
  throw new WoodburyError(
    'BAD_OPTION',
    `${where}: ${names[bound]} is linear, and has bounds or is fixed. Leave one of the two out.`,
  )
}
