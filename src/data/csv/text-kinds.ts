const MONTH = '(jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]*\\.?'

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?$|^\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d\d)([T ].*)?$/, 'a date'],
  [new RegExp(`^\\d{1,2}[-. ]+${MONTH}([-. ,]+\\d{2,4})?$|^${MONTH}[- ]+\\d{1,4}(,? \\d{4})?$`, 'i'), 'a date'],
  [/^\d{4}-W\d\d(-\d)?$|^\d{4}-\d\d$|^\d{4}[- ]?Q[1-4]$|^Q[1-4][- ]?\d{4}$/i, 'a date'],
  [/^\d{1,3}:\d\d(:\d\d([.,]\d+)?)?( ?[ap]m)?$/i, 'a time'],
  [/^[+-]?0x[\da-f]+$/i, 'a hexadecimal number'],
  [/^[+-]?\d+([.,]\d+)?(e[+-]?\d+)?[+-]\d+([.,]\d+)?(e[+-]?\d+)?[ij]$/i, 'a complex number'],
  [/^[<>≤≥~≈] ?[+-]?\d/, 'a bound, not a number'],
  [/^\d+ ?(±|\+\/-|\+-) ?\d/, 'a number with its error'],
  [/^(\d+ )?\d+\/\d+$/, 'a fraction'],
  [/^\d+([.,]\d+)? ?[-–] ?\d+([.,]\d+)?$/, 'a range'],
  [/^\d+ ?(h|hours?|hrs?|min|m|d|days?) ?\d+ ?(m|min|s|sec|h|hours?)\b/i, 'a duration'],
  [/^[-+]?(inf(inity)?|∞|1\.#inf)$/i, 'infinity'],
]

/** What a text that is no number looks like, for the message that refuses it: 'a date', 'a fraction' …, or undefined. */
export const textKind = (text: string): string | undefined =>
  text.length > 60 ? undefined : (KINDS.find(([form]) => form.test(text))?.[1] ?? unknownNumber(text))

/** Three digits for each letter are rather a number that is written in another way than a name. */
function unknownNumber(text: string): string | undefined {
  const digits = text.replace(/\D/g, '').length
  const letters = text.replace(/\P{L}/gu, '').length
  return digits > 2 * letters ? 'a number written in a way that is not known' : undefined
}
