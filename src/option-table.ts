import { checkOptions } from './options.js'

/** One option of a part: how a value of it is checked, and what a person is told of it. */
export interface Option<T = unknown> {
  /** A line of help, without a full stop. */
  readonly text: string
  /** What can be said, where that is one of some words. */
  readonly words?: readonly string[]
  /** The value as it is kept. @throws WoodburyError BAD_OPTION */
  readonly check: (where: string, option: string, value: unknown) => T
}

/** Every option of a part by name: the one source of its function, of `fit`'s own check, of flags and of reports. */
export type OptionTable = Readonly<Record<string, Option>>

/**
 * What was said of a table's options, checked; what was not said is left out. `hints` maps a name people bring from
 * elsewhere to ours.
 * @throws WoodburyError BAD_OPTION that names the option
 */
export function checkedBy(
  where: string,
  table: OptionTable,
  options: object,
  hints: Readonly<Record<string, string>> = {},
): Record<string, unknown> {
  const names = Object.keys(table)
  checkOptions(where, names, options, hints)
  const checked: Record<string, unknown> = {}
  for (const name of names) {
    const value = (options as Readonly<Record<string, unknown>>)[name]
    if (value !== undefined) checked[name] = table[name].check(where, name, value)
  }
  return checked
}
