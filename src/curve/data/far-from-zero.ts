import type { Points } from './points.js'

/** How many widths away from 0 an input is far: timestamps, frequencies, years by a hair. */
const FAR = 1e3

/** A sentence for inputs whose width drowns in their distance from 0, where powers and products of them lose their digits. */
export function farFromZero(sets: readonly { readonly points: Points }[]): string | undefined {
  const inputs = sets[0].points.columns.length
  for (let k = 0; k < inputs; k++) {
    let least = Number.POSITIVE_INFINITY
    let most = Number.NEGATIVE_INFINITY
    for (const { points } of sets)
      for (const value of points.columns[k]) {
        least = Math.min(least, value)
        most = Math.max(most, value)
      }
    const width = most - least
    if (width > 0 && Math.min(Math.abs(least), Math.abs(most)) > FAR * width && least * most > 0)
      return `${inputs === 1 ? 'x' : `Input ${k} of x`} runs from ${least} to ${most}, far from 0 beside its width, and rounding hides the parameters. Subtract ${least} from it.`
  }
  return undefined
}
