export type DecimalMark = '.' | ','

const NUMBER = {
  '.': /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/,
  ',': /^[+-]?(\d+(,\d*)?|,\d+)([eE][+-]?\d+)?$/,
}

/** The number a cell holds, or NaN: unlike Number() takes neither '' nor '0x10' nor 'Infinity' nor the other mark. */
export function parseNumber(text: string, decimal: DecimalMark): number {
  if (!NUMBER[decimal].test(text)) return Number.NaN
  const value = Number(decimal === ',' ? text.replace(',', '.') : text)
  return Number.isFinite(value) ? value : Number.NaN
}
