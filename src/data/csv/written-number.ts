import { type DecimalMark, parseNumber } from './number.js'

/** A number as people and other programs write it, also without its cents, as 50.-: '$170,000', '1 234,5 kg', '(12)', '1.5·10³', '2D-03', '12 %'. */
export type Written = {
  readonly value: number
  /** What stands around the digits, as '$', 'kg' or '%'; '' for nothing. */
  readonly unit: string
  /** The digits and marks alone, as they are written. */
  readonly digits: string
}

const CODES =
  'USD|EUR|GBP|JPY|CHF|AUD|CAD|NZD|CNY|RMB|INR|BRL|RUB|UAH|SEK|NOK|DKK|PLN|CZK|HUF|RON|TRY|ZAR|KRW|MXN|ARS|CLP|COP|SGD|HKD|TWD|THB|IDR|MYR|PHP|VND|ILS|AED|SAR|EGP|NGN|BTC|ETH'

/** What stands before digits only in front of money. */
const CURRENCY = `[A-Z]{0,3} ?\\p{Sc}|${CODES}|Rs\\.?|Fr\\.?|kr\\.?|RM|Rp\\.?`

const MONEY = new RegExp(`^(?:${CURRENCY})$`, 'u')

/** One word or two behind the digits, as kg, m², km/h, %, °C, fl oz. */
const UNIT = '(?:/?\\p{L}|\\p{Sc}|[%‰°′″"µ])[\\p{L}\\p{Sc}%‰°²³⁻¹/·^]{0,11}[.23]?(?: \\p{L}{1,10}\\.?)?'

/** Groups of three digits, or of two before the last three, as in India. */
const groups = (mark: string) =>
  `[1-9]\\d{0,2}(?<mark>[${mark} '_])\\d{3}(?:\\k<mark>\\d{3})*|[1-9]\\d?(?:[${mark}]\\d\\d)+[${mark}]\\d{3}`

const EXPONENT =
  ' ?[eEdDqQ⏨] ?([+-]?\\d+)| ?(?:[·⋅∙•×✕xX*]) ?10 ?(?:(?:\\^|\\*\\*) ?[({]?([+-]?\\d+)[)}]?|([⁺⁻]?[⁰¹²³⁴-⁹]+))|\\*\\^([+-]?\\d+)'

const form = (decimal: DecimalMark, other: DecimalMark) => {
  const digits = `(?<whole>${groups(other)}|\\d+)(?<rest>[${decimal}](?:--?|\\d*))?|(?<part>[${decimal}]\\d+)`
  return new RegExp(
    `^(?<before>[+-] ?)?(?<currency>${CURRENCY})? ?(?<sign>[+-] ?)?(?:${digits})(?<exponent>${EXPONENT})? ?(?<unit>${UNIT})?(?<after> ?-)?$`,
    'u',
  )
}

const FORM = { '.': form('.', ','), ',': form(',', '.') }

const POWER = /^([+-]?)10(?:(?:\^|\*\*)[({]?([+-]?\d+)[)}]?|([⁺⁻]?[⁰¹²³⁴-⁹]+))$/

/** Fortran drops the letter of an exponent that would not fit: 4.500000+1, 0.123-100. */
const NO_LETTER = /^([+-]?\d*\.\d{4,})([+-]\d{1,3})$|^([+-]?\d*\.\d{3,})([+-]\d{3})$/

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** Money and counts are shortened so; a lower-case m is a metre. */
const MAGNITUDES = new Map(
  [3, 6, 9].flatMap((power, k) =>
    [
      ['k', 'K'],
      ['M', 'mn', 'mio', 'Mio', 'Mio.'],
      ['B', 'bn', 'Mrd', 'Mrd.'],
    ][k].map(name => [name, 10 ** power] as const),
  ),
)

