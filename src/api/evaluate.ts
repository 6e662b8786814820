import { takeModel } from '../model/check-model.js'
import type { Model } from '../model/graph.js'
import type { Target } from '../model/losses/loss.js'
import { outputsOf as seenBy } from '../model/losses/outputs.js'
import { rowsOf } from '../model/losses/shared/target-rows.js'
import { lossOf } from '../model/losses/table.js'
import { shapesOf } from '../model/shapes.js'
import { checkOptions, oneOf } from '../options.js'
import { copied } from '../place/own.js'
import { byNode, sameCount, type TrainingData, takeData, targetValues } from '../prepare/data.js'
import { checkDataNames, checkSameNames, namesOf } from '../prepare/names.js'
import { type LossOption, lossesOf, lossWeightsOf } from '../prepare/samples.js'
import { sampleWeights } from '../prepare/weights.js'
import { type DType, dtypeOf } from '../runtime/dtype.js'
import { type Figures, figuresOf } from './figures.js'
import { predict } from './predict.js'
import type { Prediction } from './prediction.js'

export interface EvaluateOptions {
  /** Default: the losses the model was trained with. */
  loss?: LossOption
  lossWeights?: Readonly<Record<string, number>>
  /** Of the forward pass; the loss itself is always summed in float64. Default: that of the model's parameters. */
  dtype?: DType
}

export interface Evaluation extends Figures {
  /** Mean over samples, in the target's own units; squared errors as mean of squares. Heads are summed. */
  readonly loss: number
}

/**
 * Loss of a model on data, with the figures that belong to it: all of them weighted by the data's weights.
 * @throws WoodburyError as `fit` does for the same data
 */
export async function evaluate(
  given: Model,
  rawData: TrainingData,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const where = 'evaluate'
  checkOptions(where, ['loss', 'lossWeights', 'dtype'], options)
  const model = takeModel(given, where)
  const dtype = oneOf(where, 'dtype', options.dtype ?? dtypeOf(model.params), ['float32', 'float64'])
  const data = takeData(rawData, where)
  const asked = lossesOf(where, model, options.loss, data.y)
  const { graph } = model
  const shaped = shapesOf(graph)
  checkSameNames(where, data, namesOf(model), 'the model')
  checkDataNames(where, data, shaped, asked)
  const lossWeights = lossWeightsOf(where, model, options.lossWeights)
  const values = byNode(data.y, graph.outputs, `${where}: y`)
  const targets = graph.outputs.map((_, k) =>
    targetValues(values[k], shaped.nodes[shaped.outputs[k]].units, asked[k], `${where}: y`),
  )
  const y = copied<Target>(
    targets.map(({ target }) => target),
    data.y,
  )
  const weights = sampleWeights(where, data.weights, targets[0].count)
  const predicted = (await predict(model, data.x as never, { dtype })) as Prediction | Record<string, Prediction>
  const outputs = graph.outputs.map(
    name => (graph.outputs.length === 1 ? predicted : (predicted as Record<string, Prediction>)[name]) as Prediction,
  )
  const count = outputs[0].shape[0]
  for (const { count: found } of targets) sameCount(count, found, `${where}: y`)
  // Outputs and targets are in their own units, options in deviations where the model standardises.
  const losses = asked.map(({ spec }, k) => {
    const scale = model.standardization?.[graph.outputs[k]]?.scale
    const { settled } = lossOf(spec, scale)
    return lossOf(settled?.(rowsOf(y[k], count, weights)) ?? spec, scale)
  })
  let total = 0
  outputs.forEach(({ data: z, shape: [, m] }, k) => {
    const loss = losses[k]
    const seen = seenBy(loss, z, m)
    const scale = (loss.shownScale(m) * lossWeights[k]) / count
    for (let i = 0; i < count; i++) {
      const weight = weights?.[i] ?? 1
      if (weight > 0) total += scale * weight * loss.value(seen, i * m, m, y[k], i)
    }
  })
  const compared = outputs.map(({ data: z, shape: [, units] }, k) => ({
    z,
    units,
    y: y[k],
    columns: losses[k].labels ? 1 : y[k].length / count,
    count,
    weights,
  }))
  return { loss: total, ...figuresOf(model, losses, compared) }
}
