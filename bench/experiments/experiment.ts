import type { DataSet, FitOptions, Model, Optimizer } from '../../src/index.js'

/** One way to set a method. */
export interface Setting {
  readonly name: string
  readonly optimizer: Optimizer
  readonly dtype?: 'float32' | 'float64'
}

/** The settings that a method is tuned over, at most four; the first is its default or what is usual. */
export type Grid = readonly Setting[]

/** Rows to train on, and rows that no run has seen. `validation` says when a run would have stopped, where a user would ask. */
export interface Parts {
  readonly train: DataSet
  readonly validation?: DataSet
  readonly test: DataSet
}

/** One set of an experiment with its network. */
export interface Cell {
  readonly name: string
  readonly options: Pick<FitOptions, 'standardize' | 'noise' | 'loss'>
  load(seed: number): Promise<Parts>
  network(seed: number, dtype: 'float32' | 'float64'): Model
}

/** What is compared, on what, for how long. */
export interface Experiment {
  readonly name: string
  readonly title: string
  readonly about: string
  /** Budgets of the final runs, ascending; a run of the grid has a quarter of the last. */
  readonly seconds: readonly number[]
  readonly threads: number
  /** Snapshots of the longest runs on the way, at which losses are measured after the run. */
  readonly snapshots: number
  readonly cells: readonly Cell[]
  /** Those that the paper compares. */
  readonly methods: Readonly<Record<string, Grid>>
  /** Of the family: the best three by the first setting go on. */
  readonly candidates: Readonly<Record<string, Grid>>
  /** What the loss of a figure is, of what `evaluate` says. */
  readonly loss: { readonly label: string; of(shown: number): number }
  readonly test: Metric
  /** Training losses and test figures to which the seconds and epochs are told. */
  readonly goals: { readonly loss: readonly number[]; readonly test: readonly number[] }
}

/** The figure of new rows; the lower the better. */
export interface Metric {
  readonly label: string
  of(said: { readonly loss: number; readonly rmse?: number; readonly accuracy?: number }): number
}

/** Share of rows in the wrong class. */
export const testError: Metric = { label: 'test error', of: ({ accuracy = Number.NaN }) => 1 - accuracy }

export const testRmse: Metric = { label: 'test RMSE', of: ({ rmse = Number.NaN }) => rmse }
