/** A peak of height 1 as a function of u = (x − centre) / width, and its full width at half height in widths. */
export interface PeakShape {
  /** Names after height and center: the width, and the Lorentzian share of a pseudo-Voigt. */
  readonly rest: readonly string[]
  readonly fwhm: number
  value(u: number, fraction: number): number
  expression(height: string, center: string, width: string, fraction: string): string
}

/** 4 log 2: a gaussian of full width 1 at half height is exp(−4 log 2 u²). */
const FOUR_LOG_2 = 4 * Math.LN2

export type PeakName = 'gaussian' | 'lorentzian' | 'pseudoVoigt'

export const peakShapes: Readonly<Record<PeakName, PeakShape>> = {
  gaussian: {
    rest: ['sigma'],
    fwhm: 2 * Math.sqrt(2 * Math.LN2),
    value: u => Math.exp((-u * u) / 2),
    expression: (height, center, width) => `${height}*exp(-((x-${center})/${width})^2/2)`,
  },
  lorentzian: {
    rest: ['gamma'],
    fwhm: 2,
    value: u => 1 / (1 + u * u),
    expression: (height, center, width) => `${height}/(1+((x-${center})/${width})^2)`,
  },
  pseudoVoigt: {
    rest: ['fwhm', 'fraction'],
    fwhm: 1,
    value: (u, fraction) => fraction / (1 + 4 * u * u) + (1 - fraction) * Math.exp(-FOUR_LOG_2 * u * u),
    expression: (height, center, width, fraction) => {
      const square = `((x-${center})/${width})^2`
      return `${height}*(${fraction}/(1+4*${square})+(1-${fraction})*exp(${-FOUR_LOG_2}*${square}))`
    },
  },
}
