import { checkOptions, oneOf, trueOrFalse } from '../options.js'
import { checkActivation, checkUnits } from './fields.js'
import { type Activation, type ActivationNode, type DenseNode, type Initialiser, initialisers } from './graph.js'
import { checkName } from './names.js'

type Unplaced<N> = Omit<N, 'name' | 'from'> & { readonly name?: string }

/** A layer before it has a place in a graph: plain data, to be used as often as wanted. */
export type LayerSpec = Unplaced<DenseNode> | Unplaced<ActivationNode>

export interface DenseOptions {
  /** Whether b is there; true by default. */
  bias?: boolean
  /** How the kernel starts: 'auto' (He for relu, leakyRelu, gelu and silu, else LeCun), 'lecun', 'glorot' or 'he'. */
  init?: Initialiser
  /** Whether `fit` trains its parameters, as in Keras; true by default. `freeze` and `unfreeze` change it in a model. */
  trainable?: boolean
  /** The node's name, and so its tensors' `name/kernel` and `name/bias`; `dense_0`, `dense_1` … by default. */
  name?: string
}

/**
 * h = φ(x W + b), x: [samples, in], W: [in, units], b: [units]; φ is 'linear' by default.
 * @throws WoodburyError BAD_OPTION   @example dense(64, 'tanh', { bias: false })
 */
export function dense(units: number, activation: Activation = 'linear', options: DenseOptions = {}): LayerSpec {
  checkOptions('dense', ['bias', 'init', 'trainable', 'name'], options, { frozen: 'trainable: false' })
  const { bias = true, init = 'auto', trainable = true, name } = options
  return {
    kind: 'dense',
    ...(name !== undefined && { name: checkName('dense', name) }),
    units: checkUnits('dense', units),
    activation: checkActivation('dense', activation),
    bias: trueOrFalse('dense', 'bias', bias),
    init: oneOf('dense', 'init', init, initialisers),
    ...(!trueOrFalse('dense', 'trainable', trainable) && { trainable: false }),
  }
}

/** h = φ(x), element-wise. @throws WoodburyError BAD_OPTION   @example activation('relu') */
export function activation(name: Activation): LayerSpec {
  return { kind: 'activation', activation: checkActivation('activation', name) }
}
