import { unstandardize } from '../data/standardize.js'
import { WoodburyError } from '../errors.js'
import { takeModel } from '../model/check-model.js'
import type { Model } from '../model/graph.js'
import { shapesOf } from '../model/shapes.js'
import { checkOptions, oneOf, trueOrFalse } from '../options.js'
import { copied } from '../place/own.js'
import { plain } from '../plain.js'
import type { Numbers } from '../prepare/data.js'
import { inputsOf } from '../prepare/inputs.js'
import { type DType, dtypeOf, type FloatArray } from '../runtime/dtype.js'
import type { KernelStore } from '../runtime/wasm/kernel-store.js'
import { allFinite } from '../vectors.js'
import { forwardAll } from './forward-pass.js'

export interface PredictOptions {
  /** Apply the distribution of the loss, softmax or sigmoid; a regression output has none and stays as it is. */
  probabilities?: boolean
  /**
   * Apply the inverse link of the loss: means of counts for `poisson` and `negativeBinomial`, for `gaussianNLL` all
   * means and then all standard deviations, probabilities for a cross-entropy. Other outputs are the targets' own values.
   */
  response?: boolean
  /** Default: that of the model's parameters. */
  dtype?: DType
}

/** n rows of an output's units, row-major. */
export interface Prediction {
  readonly data: FloatArray
  readonly shape: readonly [number, number]
}

/** `predict`, whatever kernels it runs on. */
export interface Predict {
  /**
   * The outputs of a model for x: [n, inputs], in the target's own units, as a Float64Array where targets were
   * standardised or `dtype` is float64, else a Float32Array; logits for a
   * cross-entropy unless `probabilities`, logarithms of means or variances unless `response`. One prediction, or an object keyed by output where the model has several.
   * @throws WoodburyError SHAPE_MISMATCH, NON_FINITE_INPUT, BAD_VALUE, EMPTY_DATA, BAD_MODEL, BAD_OPTION
   */
  (model: Model, x: Numbers, options?: PredictOptions): Promise<Prediction>
  (
    model: Model,
    x: Readonly<Record<string, Numbers>>,
    options?: PredictOptions,
  ): Promise<Prediction | Readonly<Record<string, Prediction>>>
}

/** The outputs of a model for x, by the kernels of a store; see `Predict`. @throws WoodburyError */
export async function predictWith(
  store: KernelStore,
  given: Model,
  x: Numbers | Readonly<Record<string, Numbers>>,
  options: PredictOptions,
): Promise<Prediction | Readonly<Record<string, Prediction>>> {
  const where = 'predict'
  checkOptions(where, ['probabilities', 'response', 'dtype'], options)
  const probabilities = trueOrFalse(where, 'probabilities', options.probabilities ?? false)
  const response = trueOrFalse(where, 'response', options.response ?? false)
  if (probabilities && response)
    throw new WoodburyError(
      'BAD_OPTION',
      'predict: probabilities and response both transform the outputs. Pass one of them.',
    )
  const model = takeModel(given, where)
  const dtype = oneOf(where, 'dtype', options.dtype ?? dtypeOf(model.params), ['float32', 'float64'])
  const graph = shapesOf(model.graph)
  const standardization = model.standardization ?? {}
  const values = plain(x, 'predict: x', 'arrays')
  const inputs = inputsOf(model, graph, values, { where, dtype, standardization })
  const count = inputs[0].shape[0]
  const odd = inputs.findIndex(matrix => matrix.shape[0] !== count)
  if (odd > 0)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `predict: x.${model.graph.inputs[odd]} has ${inputs[odd].shape[0]} rows but x.${model.graph.inputs[0]} has ${count}.`,
    )
  // What the caller changes after the call is not to be seen.
  const results = await forwardAll(
    store,
    { graph: model.graph, params: model.params.slice() },
    copied(
      inputs.map(({ data }) => data),
      values,
    ),
    count,
    dtype,
  )
  const predictions = model.graph.outputs.map((name, k): Prediction => {
    const units = graph.nodes[graph.outputs[k]].units
    const raw = { data: results[k], shape: [count, units] as const }
    const { data, shape } = standardization[name] ? unstandardize(raw, standardization[name], 'float64') : raw
    if (allFinite(data)) return { data, shape }
    const row = Math.floor(data.findIndex(value => !Number.isFinite(value)) / units)
    throw new WoodburyError(
      'NON_FINITE_INPUT',
      `predict: the outputs of row ${row} are not finite: its numbers are too large for this model. Check their units, or pass dtype float64.`,
      { row },
    )
  })
  if (probabilities || response) await applyLinks(model, predictions, probabilities)
  if (predictions.length === 1) return predictions[0]
  return Object.fromEntries(model.graph.outputs.map((name, k) => [name, predictions[k]]))
}

/**
 * The inverse link of each output's loss, or of cross-entropies alone, in place; outputs without one stay as they are. The
 * losses are loaded for it: most predictions never ask.
 * @throws WoodburyError BAD_OPTION where only cross-entropies are asked for and there is none
 */
async function applyLinks(
  { graph, losses: specs, standardization }: Model,
  predictions: readonly Prediction[],
  classesOnly: boolean,
): Promise<void> {
  const { lossOf } = await import('../model/losses/table.js')
  const losses = graph.outputs.map(name => specs?.[name] && lossOf(specs[name], standardization?.[name]?.scale))
  if (classesOnly && !losses.some(loss => loss?.task === 'classification'))
    throw new WoodburyError(
      'BAD_OPTION',
      `predict: no output was trained with a cross-entropy (${graph.outputs.join(', ')}), so there are no probabilities. Leave the option out.`,
      { outputs: graph.outputs },
    )
  predictions.forEach(({ data, shape: [, m] }, k) => {
    const loss = losses[k]
    if (!classesOnly || loss?.task === 'classification') loss?.inverseLink?.(data, m)
  })
}
