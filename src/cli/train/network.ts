import { type DataSet, type DType, dense, type LossSpec, lossOf, type Model, sequential } from '../../index.js'
import { refuse, type Source } from './check-flags.js'
import { kebab } from './names.js'
import type { TrainFlags } from './train-flags.js'

/** Widths of the hidden layers where none are asked for. */
const HIDDEN = [64, 64]

/** The loss asked for, or that of the task. @throws WoodburyError BAD_OPTION for one that does not fit the targets */
export function lossFor({ loss }: TrainFlags, { task, classes }: DataSet): LossSpec {
  if (loss === undefined) return task === 'regression' ? 'meanSquaredError' : 'softmaxCrossEntropy'
  const { name, task: own, labels } = lossOf(loss)
  const flag = `--loss ${kebab(name)}`
  if (task === 'regression') {
    if (labels) refuse(`${flag} needs classes, the targets are numbers. Pass --task classification too.`)
    return loss
  }
  const count = classes?.length ?? 0
  if (own === 'regression') refuse(`${flag} needs numbers, the targets are classes. Pass --task regression too.`)
  if (!labels && count !== 2) refuse(`${flag} tells two classes apart, there are ${count}. Pass softmax-cross-entropy.`)
  return loss
}

/** float64 for the arm: without noise it goes on paying where float32 has no digits left. */
export function dtypeOf({ dtype }: TrainFlags, source: Source, resumed?: Model): DType {
  const before = resumed && (resumed.params.BYTES_PER_ELEMENT === 8 ? 'float64' : 'float32')
  if (before && dtype && dtype !== before)
    refuse(`the checkpoint is of ${before}, and --dtype ${dtype} is asked for. Leave out --dtype.`)
  return dtype ?? before ?? (source === 'arm' ? 'float64' : 'float32')
}

/**
 * A dense network of the asked widths between the columns of x and what the loss takes; that of the run gone on with,
 * where no other is asked for.
 */
export function networkOf(flags: TrainFlags, data: DataSet, loss: LossSpec, dtype: DType, resumed?: Model): Model {
  const { hidden, activation, seed } = flags
  if (resumed && hidden === undefined && activation === undefined) return bare(resumed)
  const { y, classes, x } = data
  const { labels, unitsPerColumn } = lossOf(loss)
  const classUnits = labels ? (classes?.length ?? 0) : 1
  const outputs = ArrayBuffer.isView(y) ? classUnits : y.shape[1] * unitsPerColumn
  const asked = sequential({ input: x.shape[1], seed, dtype }, [
    ...(hidden ?? HIDDEN).map(units => dense(units, activation ?? (data.task === 'regression' ? 'tanh' : 'relu'))),
    dense(outputs),
  ])
  if (resumed && networkText(asked) !== networkText(resumed))
    refuse(
      `the checkpoint is of ${networkText(resumed)}, and ${networkText(asked)} is asked for. Leave out --hidden and --activation.`,
    )
  return asked
}

/** A network without the constants and names that the run's data give it. */
const bare = ({ graph, params }: Model): Model => ({ graph, params })

/** The network in short, as in '784-500-10 relu'. */
export function networkText({ graph }: Model): string {
  const units = graph.nodes.map(node => ('units' in node ? node.units : '?'))
  const [hidden] = graph.nodes.filter(node => node.kind === 'dense')
  return `${units.join('-')}${units.length > 2 && hidden ? ` ${hidden.activation}` : ''}`
}
