import { fraction, positiveNumber } from '../../../options.js'
import type { Loss } from '../loss.js'

/** An option of a loss: how it is checked, and what it is where nobody says. */
export interface LossOption {
  /** @throws WoodburyError BAD_OPTION */
  readonly check: (where: string, option: string, value: unknown) => number
  readonly byDefault?: number
  /** Whether targets settle what nobody says. */
  readonly fromTargets?: boolean
}

/** What a kind of loss is made from. */
export interface LossDefinition {
  readonly options: Readonly<Record<string, LossOption>>
  /**
   * @param options all of them; one that targets settle may be absent
   * @param scale of each unit's values, where outputs and targets are in units of their own and the options are not: by
   *   the constants of a standardisation
   */
  make(options: Readonly<Record<string, number>>, scale?: readonly number[]): Loss
}

/** Number of an open range from 0 to 1. @throws WoodburyError BAD_OPTION */
export const insideOne = (where: string, option: string, value: unknown): number =>
  fraction(where, option, positiveNumber(where, option, value))

/** A loss without options. */
export const fixed = (loss: Loss): LossDefinition => ({ options: {}, make: () => loss })
