let failed = 0

/** Prints a bar with the figure beside it; `process.exitCode` says whether all held. */
export function bar(name: string, holds: boolean, figure: string): void {
  process.stdout.write(`${holds ? 'ok  ' : 'MISS'} ${name}: ${figure}\n`)
  if (!holds) failed++
  process.exitCode = failed > 0 ? 1 : 0
}

export const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)

export function short(value: number): string {
  if (value === 0) return '0'
  return value >= 0.01 && value < 1000 ? value.toPrecision(4) : value.toExponential(2)
}
