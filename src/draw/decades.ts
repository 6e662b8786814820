/** On a log axis only the powers of ten, as soon as there are two of them; at most eight. */
export function decades(ticks: number[], log: boolean): number[] {
  if (!log) return ticks
  const powers = ticks.filter(tick => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9)
  const chosen = powers.length >= 2 ? powers : ticks
  const stride = Math.ceil(chosen.length / 8)
  return chosen.filter((_, k) => k % stride === 0)
}
