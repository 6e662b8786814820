import { arrayIn } from '../arrays.js'
import { brandOf } from '../brand.js'
import { WoodburyError } from '../errors.js'
import type { Optimizer } from '../optim/table.js'
import {
  checkOptions,
  fraction,
  nonNegative,
  oneOf,
  positiveInteger,
  positiveNumber,
  show,
  trueOrFalse,
  wholeNumber,
} from '../options.js'
import { fieldsOf, isObject, plain } from '../plain.js'
import type { DType } from '../runtime/dtype.js'
import type { CheckpointEvery } from '../train/plan.js'
import type { EpochRecord, StepRecord } from '../train/records.js'
import type { TrainingData } from './data.js'
import type { LossOption } from './samples.js'
import type { Variational } from './variational/variational-options.js'

export interface FitOptions {
  /** What is minimised where there are no data: fit(net, undefined, { objective: variational({ potential }) }). */
  objective?: Variational
  /**
   * A name, or `{ kind, … }` with options. Default: softmax cross-entropy for class indices, else mean squared error. Keyed by
   * output where there are several.
   */
  loss?: LossOption
  /** Weight of each output's loss, by name; default 1. */
  lossWeights?: Readonly<Record<string, number>>
  /** Default `auto`: method, batches and damping follow from task, data, network and budget; `chosen` of the result says why. */
  optimizer?: Optimizer | 'auto'
  /** The first budget reached ends the run; 10 epochs where none is given. */
  epochs?: number
  steps?: number
  seconds?: number
  /**
   * Floating-point operations after which this call ends with `stopped: 'flops'` and a checkpoint to resume from, after one
   * step at least: a limit where clocks stand still, as at the edge. Schedules do not see it.
   */
  flops?: number
  /** Samples for the validation loss of each epoch: a share of the data held out, or data of their own. */
  validation?: number | TrainingData
  earlyStopping?: { patience?: number; minDelta?: number; restoreBest?: boolean }
  /** w of f + w/2 ‖θ‖²; left open it is what `regularization` says. */
  weightDecay?: number
  /**
   * What acts against over-fitting. `evidence`: a weight decay that follows from the effective number of parameters and the
   * residual, estimated along the run; `holdOut`: a tenth of the samples, or `validation`, picks the epoch whose parameters are returned; `none`. Default `auto`: where
   * no method and no weight decay is named, what came with the method that was chosen (three classes or more: 1/100 of the loss), the evidence
   * for regression and two classes of up to 20,000 samples and more classes of up to 500 in numbers about 1, else none.
   */
  regularization?: 'auto' | 'none' | 'evidence' | 'holdOut'
  /** Weight of each class, in label order. */
  classWeights?: readonly number[]
  /** `none`: the targets are exact, as those of a surrogate: momentum rises to 0.98 (raw numbers and many outputs: λ by trial). Default `some`: it stays. */
  noise?: 'some' | 'none'
  /**
   * Standardise inputs and, but for counts and classes, targets; the constants travel with the model. A trained model takes those of
   * these data and stays the same function; false takes its constants out, left open it keeps them.
   */
  standardize?: boolean
  seed?: number
  /** `auto`: as many as the hardware has, one where the work is small. */
  threads?: number | 'auto'
  /** Default: that of the model's parameters. */
  dtype?: DType
  /** Ends the run after its current step; what was reached is returned. */
  signal?: AbortSignal
  /**
   * An abort from here ends the run after the current step where this thread trains; workers tell of their steps every
   * 25 ms, and go on meanwhile. A callback that throws, or whose promise rejects, ends the run with its error; the run
   * waits for these promises, so a callback must not await the run.
   */
  onStep?: (record: StepRecord) => unknown
  onEpoch?: (record: EpochRecord) => unknown
  /** Steps, or seconds, between calls of `onCheckpoint`; without that, the last is kept for `error.partial`. */
  checkpointEvery?: CheckpointEvery
  onCheckpoint?: (checkpoint: Uint8Array) => unknown
  /** Bytes of a checkpoint of the same network: the run goes on as if it had never stopped. */
  resume?: Uint8Array
  onWarning?: (warning: string) => unknown
  /** Hand the arrays of x and y over, which detaches them, instead of copying them; parts of a larger buffer are copied. */
  transfer?: boolean
  /** Count the time of every phase of a step; it comes as `profile` of the result. */
  profile?: boolean
}

const names = [
  'objective',
  'loss',
  'lossWeights',
  'optimizer',
  'epochs',
  'steps',
  'seconds',
  'flops',
  'validation',
  'earlyStopping',
  'weightDecay',
  'regularization',
  'classWeights',
  'noise',
  'standardize',
  'seed',
  'threads',
  'dtype',
  'signal',
  'onStep',
  'onEpoch',
  'checkpointEvery',
  'onCheckpoint',
  'resume',
  'onWarning',
  'transfer',
  'profile',
]

/** Names people bring from elsewhere. */
const hints = {
  batchSize: 'optimizer: smwGN({ gradientBatch })',
  learningRate: 'optimizer: smwGN({ learningRate })',
  validationSplit: 'validation',
  validationData: 'validation',
  callbacks: 'onEpoch',
  maxIterations: 'steps',
  l2: 'weightDecay',
}

