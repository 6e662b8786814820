import { takeModel } from '../model/check-model.js'
import type { Samples } from '../model/feed.js'
import { cutOf } from '../model/frozen/cut.js'
import type { Model } from '../model/graph.js'
import type { Loss } from '../model/losses/loss.js'
import { shapesOf, trainedShapesOf } from '../model/shapes.js'
import { type Choice, choose } from '../optim/auto.js'
import { checkedOptimizer } from '../optim/check-optimizer.js'
import { outputLayerOf } from '../optim/rows/output-layer.js'
import { methodOf, settle } from '../optim/table.js'
import { arraysOf, ownSamples } from '../place/own.js'
import type { RunPlan } from '../place/plan.js'
import { placeOf } from '../place/threads.js'
import { wantsFamily } from '../place/wants-family.js'
import { isObject } from '../plain.js'
import { arrayOf, type DType, dtypeOf, type FloatArray } from '../runtime/dtype.js'
import { trainingKernels } from '../runtime/wasm/training-kernels.js'
import type { Layout } from '../step/layout.js'
import { decodeCheckpoint } from './checkpoint.js'
import { constantsFor } from './constants.js'
import { type TrainingData, takeData } from './data.js'
import { decayOf, refuseTwoDecays } from './decay.js'
import { digestsOf } from './facts.js'
import { fittingLayout } from './fitting-layout.js'
import { type Features, featuresOf, parametersOf, remainingSamples, roomForFeatures } from './frozen.js'
import { AT_CALL } from './look-over.js'
import { fittedTo } from './losses/fitted-method.js'
import { settledBy, startingParams } from './losses/settled.js'
import { checkSameNames, describedNames, needlessClasses, renamed } from './names.js'
import type { FitOptions } from './options.js'
import { holdOut, lossesOf, lossWeightsOf, samplesOf } from './samples.js'
import { ofUnitScale } from './unit-scale.js'
import { largeMatrix } from './warnings/large-matrix.js'
import { lostDigits } from './warnings/lost-digits.js'
import { manyRows } from './warnings/many-rows.js'
import {
  activatedTwice,
  cappedBatches,
  emptyClasses,
  needlessHoldout,
  needlessNoise,
  unlikeScales,
  unreachableTargets,
} from './warnings/warnings.js'

const DEFAULT_EPOCHS = 10

/** The share of `regularization: 'holdOut'`. */
const HELD_OUT = 0.1

/** Everything settled before the first step. */
export interface PreparedRun {
  readonly plan: RunPlan
  readonly layout: Layout
  /** Bytes the run takes: linear memory, and the samples unless they were handed over. */
  readonly bytes: number
  /** The model of the result, with the parameters of the start. */
  readonly model: Model
  /** The samples as the model takes them; the plan has those of the layers it trains. */
  readonly samples: Samples
  /** What is to be computed before the first step, into the plan's samples. */
  readonly features?: Features
  readonly warnings: string[]
  /** What the rule chose and why, where it did. */
  readonly chosen?: string
}