/** The number that a text writes out, or undefined. The decimal mark is the file's; marks between thousands are any other. */
export function readWritten(text: string, decimal: DecimalMark): Written | undefined {
  const plain = parseNumber(text, decimal)
  if (!Number.isNaN(plain)) return { value: plain, unit: '', digits: text }
  if (text.length > 80) return undefined
  const { content, negative } = unwrapped(canonical(text))
  const bare = powerOf(content) ?? withoutLetter(text, decimal)
  if (bare !== undefined) return finite(negative ? -bare : bare, '', content)
  const groups = FORM[decimal].exec(content)?.groups
  if (!groups) return undefined
  const { before, currency = '', sign, whole = '0', rest = '', part, exponent = '', unit = '', after } = groups
  const signs = [before, sign, after].filter(found => found !== undefined)
  if (signs.length + (negative ? 1 : 0) > 1) return undefined
  const number = `${whole.replace(/\D/g, '')}${(part ?? rest).replace(',', '.').replace(/-/g, '')}`
  // 2010Q1 is a quarter and 12D4 a part: the letters of Fortran follow a decimal mark or stand before a sign.
  if (/^ ?[dDqQ] ?\d/.test(exponent) && part === undefined && rest === '') return undefined
  const power = exponent === '' ? 0 : exponentOf(exponent)
  const size = MAGNITUDES.get(unit) ?? 1
  const value = Number(`${number}e${power}`) * size
  const minus = negative || signs.some(found => found.includes('-'))
  const around = `${currency}${size === 1 ? unit : ''}`.trim()
  return finite(minus ? -value : value, around, size === 1 ? `${part === undefined ? whole : ''}${part ?? rest}` : '')
}

const finite = (value: number, unit: string, digits: string) =>
  Number.isFinite(value) ? { value, unit, digits } : undefined

/** Whether what stands around digits is money: '12' beside '$13' is in dollars too. */
export const isMoney = (unit: string): boolean => MONEY.test(unit)

/** One sign for each of the many minuses, blanks, apostrophes and digits of Unicode; marks that are not seen go. */
function canonical(text: string): string {
  return text
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '')
    .replace(/[\u2010-\u2015\u2212\ufe63\uff0d]/g, '-')
    .replace(/\uff0b/g, '+')
    .replace(/[’‘ʼ´`＇\u066c]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/\p{Nd}/gu, digit => (digit <= '9' ? digit : String(digitValue(digit.codePointAt(0) ?? 0))))
    .trim()
}

/** Decimal digits stand in rows of ten, from zero to nine. */
function digitValue(code: number): number {
  let zero = code
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return (code - zero) % 10
}

/** Without quotes, ="…" or the apostrophe with which spreadsheets mark text; parentheses are a minus. */
function unwrapped(text: string): { content: string; negative: boolean } {
  const content = text
    .replace(/^="(.*)"$/, '$1')
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/^'/, '')
    .trim()
  const inside = /^([^()\d]*)\(([^()]*\d[^()]*)\)([^()\d]*)$/.exec(content)
  return inside ? { content: `${inside[1]}${inside[2]}${inside[3]}`, negative: true } : { content, negative: false }
}

function powerOf(text: string): number | undefined {
  const found = POWER.exec(text)
  return found ? Number(`${found[1]}1e${found[2] ?? lowered(found[3])}`) : undefined
}

function withoutLetter(text: string, decimal: DecimalMark): number | undefined {
  const found = decimal === '.' ? NO_LETTER.exec(text) : null
  return found ? Number(`${found[1] ?? found[3]}e${found[2] ?? found[4]}`) : undefined
}

/** The exponent in any of its forms: E+03, D3, ·10³, ×10^3, *^3. */
function exponentOf(text: string): string {
  const raised = /[⁺⁻]?[⁰¹²³⁴-⁹]+$/.exec(text)
  return raised ? lowered(raised[0]) : (/[+-]?\d+(?=[)}]?$)/.exec(text)?.[0] ?? '0')
}

const lowered = (raised: string) =>
  [...raised].map(sign => (sign === '⁻' ? '-' : sign === '⁺' ? '' : SUPERSCRIPTS.indexOf(sign))).join('')
