import { type Standardization, standardization } from '../data/standardize.js'
import type { Matrix } from '../data/table.js'
import type { Model } from '../model/graph.js'
import type { Loss } from '../model/losses/loss.js'
import { reExpress } from '../model/re-express.js'
import type { ShapedGraph } from '../model/shapes.js'
import type { FloatArray } from '../runtime/dtype.js'
import { byNode, inputMatrix, type TrainingData, targetValues } from './data.js'
import type { Standardizations } from './inputs.js'
import { ofColumns } from './samples.js'

/** Deviations by which a mean may have moved, and the factor by which a deviation may have changed, without a word. */
const FAR = 5

interface Given {
  readonly where: string
  readonly model: Model
  readonly graph: ShapedGraph
  readonly data: TrainingData
  readonly losses: readonly Loss[]
}

/** The matrix of every input, and of the targets whose loss takes them standardised, by name. */
function* columnsOf({
  where,
  model,
  graph,
  data,
  losses,
}: Given): Generator<[name: string, matrix: Matrix, loss?: Loss]> {
  const x = byNode(data.x, model.graph.inputs, `${where}: x`)
  for (const [k, name] of model.graph.inputs.entries())
    yield [name, inputMatrix(x[k], graph.nodes[graph.inputs[k]].units, `${where}: x`)]
  const y = byNode(data.y, model.graph.outputs, `${where}: y`)
  for (const [k, name] of model.graph.outputs.entries()) {
    if (!losses[k].unitConstants) continue
    const { units } = graph.nodes[graph.outputs[k]]
    const { target, count } = targetValues(y[k], units, losses[k], `${where}: y`)
    yield [name, { data: target as Matrix['data'], shape: [count, units / losses[k].unitsPerColumn] }, losses[k]]
  }
}

/** A column that never changes has a mean only. */
function isFar(from: Standardization, to: Standardization, constant: readonly number[]): boolean {
  return to.mean.some((mean, k) => {
    const s0 = from.scale[k]
    const s1 = constant.includes(k) ? s0 : to.scale[k]
    return Math.abs(mean - from.mean[k]) > FAR * Math.max(s0, s1) || s1 > FAR * s0 || s0 > FAR * s1
  })
}

/**
 * The constants a run trains under, and the parameters to start from. `standardize` takes those of the data: what a model
 * has learned under others is re-expressed, so that it is the same function. Left open, a model keeps its own.
 */
export function constantsFor(
  given: Given,
  standardize: boolean | undefined,
  warnings: string[],
): { params: FloatArray; constants: Standardizations } {
  const { model, graph, losses } = given
  const { outputs } = model.graph
  const own = model.standardization ?? {}
  const scalable = (name: string) => !outputs.includes(name) || !!losses[outputs.indexOf(name)].unitConstants
  /** Its own, as another loss may see the same target columns. */
  const kept = (name: string): Standardization => {
    const at = outputs.indexOf(name)
    if (at < 0) return own[name]
    const { unitsPerColumn, unitConstants } = losses[at]
    const columns = ofColumns(own[name], graph.nodes[graph.outputs[at]].units / unitsPerColumn)
    return unitConstants?.(columns) ?? columns
  }
  const next: Record<string, Standardization> = {}
  if (standardize === undefined) for (const name of Object.keys(own)) if (scalable(name)) next[name] = kept(name)
  if (standardize || (standardize === undefined && model.standardization))
    for (const [name, matrix, loss] of columnsOf(given)) {
      const { constant, ...columns } = standardization(matrix)
      const found = loss?.unitConstants?.(columns) ?? columns
      if (standardize) next[name] = found
      if (standardize && constant.length > 0)
        warnings.push(`column ${constant.join(', ')} of ${name} never changes: standardised, it is 0 throughout`)
      if (own[name] && isFar(own[name], found, constant)) warnings.push(movedTo(name, standardize === true))
    }
  // Parameters that nobody trained are made for whatever is standardised.
  if (!model.losses && !model.standardization) return { params: model.params, constants: next }
  const { params, constants, kept: others } = reExpress(model, next)
  for (const { name, why } of others)
    warnings.push(
      scalable(name)
        ? `"${name}" keeps the standardisation it was trained with, since the model would be another function (${why})`
        : `"${name}" loses the standardisation it was trained with, and the model starts as another function (${why})`,
    )
  return { params, constants: Object.fromEntries(Object.entries(constants).filter(([name]) => scalable(name))) }
}

const movedTo = (name: string, anew: boolean) =>
  `the data of "${name}" lie far from those the model was trained on: ${
    anew
      ? 'they are standardised anew and the model starts as the same function, which may be a poor one there; a fresh model may learn more'
      : 'pass standardize: true to take their own constants, or train a fresh model'
  }`
