import type { Context } from '../../context.js'

/** A table in plain arrays, as it is in its file; y are class numbers where there are classes. */
export interface PlainTable {
  readonly classes?: number
  readonly train: { readonly x: readonly (readonly number[])[]; readonly y: readonly number[] }
  readonly test: readonly (readonly number[])[]
}

export interface Predictions {
  /** A number or a class of each test row. */
  readonly values: readonly number[]
  /** What it ran with. */
  readonly note: string
}

/** Someone who learns from the training rows and says what the test rows are. */
export interface TableRival {
  readonly name: string
  /** Undefined, and told to the context, where it is not installed. */
  predict(table: PlainTable, context: Context): Promise<Predictions | undefined> | Predictions | undefined
}