/** Checks model, data and options and settles all that was left open. @throws WoodburyError */
export function prepareRun(given: Model, rawData: TrainingData | undefined, options: FitOptions): PreparedRun {
  const where = 'fit'
  const model = takeModel(given, where)
  const warnings: string[] = []
  const graph = shapesOf(model.graph)
  const cut = cutOf(model.graph, where)
  const trained = trainedShapesOf(cut.graph)
  const dtype = options.dtype ?? dtypeOf(model.params)
  const seed = options.seed ?? 0
  const data = takeData(rawData, where)
  const asked = lossesOf(where, model, options.loss, data.y)
  const { params, constants: standardization } = constantsFor(
    { where, model, graph, data, losses: asked },
    options.standardize,
    warnings,
  )
  const { classWeights } = options
  // Rows that are dealt out anew cannot be named afterwards.
  const first = typeof options.validation === 'number' || options.regularization === 'holdOut' ? undefined : AT_CALL
  const samples = samplesOf(model, graph, data, { where, dtype, losses: asked, standardization, classWeights, first })
  const { training, validation } = validationOf()
  const losses = settledBy(asked, training)
  const described = describe(model, data, losses, standardization)
  const lossWeights = lossWeightsOf(where, model, options.lossWeights)
  const heads = losses.map(({ spec }, k) => ({ loss: spec, weight: lossWeights[k] }))
  warnings.push(
    ...unreachableTargets(graph, training, losses),
    ...activatedTwice(graph, losses),
    ...emptyClasses(graph, training),
    ...(dtype === 'float32' ? lostDigits(model.graph, graph, data, losses, standardization) : []),
    ...unlikeScales(described, graph, training, heads, standardization),
    ...needlessClasses(model, data, losses),
    ...renamed(model, data),
  )
  const { optimizer: asIs = 'auto' } = options
  const named = asIs === 'auto' ? undefined : checkedOptimizer(where, asIs)
  const budget = budgetOf(options)
  const task = {
    samples: training.count,
    parameters: trained.parameters,
    inputs: trained.inputs.reduce((sum, k) => sum + trained.nodes[k].units, 0),
    widths: trained.nodes.reduce(
      (sum, { slots, inputUnits, units }) => sum + (slots.length > 0 ? inputUnits[0] + units : 0),
      0,
    ),
    dtype,
    heads: losses.map((loss, k) => ({ loss, m: graph.nodes[graph.outputs[k]].units })),
    noise: options.noise ?? 'some',
    outputLayer: outputLayerOf(trained, losses),
    raw: !ofUnitScale(training),
    ...budget,
  }
  const choice: Partial<Choice> & Pick<Choice, 'said' | 'settled'> = named
    ? { said: named, settled: settle(named, task) }
    : choose(task)
  const { said, sentence: chosen } = choice
  const optimizer = fittedTo(losses, choice.settled, warnings)
  refuseTwoDecays(options, optimizer)
  warnings.push(
    ...manyRows(said, optimizer, task.heads),
    ...largeMatrix(optimizer, task),
    ...cappedBatches(said, optimizer, training.count),
    ...needlessHoldout(optimizer),
    ...needlessNoise(options.noise, losses, optimizer),
  )
  const flops = methodOf(optimizer).flops(optimizer, task)
  const { checkpointEvery: every } = options
  const start: Model = { ...described, params: startingParams(convert(params, dtype), graph, losses, training) }
  const rooms = [training, ...(validation ? [validation] : [])].map(({ count }) => roomForFeatures(cut, count, dtype))
  const remaining = (whole: Samples, k: number) => remainingSamples(cut, model.graph, whole, rooms[k])
  const plan: RunPlan = {
    ...parametersOf(cut, start),
    dtype,
    heads,
    optimizer,
    budget,
    callSteps: options.flops === undefined ? undefined : Math.max(1, Math.floor(options.flops / flops)),
    ...decayOf(options, task, optimizer, choice.decay),
    seed,
    ...placeOf(options.threads ?? 'auto', flops, warnings),
    simd: trainingKernels.best(),
    family: wantsFamily(optimizer),
    training: remaining(training, 0),
    validation: validation && remaining(validation, 1),
    digests: digestsOf(training, validation, standardization),
    standardized: Object.keys(standardization).length > 0,
    earlyStopping: earlyStoppingOf(options),
    checkpointEvery: isObject(every) ? { seconds: every.seconds } : every,
    profile: options.profile ?? false,
  }
  const layout = fittingLayout(plan)
  const resumed = options.resume && decodeCheckpoint(options.resume, plan, start)
  // Last, so that an error leaves the caller all he had.
  const own = ownSamples(training, data, options.transfer)
  const before = arraysOf(training)
  const copies = arraysOf(own).filter((_, k) => before[k].byteLength > 0)
  const whole = resumed ? { ...start, params: resumed.params } : start
  const sets = [own, ...(validation ? [validation] : [])].map((set, k) => [set, rooms[k]] as const)
  return {
    plan: {
      ...plan,
      ...parametersOf(cut, whole),
      training: remaining(own, 0),
      ...(resumed && { resume: resumed.state }),
    },
    layout,
    bytes: [...copies, ...(validation ? arraysOf(validation) : []), ...rooms.flat()].reduce(
      (sum, { byteLength }) => sum + byteLength,
      layout.bytes,
    ),
    model: whole,
    samples: own,
    features: featuresOf(cut, whole, sets),
    warnings: [...warnings, ...(resumed?.warnings ?? [])],
    ...(chosen !== undefined && { chosen }),
  }

  function validationOf() {
    const { validation: said, regularization } = options
    const given = said === undefined && regularization === 'holdOut' ? HELD_OUT : said
    if (given === undefined) return { training: samples, validation: undefined }
    if (typeof given === 'number') return holdOut(samples, given, seed)
    const here = 'fit: validation'
    const held = takeData(given, here)
    checkSameNames(here, held, data, 'the training data')
    const validation = samplesOf(model, graph, held, {
      where: here,
      dtype,
      losses: asked,
      standardization,
      classWeights,
    })
    return { training: samples, validation: ownSamples(validation, held) }
  }
}

function budgetOf({ epochs, steps, seconds }: FitOptions): RunPlan['budget'] {
  const limited = epochs !== undefined || steps !== undefined || seconds !== undefined
  return limited ? { epochs, steps, seconds } : { epochs: DEFAULT_EPOCHS }
}

/** Holding out picks the best epoch, and ends no run before its budget. */
function earlyStoppingOf({ earlyStopping, regularization }: FitOptions): RunPlan['earlyStopping'] {
  if (!earlyStopping && regularization !== 'holdOut') return undefined
  const patience = earlyStopping ? 10 : Number.MAX_SAFE_INTEGER
  return { patience, minDelta: 0, restoreBest: true, ...earlyStopping }
}

function convert(params: FloatArray, dtype: DType): FloatArray {
  const result = arrayOf(dtype, params.length)
  result.set(params)
  return result
}

/** The model with what it must carry to be used alone. */
function describe(
  model: Model,
  data: TrainingData,
  losses: readonly Loss[],
  standardization: NonNullable<Model['standardization']>,
): Model {
  const { outputs } = model.graph
  const { standardization: _, columns: __, classes: ___, ...rest } = model
  const { columns, classes } = describedNames(model, data, losses)
  return {
    ...rest,
    losses: Object.fromEntries(outputs.map((name, k) => [name, losses[k].spec])),
    ...(Object.keys(standardization).length > 0 && { standardization }),
    ...(classes && { classes }),
    ...(columns && { columns }),
  }
}
