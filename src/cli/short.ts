/** A figure in `digits` significant digits, with an exponent where there would be leading or trailing zeros. */
export function short(value: number, digits = 4): string {
  const size = Math.abs(value)
  if (size === 0 || (size >= 1e-3 && size < 10 ** (digits + 2))) return value.toPrecision(digits)
  return value.toExponential(digits - 1)
}
