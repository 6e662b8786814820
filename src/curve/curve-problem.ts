import { WoodburyError } from '../errors.js'
import { floats } from './algebra/floats.js'
import type { Points } from './data/points.js'
import type { Sharing } from './data/sharing.js'
import { BLOCK, type Residuals } from './engine/residuals.js'
import { CurveResiduals, type CurveSet } from './model/curve-residuals.js'
import type { SettledModel } from './model/settle-model.js'
import { SharedCurve } from './model/shared-curve.js'
import { WhitenedResiduals } from './model/whitened-residuals.js'
import type { Parameters } from './parameters.js'
import { counted } from './result/report.js'

/** A curve at all its points: data sets and their outputs one after another. */
export interface CurveProblem {
  readonly sets: readonly CurveSet[]
  readonly curves: CurveResiduals
  /** What the engine fits: the curves' residuals, made independent where their errors are correlated. */
  readonly residuals: Residuals
  /** ‖y/σ‖. */
  readonly magnitude: number
  /** Weighted squares of y about its weighted mean; undefined where errors are correlated. */
  readonly totalSquares: number | undefined
  /** Σ log of what residuals are multiplied by. */
  readonly logScale: number
  /** Mean of σ² (1/scale²) over the points. */
  readonly meanSquareSigma: number
}

/**
 * @throws WoodburyError SHAPE_MISMATCH where outputs and lists of y, or data sets, do not match; BAD_OPTION for fewer points than parameters
 */
export function curveProblem(
  model: SettledModel,
  data: readonly (readonly Points[])[],
  { parameters, places }: Sharing,
  where: string,
): CurveProblem {
  const sets: CurveSet[] = []
  data.forEach((outputs, set) => {
    checkSet(model, outputs, data[0], set, where)
    outputs.forEach((points, output) => {
      const isOne = model.outputs === undefined && outputs.length === 1
      const curve = model.curve(points, isOne ? -1 : output)
      sets.push({ points, curve: places ? new SharedCurve(curve, places[set]) : curve })
    })
  })
  const curves = new CurveResiduals(sets, parameters.names.length)
  const free = parameters.fixed.filter(isFixed => !isFixed).length
  if (curves.rows < free)
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: ${counted(curves.rows, 'point')} cannot determine ${free} parameters. Pass at least ${free} points, or fix some parameters.`,
      { points: curves.rows, parameters: free },
    )
  const summary = summaryOf(sets)
  const factor = sets.find(({ points }) => points.factor)?.points.factor
  if (!factor) return { sets, curves, residuals: curves, ...summary }
  if (sets.length > 1)
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: a covariance goes with one list of y. Pass standard deviations as sigma.`,
    )
  let logScale = 0
  let variances = 0
  for (let i = 0; i < curves.rows; i++) {
    logScale -= Math.log(factor[i * (curves.rows + 1)])
    for (let j = 0; j <= i; j++) variances += factor[i * curves.rows + j] ** 2 / curves.rows
  }
  const magnitude = summary.magnitude / Math.sqrt(variances)
  return {
    sets,
    curves,
    residuals: new WhitenedResiduals(curves, factor),
    magnitude,
    totalSquares: undefined,
    logScale,
    meanSquareSigma: variances,
  }
}

function checkSet(
  model: SettledModel,
  outputs: readonly Points[],
  first: readonly Points[],
  set: number,
  where: string,
): void {
  if (model.outputs !== undefined && model.outputs !== outputs.length)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where}: the model has ${model.outputs} outputs, y has ${outputs.length} lists. Pass one list of y an output.`,
    )
  if (outputs[0].columns.length !== first[0].columns.length)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where}: data set ${set} has ${outputs[0].columns.length} columns of x, data set 0 has ${first[0].columns.length}. Pass the same inputs.`,
    )
}

function summaryOf(sets: readonly CurveSet[]) {
  let weights = 0
  let sum = 0
  let squares = 0
  let logScale = 0
  let variances = 0
  let rows = 0
  for (const {
    points: { y, scale },
  } of sets) {
    rows += y.length
    for (let row = 0; row < y.length; row++) {
      const factor = scale ? scale[row] : 1
      const weight = factor * factor
      weights += weight
      sum += weight * y[row]
      squares += (factor * y[row]) ** 2
      variances += 1 / weight
      if (scale) logScale += Math.log(factor)
    }
  }
  const mean = sum / weights
  let totalSquares = 0
  for (const {
    points: { y, scale },
  } of sets)
    for (let row = 0; row < y.length; row++) totalSquares += ((scale ? scale[row] : 1) * (y[row] - mean)) ** 2
  return { magnitude: Math.sqrt(squares), totalSquares, logScale, meanSquareSigma: variances / rows }
}

/** Σr² and observed less fitted, in the units of y, at p. */
export function residualsAt({ sets, curves }: CurveProblem, p: Float64Array): { rss: number; residuals: number[] } {
  const out = new Array<number>(curves.rows)
  let rss = 0
  let at = 0
  const block = floats(Math.min(BLOCK, curves.rows))
  for (const { curve, points } of sets)
    for (let from = 0; from < points.y.length; from += block.length) {
      const to = Math.min(from + block.length, points.y.length)
      curve.values(p, from, to, block)
      for (let row = from; row < to; row++) {
        const residual = points.y[row] - block[row - from]
        rss += (residual * (points.scale ? points.scale[row] : 1)) ** 2
        out[at++] = residual
      }
    }
  return { rss, residuals: out }
}

/** @throws WoodburyError NON_FINITE_MODEL that names the point and the parameters */
export function refuseStart(
  problem: CurveProblem,
  row: number,
  { names, start }: Parameters,
  where: string,
  counts?: Float64Array,
): never {
  const { sets, curves } = problem
  const parameters = Object.fromEntries(names.map((name, k) => [name, start[k]]))
  const at = names.map((name, k) => `${name} = ${start[k]}`).join(', ')
  // A value that is no number says more than the derivatives before it.
  const { residuals } = residualsAt(problem, start)
  const isMean = (residual: number, i: number) =>
    !counts || counts[i] - residual > 0 || (counts[i] === 0 && residual === 0)
  const valueless = residuals.findIndex((residual, i) => !Number.isFinite(residual) || !isMean(residual, i))
  if (row < 0 && valueless < 0)
    throw new WoodburyError(
      'NON_FINITE_MODEL',
      `${where}: the sum of squares is not finite for the start ${at}. Start nearer to the data, or pass y and sigma in other units.`,
      { parameters },
    )
  const place = curves.at(valueless < 0 ? row : valueless)
  const { points, curve } = sets[place.set]
  const value = new Float64Array(1)
  curve.values(start, place.row, place.row + 1, value)
  const index = points.indices?.[place.row] ?? place.row
  const x = points.columns.map(column => column[place.row]).join(', ')
  const what = valueless < 0 ? 'a derivative of the model is not finite' : `the model is ${value[0]}`
  const wanted = counts && Number.isFinite(value[0]) ? 'above 0, as means of counts are,' : 'a finite number'
  throw new WoodburyError(
    'NON_FINITE_MODEL',
    `${where}: ${what} at index ${index} (x = ${x}) for the start ${at}. Start where the model is ${wanted} at every point.`,
    { index, parameters },
  )
}
