import type { Activation, ConcatNode, DenseNode, Standardization } from '../graph.js'
import type { Channels } from './channels.js'

interface Carries {
  readonly channels: Channels
}

/** From the inputs x: their value, the unit vectors of the axes as first derivatives, no second ones. */
export interface TaylorInputNode extends Carries {
  readonly kind: 'taylorInput'
  readonly name: string
  readonly from: readonly string[]
  /** The axis of its first column. */
  readonly axis: number
  /** How the network takes its inputs, where they are scaled: the derivatives are by the inputs themselves. */
  readonly constants?: Standardization
}

/** A dense layer on every channel; `phi` is its activation. */
export interface TaylorDenseNode extends Carries, Pick<DenseNode, 'name' | 'from' | 'units' | 'bias' | 'trainable'> {
  readonly kind: 'taylorDense'
  readonly phi: Activation
}

export interface TaylorActivationNode extends Carries {
  readonly kind: 'taylorActivation'
  readonly name: string
  readonly from: readonly string[]
  readonly phi: Activation
}

export interface TaylorConcatNode extends Carries, Pick<ConcatNode, 'name' | 'from'> {
  readonly kind: 'taylorConcat'
}

/** The nodes of a Taylor-mode sweep; `add` serves there as it is. They stand in graphs of runs only, in no model. */
export type TaylorNode = TaylorInputNode | TaylorDenseNode | TaylorActivationNode | TaylorConcatNode
