/** A measured number: three or four digits, powers of ten where it is very small or large. */
export function figure(value: number): string {
  const size = Math.abs(value)
  if (!Number.isFinite(value)) return String(value)
  if (size === 0) return '0'
  if (size < 1e-3 || size >= 1e7) return value.toExponential(2).replace('e+', 'e')
  return size >= 1e4 ? count(Math.round(value)) : value.toPrecision(4)
}

/** A chosen number, without the noughts at its end: 1e-7, 0.9, 250. */
export const short = (value: number): string =>
  figure(value)
    .replace(/(\.\d*?)0+(?=e|$)/, '$1')
    .replace(/\.(?=e|$)/, '')

export const count = (value: number): string => value.toLocaleString('en-US')

export const percent = (share: number): string => `${(100 * share).toFixed(2)} %`

export function bytes(size: number): string {
  const mib = size / 2 ** 20
  if (mib < 1) return `${Math.ceil(size / 1024)} KiB`
  return mib < 1024 ? `${mib.toFixed(mib < 10 ? 1 : 0)} MiB` : `${(mib / 1024).toFixed(1)} GiB`
}
