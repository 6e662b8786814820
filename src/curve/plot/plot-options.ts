import { WoodburyError } from '../../errors.js'
import { checkOptions, oneOf, show } from '../../options.js'
import type { BandKind } from '../result/bands.js'

export interface PlotOptions {
  /** What stands above; by default what was fitted to how many points. */
  readonly title?: string
  /** In pixels, 720 × 520; as a part of a page the plot shrinks with it. */
  readonly width?: number
  readonly height?: number
  /** What is shaded, at 95 %: where the curve lies (`'confidence'`, the default), or a new observation. */
  readonly band?: BandKind | 'none'
  readonly xLabel?: string
  readonly yLabel?: string
}

export type SettledPlot = Required<Omit<PlotOptions, 'xLabel' | 'yLabel'>> & Pick<PlotOptions, 'xLabel' | 'yLabel'>

const KNOWN = ['title', 'width', 'height', 'band', 'xLabel', 'yLabel']
const HINTS = { xlabel: 'xLabel', ylabel: 'yLabel', interval: 'band' }

/** Smaller ones have no room between their axes. */
const LEAST = 200
const MOST = 10_000

/** @throws WoodburyError BAD_OPTION */
export function settlePlot(options: PlotOptions, title: string, where: string): SettledPlot {
  checkOptions(where, KNOWN, options, HINTS)
  for (const name of ['title', 'xLabel', 'yLabel'] as const)
    if (options[name] !== undefined && typeof options[name] !== 'string')
      throw new WoodburyError('BAD_OPTION', `${where}: ${name} is ${show(options[name])}. Pass a text.`, {
        option: name,
      })
  const { width = 720, height = 520, band = 'confidence', xLabel, yLabel } = options
  return {
    title: options.title ?? title,
    width: pixels(width, 'width', where),
    height: pixels(height, 'height', where),
    band: oneOf(where, 'band', band, ['confidence', 'prediction', 'none']),
    xLabel,
    yLabel,
  }
}

function pixels(value: unknown, option: string, where: string): number {
  if (typeof value === 'number' && value >= LEAST && value <= MOST) return value
  throw new WoodburyError(
    'BAD_OPTION',
    `${where}: ${option} is ${show(value)}. Pass a number of pixels from ${LEAST} to ${MOST}.`,
    { option, got: value },
  )
}
