import { type DataSet, dense, type LossName, type Model, sequential } from '../index.js'
import { refuse, type Source } from './check-flags.js'
import type { TrainFlags } from './train-flags.js'

const NAMES = {
  'mean-squared-error': 'meanSquaredError',
  'softmax-cross-entropy': 'softmaxCrossEntropy',
  'sigmoid-cross-entropy': 'sigmoidCrossEntropy',
} as const

/** The loss of the data's task, or the one asked for. @throws WoodburyError BAD_OPTION */
export function lossOf({ task, classes }: DataSet, { loss }: TrainFlags): LossName {
  if (loss === undefined) return task === 'classification' ? 'softmaxCrossEntropy' : 'meanSquaredError'
  const name = NAMES[loss]
  if (task === 'regression' && name === 'softmaxCrossEntropy')
    refuse(`--loss ${loss} needs classes, and the targets are numbers. Pass --task classification.`)
  if (task === 'classification' && name === 'meanSquaredError')
    refuse(`--loss ${loss} needs numbers, and the targets are classes. Pass --task regression.`)
  if (task === 'classification' && name === 'sigmoidCrossEntropy' && classes?.length !== 2)
    refuse(`--loss ${loss} tells two classes apart, and there are ${classes?.length}. Leave it out.`)
  return name
}

/** Class indices as the 0/1 column that a sigmoid output takes. */
export function forLoss(data: DataSet, loss: LossName): DataSet {
  if (loss !== 'sigmoidCrossEntropy' || !(data.y instanceof Int32Array)) return data
  return { ...data, y: { data: Float64Array.from(data.y), shape: [data.y.length, 1] } }
}

export const dtypeOf = (source: Source, { dtype }: TrainFlags) => dtype ?? (source === 'arm' ? 'float64' : 'float32')

/** The dense network that the flags describe, for this data. */
export function networkOf(source: Source, data: DataSet, flags: TrainFlags): Model {
  const { hidden, seed } = flags
  const activation = flags.activation ?? (data.task === 'classification' ? 'relu' : 'tanh')
  const outputs = data.y instanceof Int32Array ? (data.classes?.length ?? 2) : data.y.shape[1]
  const layers = [...hidden.map(units => dense(units, activation)), dense(outputs)]
  return sequential({ input: data.x.shape[1], seed, dtype: dtypeOf(source, flags) }, layers)
}
