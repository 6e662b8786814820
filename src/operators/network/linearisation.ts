import { WoodburyError } from '../../errors.js'
import { takeModel } from '../../model/check-model.js'
import type { Samples } from '../../model/feed.js'
import { frozenParameters, trainedParameters } from '../../model/frozen/parameters.js'
import type { Graph, Model } from '../../model/graph.js'
import type { HeadSpec } from '../../model/heads.js'
import { shapesOf, trainedShapesOf } from '../../model/shapes.js'
import { checkOptions, oneOf, positiveInteger, wholeNumber } from '../../options.js'
import { ownSamples } from '../../place/own.js'
import { hasFields, plain } from '../../plain.js'
import { sameCount, type TrainingData, takeData } from '../../prepare/data.js'
import { inputsOf } from '../../prepare/inputs.js'
import { settledBy } from '../../prepare/losses/settled.js'
import { checkSameNames, namesOf } from '../../prepare/names.js'
import { type LossOption, lossesOf, lossWeightsOf, samplesOf } from '../../prepare/samples.js'
import { autoThreads } from '../../runtime/auto-threads.js'
import type { DType, FloatArray } from '../../runtime/dtype.js'

/** How a model and data become an operator. */
export interface OperatorOptions {
  /** Default: the losses the model was trained with, else as `fit` guesses. */
  loss?: LossOption
  lossWeights?: Readonly<Record<string, number>>
  /** Of the sweeps; vectors are float64 in any case. Default float64. */
  dtype?: DType
  /** Of drawn labels. Default 0. */
  seed?: number
  /**
   * Default 1: the calling thread computes. More are workers with a share of the samples each, `'auto'` as many as the
   * hardware runs at once; where there are none, or the loss is the user's own, the calling thread computes all the same.
   * Results differ by rounding alone.
   */
  threads?: number | 'auto'
  /**
   * Bytes of linear memory a thread in which the values of the samples are kept between products; where they need more, they pass
   * through in chunks and are computed anew each time. Default 512 MiB.
   */
  memory?: number
}

/** A model at its parameters on samples: plain data. */
export interface Linearisation {
  readonly graph: Graph
  /** Those of layers that are not frozen, in the order of the graph: what an operator's vectors stand beside. */
  readonly params: FloatArray
  readonly constants: FloatArray
  readonly dtype: DType
  readonly heads: readonly HeadSpec[]
  readonly samples: Samples
  readonly seed: number
  readonly memory: number
  readonly threads: number
  /** Place of the first sample among all, which drawn labels follow. */
  readonly first: number
}

/** Data of operators that ask for no targets. */
export type InputData = Pick<TrainingData, 'x'> & Partial<TrainingData>

const known = ['loss', 'lossWeights', 'dtype', 'seed', 'threads', 'memory']

const MEMORY = 2 ** 29

const MOST_THREADS = 256

/** @throws WoodburyError as `fit` does for the same model, data and options; BAD_MODEL where every layer is frozen */
export function linearise(
  where: string,
  given: Model,
  rawData: TrainingData,
  options: OperatorOptions,
  more: readonly string[] = [],
): Linearisation {
  const { model, common } = begin(where, given, options, more)
  const { dtype } = common
  const data = takeData(rawData, where)
  const asked = lossesOf(where, model, options.loss, data.y)
  checkSameNames(where, data, namesOf(model), 'the model')
  const standardization = model.standardization ?? {}
  const samples = samplesOf(model, shapesOf(model.graph), data, { where, dtype, losses: asked, standardization })
  const weights = lossWeightsOf(where, model, options.lossWeights)
  const heads = settledBy(asked, samples).map(({ spec }, k) => ({ loss: spec, weight: weights[k] }))
  return { ...common, heads, samples: ownSamples(samples, data) }
}

/** The same for operators of the outputs alone, whose data may have no targets. @throws WoodburyError */
export function lineariseInputs(where: string, given: Model, data: InputData, options: OperatorOptions): Linearisation {
  const hasInputs = hasFields(data) && data.x !== undefined
  if (hasInputs && data.y !== undefined) return linearise(where, given, data as TrainingData, options)
  const { model, common } = begin(where, given, options)
  const { dtype } = common
  if (!hasInputs) throw new WoodburyError('BAD_VALUE', `${where}: the data have no x. Pass { x } or { x, y }.`)
  const x = plain(data.x, `${where}: x`, 'arrays')
  const standardization = model.standardization ?? {}
  const matrices = inputsOf(model, shapesOf(model.graph), x, { where, dtype, standardization })
  const count = matrices[0].shape[0]
  for (const { shape } of matrices) sameCount(count, shape[0], `${where}: x`)
  const samples = { count, inputs: matrices.map(matrix => matrix.data), targets: [] }
  const heads = model.graph.outputs.map(() => ({ loss: 'meanSquaredError' as const, weight: 1 }))
  return { ...common, heads, samples: ownSamples(samples, { x }) }
}

function begin(where: string, given: Model, options: OperatorOptions, more: readonly string[] = []) {
  checkOptions(where, [...known, ...more], options)
  const model = takeModel(given, where)
  const { graph } = model
  if (trainedShapesOf(graph).parameters === 0)
    throw new WoodburyError(
      'BAD_MODEL',
      `${where}: the model has no parameters that are trained: its layers are frozen, or it has none. Thaw one with unfreeze.`,
    )
  const dtype = oneOf(where, 'dtype', options.dtype ?? 'float64', ['float32', 'float64'])
  const seed = wholeNumber(where, 'seed', options.seed ?? 0)
  const memory = positiveInteger(where, 'memory', options.memory ?? MEMORY)
  const { threads: asked = 1 } = options
  const threads = asked === 'auto' ? autoThreads() : positiveInteger(where, 'threads', asked, MOST_THREADS)
  // The caller may write into his own.
  const params = trainedParameters(model).slice()
  return {
    model,
    common: { graph, dtype, seed, memory, threads, first: 0, params, constants: frozenParameters(model, graph) },
  }
}
