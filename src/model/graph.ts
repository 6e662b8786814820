/** Names of the element-wise functions; `gelu` is the erf form, `leakyRelu` has slope 0.01. */
export const activations = [
  'linear',
  'relu',
  'leakyRelu',
  'tanh',
  'sigmoid',
  'softplus',
  'gelu',
  'silu',
  'sin',
] as const

export type Activation = (typeof activations)[number]

/** How a kernel starts; biases start at 0. `auto` is He for relu, leakyRelu, gelu and silu, else LeCun. */
export const initialisers = ['auto', 'lecun', 'glorot', 'he'] as const

export type Initialiser = (typeof initialisers)[number]

import type { DType, FloatArray } from '../runtime/dtype.js'
import type { LossSpec } from './losses/loss.js'

export type { DType }

export type Parameters = FloatArray

export interface InputNode {
  readonly kind: 'input'
  readonly name: string
  readonly from: readonly string[]
  readonly units: number
}

/** h = φ(x W + b), W: [in, units]. */
export interface DenseNode {
  readonly kind: 'dense'
  readonly name: string
  readonly from: readonly string[]
  readonly units: number
  readonly activation: Activation
  readonly bias: boolean
  readonly init: Initialiser
  /** false: `fit` leaves its parameters as they are. */
  readonly trainable?: boolean
}

export interface ActivationNode {
  readonly kind: 'activation'
  readonly name: string
  readonly from: readonly string[]
  readonly activation: Activation
}

/** Element-wise sum of nodes of one width. */
export interface AddNode {
  readonly kind: 'add'
  readonly name: string
  readonly from: readonly string[]
}

/** Columns of its nodes side by side, in order. */
export interface ConcatNode {
  readonly kind: 'concat'
  readonly name: string
  readonly from: readonly string[]
}

export type GraphNode = InputNode | DenseNode | ActivationNode | AddNode | ConcatNode

/** Whether it has parameters that are not trained. */
export const isFrozen = (node: object): boolean => 'trainable' in node && node.trainable === false

/** Nodes in an order in which every node follows those it reads. */
export interface Graph {
  readonly nodes: readonly GraphNode[]
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** Per column: value = mean + scale · standardised value. */
export interface Standardization {
  readonly mean: readonly number[]
  readonly scale: readonly number[]
}

/**
 * An immutable plain value: structured-cloneable, nothing to free. `params` holds every tensor of the graph one after
 * the other in node order, each kernel [in, out] row-major, then its bias.
 */
export interface Model {
  readonly graph: Graph
  readonly params: Parameters
  /** Constants by input or output node, one for each of its units; `predict` applies them. */
  readonly standardization?: Readonly<Record<string, Standardization>>
  /** Class names by output node, in label order. */
  readonly classes?: Readonly<Record<string, readonly string[]>>
  /** The loss each output was trained with: says how its values become probabilities, means or deviations. */
  readonly losses?: Readonly<Record<string, LossSpec>>
  /** Names of the data columns by input or output node. */
  readonly columns?: Readonly<Record<string, readonly string[]>>
}
