/** One snapshot of a run. Epochs are steps × samples of a gradient / rows. */
export interface Snapshot {
  readonly step: number
  readonly epochs: number
  readonly seconds: number
  readonly train: number
  readonly validation?: number
  readonly test: number
}

/** A step's λ and gain ratio. */
export interface Damped {
  readonly step: number
  readonly lambda?: number
  readonly gainRatio?: number
}

/** What tells a run from every other; options as JSON, so that another grid is another run. */
export interface RunKey {
  readonly cell: string
  readonly method: string
  readonly setting: string
  readonly options: string
  readonly seed: number
  /** The budget. */
  readonly seconds: number
  readonly kind: 'grid' | 'final'
}

/** One run, as it is kept. Losses as `Experiment.loss` tells them. */
export interface RunRecord extends RunKey {
  readonly threads: number
  readonly simd: string
  readonly steps: number
  readonly stopped: string
  readonly snapshots: readonly Snapshot[]
  readonly damping: readonly Damped[]
  /** Where the validation loss was least, of all snapshots that were taken; those that are kept may be fewer. */
  readonly early?: Snapshot
  /** Of a final run all rows; a snapshot may be of a part of them. */
  readonly end: { readonly train: number; readonly test: number; readonly seconds: number; readonly epochs: number }
}

export const keyOf = ({ kind, cell, method, setting, options, seed, seconds }: RunKey): string =>
  JSON.stringify([kind, cell, method, setting, options, seed, seconds])
