import { WoodburyError } from '../errors.js'
import { oneOf, positiveInteger } from '../options.js'
import { type Activation, activations } from './graph.js'

/** More units than this could not have one float32 each in 4 GiB of linear memory. */
const MOST_UNITS = 2 ** 30

/** Names that other libraries use for functions we have. */
const elsewhere: Readonly<Record<string, Activation>> = {
  identity: 'linear',
  none: 'linear',
  swish: 'silu',
  logistic: 'sigmoid',
  lrelu: 'leakyRelu',
}

/** @throws WoodburyError BAD_OPTION unless `value` is a whole number from 1 to 2³⁰ */
export const checkUnits = (where: string, value: unknown, option = 'units'): number =>
  positiveInteger(where, option, value, MOST_UNITS)

/** @throws WoodburyError BAD_OPTION that names the nearest function, or says where softmax belongs */
export function checkActivation(where: string, value: unknown): Activation {
  if (value === 'softmax')
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: activation is "softmax", but the loss takes logits. Leave the last layer linear, fit with loss: 'softmaxCrossEntropy', and ask predict for { probabilities: true }.`,
      { option: 'activation', got: value },
    )
  return oneOf(where, 'activation', value, activations, elsewhere)
}
