/** Fewer texts than this may well be names, whatever they look like. */
const MANY = 10

/** Digits, with marks between them. */
const DIGITS = /\p{Nd}+(?:[.,'’  ]\p{Nd}+)*/gu

/**
 * Whether texts are alike but for their digits, as '12 days', '14 days' and so on: numbers that somebody wrote out, or
 * times. Names that count, as class_0 to class_9 do, are names.
 */
export function areFramed(texts: Iterable<string>): boolean {
  const distinct = [...new Set(texts)]
  if (distinct.length < MANY || distinct.some(text => !/\p{Nd}/u.test(text))) return false
  const frames = new Set(distinct.map(text => text.replace(DIGITS, '#')))
  return 5 * frames.size <= distinct.length && !(frames.size === 1 && count(distinct))
}

/** Whether a word and a number make each text, and the numbers count from 0 or 1 without a gap. */
function count(texts: readonly string[]): boolean {
  if (!texts.every(text => /^[\p{L}_ -]+\d+$/u.test(text))) return false
  const numbers = texts.map(text => Number(/\d+$/.exec(text))).sort((a, b) => a - b)
  return numbers[0] <= 1 && numbers.every((value, k) => value === numbers[0] + k)
}
