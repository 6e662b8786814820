/** Every way in which Woodbury refuses: what is in `message` says what, where and what to do. */
export type WoodburyErrorCode =
  | 'SHAPE_MISMATCH'
  | 'NON_FINITE_INPUT'
  | 'NON_FINITE_MODEL'
  | 'BAD_VALUE'
  | 'LABEL_OUT_OF_RANGE'
  | 'EMPTY_DATA'
  | 'BAD_OPTION'
  | 'BAD_MODEL'
  | 'BAD_FILE'
  | 'NO_SIMD'
  | 'NOT_SUPPORTED'
  | 'OUT_OF_MEMORY'
  | 'WORKER_LOST'

/** Facts of the error as plain values (row, column, expected …), so that a program need not parse the sentence. */
export type ErrorFacts = Readonly<Record<string, unknown>>

/**
 * The only kind of error that the public functions throw.
 * `partial` holds what a started run had reached: `{ model, history, checkpoint }`.
 */
export class WoodburyError extends Error {
  override readonly name = 'WoodburyError'
  readonly code: WoodburyErrorCode
  readonly facts: ErrorFacts
  partial?: unknown

  constructor(code: WoodburyErrorCode, message: string, facts: ErrorFacts = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.facts = facts
  }
}
