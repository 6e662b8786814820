import { brandOf } from '../brand.js'
import { splitRows } from '../data/split.js'
import type { Standardization } from '../data/standardize.js'
import { WoodburyError } from '../errors.js'
import type { Samples } from '../model/feed.js'
import type { Model } from '../model/graph.js'
import { isLabels, type Loss, type LossSpec, type Target } from '../model/losses/loss.js'
import { hasKind, lossOf, takeLoss } from '../model/losses/table.js'
import type { ShapedGraph } from '../model/shapes.js'
import { checkOptions, positiveNumber } from '../options.js'
import { isObject } from '../plain.js'
import { PURPOSE } from '../random/index.js'
import { byNode, partOf, sameCount, type TrainingData, targetValues } from './data.js'
import { type InputOptions, inputsOf, scaled } from './inputs.js'
import { checkDataNames } from './names.js'
import { classedWeights } from './weights.js'

export interface PrepareOptions extends InputOptions {
  readonly losses: readonly Loss[]
  readonly classWeights?: readonly number[]
}

/** One loss for all outputs, or one for each by its name. An object with `kind` is one, unless an output is called that. */
export type LossOption = LossSpec | Readonly<Record<string, LossSpec>>

/** The loss of each output, in order. @throws WoodburyError BAD_OPTION for unknown names and options */
export function lossesOf(where: string, model: Model, given: LossOption | undefined, y: unknown): Loss[] {
  const { outputs } = model.graph
  const values = byNode(y, outputs, `${where}: y`)
  // An output may be called so.
  const byName = isObject(given) && (!hasKind(given) || outputs.includes('kind'))
  const named = byName ? byNode(given, outputs, `${where}: loss`) : outputs.map(() => given)
  return outputs.map((name, k) =>
    named[k] === undefined
      ? lossOf(model.losses?.[name] ?? guessLoss(values[k]))
      : takeLoss(where, byName ? partOf('loss', outputs, name) : 'loss', named[k]),
  )
}

const guessLoss = (y: unknown): LossSpec =>
  isLabels(y) || brandOf(y) === 'Uint8Array' ? 'softmaxCrossEntropy' : 'meanSquaredError'

/** The weight of each output's loss, in order; 1 where none is given. @throws WoodburyError BAD_OPTION */
export function lossWeightsOf(
  where: string,
  model: Model,
  given: Readonly<Record<string, number>> | undefined,
): number[] {
  const { outputs } = model.graph
  if (given !== undefined) checkOptions(`${where}: lossWeights`, outputs, given)
  return outputs.map(name => positiveNumber(where, `lossWeights.${name}`, given?.[name] ?? 1))
}

/**
 * Checks data against a model and turns them into what batches are gathered from.
 * @throws WoodburyError SHAPE_MISMATCH, NON_FINITE_INPUT, BAD_VALUE, LABEL_OUT_OF_RANGE, EMPTY_DATA
 */
export function samplesOf(model: Model, graph: ShapedGraph, data: TrainingData, options: PrepareOptions): Samples {
  const { where, dtype, losses, first } = options
  checkDataNames(where, data, graph, losses)
  const inputs = inputsOf(model, graph, data.x, options)
  const count = inputs[0].shape[0]
  inputs.forEach((matrix, k) => {
    sameCount(count, matrix.shape[0], `${where}: x.${model.graph.inputs[k]}`)
  })
  const y = byNode(data.y, model.graph.outputs, `${where}: y`)
  const targets = model.graph.outputs.map((name, k): Target => {
    const { units } = graph.nodes[graph.outputs[k]]
    const constants = options.standardization[name]
    const named = partOf(`${where}: y`, model.graph.outputs, name)
    const { target, count: found } = targetValues(y[k], units, losses[k], named, constants ? {} : { dtype, first })
    sameCount(count, found, named)
    if (!constants || isLabels(target)) return target
    const columns = units / losses[k].unitsPerColumn
    return scaled({ data: target, shape: [found, columns] }, ofColumns(constants, columns), dtype, named).data
  })
  const units = graph.outputs.map(k => graph.nodes[k].units)
  const weights = classedWeights(where, data.weights, options.classWeights, targets, units, count)
  return { count, inputs: inputs.map(matrix => matrix.data), targets, ...(weights && { weights }) }
}

/** Those of an output's units that are the target columns' own. */
export const ofColumns = ({ mean, scale }: Standardization, columns: number): Standardization => ({
  mean: mean.slice(0, columns),
  scale: scale.slice(0, columns),
})

/** Holds a share of the samples out for validation. */
export function holdOut(samples: Samples, share: number, seed: number): { training: Samples; validation: Samples } {
  const { train, test } = splitRows(samples.count, share, seed, PURPOSE.validation)
  const training = take(samples, train)
  if (training.weights?.every(weight => weight === 0))
    throw new WoodburyError(
      'BAD_VALUE',
      'fit: the samples that the validation leaves for training all have weight 0. Pass another seed, or the validation data.',
    )
  return { training, validation: take(samples, test) }
}

function take(samples: Samples, places: Uint32Array): Samples {
  const pick = <T extends Samples['inputs'][number] | Target>(from: T): T => {
    const width = from.length / samples.count
    const to = from.slice(0, places.length * width) as T
    for (let i = 0; i < places.length; i++)
      to.set(from.subarray(places[i] * width, (places[i] + 1) * width) as never, i * width)
    return to
  }
  return {
    count: places.length,
    inputs: samples.inputs.map(pick),
    targets: samples.targets.map(pick),
    ...(samples.weights && { weights: pick(samples.weights) as Float64Array }),
  }
}
