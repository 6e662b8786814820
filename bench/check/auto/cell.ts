import type { Activation, DataSet } from '../../../src/index.js'

/** Rows to train on, and rows of the same kind that no run has seen. */
export interface Table {
  readonly train: DataSet
  readonly test: DataSet
}

/** What the training loss is worth: all, where the targets are exact or classes; of noisy ones that without regularisation. */
export type Kind = 'noise-free' | 'noisy' | 'classes'

/** One line of the suite: a table, the plain network that a user would write for it, and a budget. */
export interface Cell {
  readonly name: string
  readonly kind: Kind
  /** For the documents: rows, inputs and outputs. */
  readonly about: string
  readonly hidden: readonly number[]
  readonly activation: Activation
  readonly standardize: boolean
  /** Of each of the two runs of a seed. */
  readonly seconds: number
  readonly seeds: number
  readonly threads: number
  table(seed: number): Promise<Table> | Table
}

/** What most cells have in common. */
export const usual = { activation: 'tanh', standardize: true, seeds: 3, threads: 1 } as const
