import { InvalidArgumentError } from 'commander'

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** A finite decimal number. @throws InvalidArgumentError */
export function number(text: string): number {
  const value = Number(text)
  if (NUMBER.test(text) && Number.isFinite(value)) return value
  throw new InvalidArgumentError('It is not a number.')
}

/** A whole number. @throws InvalidArgumentError */
export function whole(text: string): number {
  if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text)
  throw new InvalidArgumentError('It is not a whole number.')
}

/** Samples of a batch, or all of them. @throws InvalidArgumentError */
export function batch(text: string): number | 'full' {
  if (text === 'full') return text
  if (/^\d+$/.test(text) && Number(text) > 0) return whole(text)
  throw new InvalidArgumentError("Pass a whole number above 0, or 'full'.")
}

/** Widths of the hidden layers, as in 64,64; 'none' for a model without any. @throws InvalidArgumentError */
export function widths(text: string): number[] {
  if (text === 'none') return []
  const parts = text.split(',')
  if (parts.every(part => /^\d+$/.test(part) && Number(part) > 0)) return parts.map(whole)
  throw new InvalidArgumentError("Pass widths as in 64,64, or 'none'.")
}

/** Gathers an option that may be given several times. */
export const several = (text: string, before: readonly string[] | undefined): string[] => [...(before ?? []), text]
