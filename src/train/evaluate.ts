import { WoodburyError } from '../errors.js'
import { checkModel } from '../model/check-model.js'
import type { Model } from '../model/graph.js'
import type { LossName, Target } from '../model/losses/loss.js'
import { outputsOf as seenBy } from '../model/losses/outputs.js'
import { losses as lossTable } from '../model/losses/table.js'
import { shapesOf } from '../model/shapes.js'
import { checkOptions, oneOf } from '../options.js'
import { type DType, dtypeOf, type FloatArray } from '../runtime/dtype.js'
import { byNode, sameCount, type TrainingData, takeData, targetValues } from './data.js'
import { copied } from './own.js'
import { predict } from './predict.js'
import type { Prediction } from './prediction.js'
import { lossesOf, lossWeightsOf } from './samples.js'
import { sampleWeights } from './weights.js'

export interface EvaluateOptions {
  /** Default: the losses the model was trained with. */
  loss?: LossName | Readonly<Record<string, LossName>>
  lossWeights?: Readonly<Record<string, number>>
  /** Of the forward pass; the loss itself is always summed in float64. Default: that of the model's parameters. */
  dtype?: DType
}

export interface Evaluation {
  /** Weighted mean over samples; squared errors as mean of squares in the target's own units. Heads are summed. */
  readonly loss: number
  /** Share of samples whose largest logit is their class (or whose every sigmoid is on the right side of ½). */
  readonly accuracy?: number
  /** √ of the mean square over samples and outputs, in the target's own units. */
  readonly rmse?: number
}

/**
 * Loss, and accuracy or root mean square error, of a model on data.
 * @throws WoodburyError as `fit` does for the same data
 */
export async function evaluate(
  given: Model,
  rawData: TrainingData,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const where = 'evaluate'
  checkOptions(where, ['loss', 'lossWeights', 'dtype'], options)
  const model = checkModel(given, where)
  const dtype = oneOf(where, 'dtype', options.dtype ?? dtypeOf(model.params), ['float32', 'float64'])
  const data = takeData(rawData, where)
  if (!('x' in data) || !('y' in data))
    throw new WoodburyError(
      'BAD_VALUE',
      'evaluate: data must be an object { x, y }. Pass inputs as x and targets as y.',
    )
  const losses = lossesOf(where, model, options.loss, data.y)
  const { graph } = model
  const shaped = shapesOf(graph)
  const lossWeights = lossWeightsOf(where, model, options.lossWeights)
  const values = byNode(data.y, graph.outputs, `${where}: y`)
  const targets = graph.outputs.map((_, k) =>
    targetValues(values[k], shaped.nodes[shaped.outputs[k]].units, losses[k], undefined, `${where}: y`),
  )
  const y = copied<Target>(
    targets.map(({ target }) => target),
    data.y,
  )
  const weights = sampleWeights(where, data.weights, undefined, y, targets[0].count)
  const predicted = (await predict(model, data.x as never, { dtype })) as Prediction | Record<string, Prediction>
  const outputs = graph.outputs.map(
    name => (graph.outputs.length === 1 ? predicted : (predicted as Record<string, Prediction>)[name]) as Prediction,
  )
  const count = outputs[0].shape[0]
  for (const { count: found } of targets) sameCount(count, found, `${where}: y`)
  let total = 0
  outputs.forEach(({ data: z, shape: [, m] }, k) => {
    const loss = lossTable[losses[k]]
    const seen = seenBy(loss, z, m)
    const scale = (loss.shownScale(m) * lossWeights[k]) / count
    for (let i = 0; i < count; i++) total += scale * (weights ? weights[i] : 1) * loss.value(seen, i * m, m, y[k], i)
  })
  return { loss: total, ...figureOf(losses, outputs, y[0]) }
}

/** The figure people ask for, of a model with one output. */
function figureOf(losses: readonly LossName[], outputs: readonly Prediction[], y: Target): Omit<Evaluation, 'loss'> {
  if (losses.length !== 1) return {}
  const { data: z, shape } = outputs[0]
  const [n, m] = shape
  if (losses[0] === 'meanSquaredError') {
    let squares = 0
    for (let at = 0; at < z.length; at++) squares += (z[at] - y[at]) ** 2
    return { rmse: Math.sqrt(squares / z.length) }
  }
  let right = 0
  for (let i = 0; i < n; i++) {
    if (losses[0] === 'softmaxCrossEntropy') right += largest(z, i * m, m) === y[i] ? 1 : 0
    else right += sidesAgree(z, y, i * m, m) ? 1 : 0
  }
  return { accuracy: right / n }
}

function largest(z: FloatArray, at: number, m: number): number {
  let best = 0
  for (let a = 1; a < m; a++) if (z[at + a] > z[at + best]) best = a
  return best
}

function sidesAgree(z: FloatArray, y: Target, at: number, m: number): boolean {
  for (let a = 0; a < m; a++) if (z[at + a] > 0 !== y[at + a] > 0.5) return false
  return true
}
