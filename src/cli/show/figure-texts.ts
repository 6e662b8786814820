import type { Figure } from '../../index.js'
import { figure, percent } from '../../report/format.js'

interface Text {
  readonly head: string
  readonly text: (value: number) => string
}

/** What each figure is called and how it is written, the first that a loss has first. */
export const FIGURES: Readonly<Record<keyof Figure, Text>> = {
  accuracy: { head: 'accuracy', text: percent },
  pinball: { head: 'pinball loss', text: figure },
  below: { head: 'targets below', text: percent },
  deviance: { head: 'mean deviance', text: figure },
  logLikelihood: { head: 'log-likelihood', text: figure },
  mae: { head: 'absolute error', text: figure },
  rmse: { head: 'RMS error', text: figure },
}

const all = Object.keys(FIGURES) as (keyof Figure)[]

/** Those that are there. */
export const figuresIn = (figures: readonly (Figure | undefined)[]): (keyof Figure)[] =>
  all.filter(name => figures.some(one => one?.[name] !== undefined))

export const textOf = (name: keyof Figure, one: Figure | undefined): string => {
  const value = one?.[name]
  return value === undefined ? '' : FIGURES[name].text(value)
}
