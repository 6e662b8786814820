import { WoodburyError } from '../errors.js'
import { show } from '../options.js'

/** Names become tensor names (`dense_0/kernel`) and keys of plain objects, which decides what they may hold. */
export const isName = (value: unknown): value is string =>
  typeof value === 'string' && /^[^/\p{Cc}\p{Cs}]+$/u.test(value) && value !== '__proto__'

/** @throws WoodburyError BAD_OPTION */
export function checkName(where: string, value: unknown): string {
  if (isName(value)) return value
  throw new WoodburyError(
    'BAD_OPTION',
    `${where}: name is ${show(value)}. Pass a text without "/" and line breaks, such as "hand".`,
    { option: 'name', got: value },
  )
}