/** The options that are to be read more than once, as plain values. */
const descriptions = ['loss', 'lossWeights', 'optimizer', 'earlyStopping', 'classWeights']

/**
 * The options as they are at the call, each read once; all are checked that can be without the data.
 * @throws WoodburyError BAD_OPTION
 */
export function takeFitOptions(given: FitOptions): FitOptions {
  const where = 'fit'
  checkOptions(where, names, given, hints)
  const options: FitOptions = Object.fromEntries(
    Object.entries(fieldsOf(given, where)).map(([name, value]) => [
      name,
      descriptions.includes(name) ? plain(value, `${where}: ${name}`) : value,
    ]),
  )
  const { earlyStopping } = options
  if (options.epochs !== undefined) positiveNumber(where, 'epochs', options.epochs)
  if (options.steps !== undefined) positiveInteger(where, 'steps', options.steps)
  if (options.seconds !== undefined) positiveNumber(where, 'seconds', options.seconds)
  if (options.flops !== undefined) positiveNumber(where, 'flops', options.flops)
  if (typeof options.validation === 'number') {
    fraction(where, 'validation', options.validation)
    positiveNumber(where, 'validation', options.validation)
  }
  if (earlyStopping !== undefined) {
    checkOptions(`${where}: earlyStopping`, ['patience', 'minDelta', 'restoreBest'], earlyStopping)
    if (earlyStopping.patience !== undefined) positiveInteger(where, 'earlyStopping.patience', earlyStopping.patience)
    if (earlyStopping.minDelta !== undefined) nonNegative(where, 'earlyStopping.minDelta', earlyStopping.minDelta)
    if (earlyStopping.restoreBest !== undefined)
      trueOrFalse(where, 'earlyStopping.restoreBest', earlyStopping.restoreBest)
    if (options.validation === undefined && options.regularization !== 'holdOut')
      throw new WoodburyError(
        'BAD_OPTION',
        'fit: earlyStopping watches the validation loss. Pass validation as well, such as validation: 0.1.',
      )
  }
  if (options.weightDecay !== undefined) nonNegative(where, 'weightDecay', options.weightDecay)
  if (options.regularization !== undefined) checkRegularization(options)
  if (options.noise !== undefined) oneOf(where, 'noise', options.noise, ['some', 'none'])
  if (options.standardize !== undefined) trueOrFalse(where, 'standardize', options.standardize)
  if (options.profile !== undefined) trueOrFalse(where, 'profile', options.profile)
  if (options.transfer !== undefined) trueOrFalse(where, 'transfer', options.transfer)
  if (options.seed !== undefined) wholeNumber(where, 'seed', options.seed)
  if (options.threads !== undefined && options.threads !== 'auto')
    positiveInteger(where, 'threads', options.threads, 64)
  if (options.dtype !== undefined) oneOf(where, 'dtype', options.dtype, ['float32', 'float64'])
  if (options.signal !== undefined && !isSignal(options.signal))
    throw new WoodburyError(
      'BAD_OPTION',
      `fit: signal is ${show(options.signal)}. Pass the signal itself of an AbortController.`,
    )
  for (const name of ['onStep', 'onEpoch', 'onCheckpoint', 'onWarning'] as const)
    if (options[name] !== undefined && typeof options[name] !== 'function')
      throw new WoodburyError('BAD_OPTION', `fit: ${name} is ${show(options[name])}. Pass a function.`, {
        option: name,
      })
  if (options.onCheckpoint !== undefined && options.checkpointEvery === undefined)
    throw new WoodburyError('BAD_OPTION', 'fit: onCheckpoint is never called without checkpointEvery. Pass both.')
  checkCheckpointEvery(options.checkpointEvery)
  if (options.resume !== undefined && brandOf(arrayIn(options.resume, 'fit: resume')) !== 'Uint8Array')
    throw new WoodburyError('BAD_OPTION', `fit: resume is ${show(options.resume)}. Pass the bytes of a checkpoint.`)
  return options
}

function checkRegularization({ regularization, weightDecay }: FitOptions): void {
  oneOf('fit', 'regularization', regularization, ['auto', 'none', 'evidence', 'holdOut'])
  if (weightDecay !== undefined && (regularization === 'evidence' || (regularization === 'none' && weightDecay > 0)))
    throw new WoodburyError(
      'BAD_OPTION',
      `fit: regularization is '${regularization}', and weightDecay ${weightDecay}. Pass one of them.`,
      { option: 'regularization' },
    )
}

/** By what it does, whatever realm or polyfill made it. Behind a proxy it refuses to be listened to. */
function isSignal(value: AbortSignal): boolean {
  const nothing = () => {}
  try {
    value.addEventListener('abort', nothing)
    value.removeEventListener('abort', nothing)
    return typeof value.aborted === 'boolean'
  } catch {
    return false
  }
}

function checkCheckpointEvery(every: unknown): void {
  if (!isObject(every)) {
    if (every !== undefined) positiveInteger('fit', 'checkpointEvery', every)
    return
  }
  checkOptions('fit: checkpointEvery', ['seconds'], every)
  positiveNumber('fit', 'checkpointEvery.seconds', every.seconds)
}
