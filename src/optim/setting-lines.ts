import { type Damping, dampingRule } from '../damping/table.js'

type Line = [name: string, value: string]

type Short = (value: number) => string

/** The rule of λ, as reports show it. */
export const dampingLine = ({ damping }: { readonly damping: Damping }, short: Short): Line => [
  'damping',
  dampingRule(damping).text(damping, short),
]

export const momentumLine = ({ momentum }: { readonly momentum: number }, short: Short): Line => [
  'momentum',
  short(momentum),
]

export const clipLine = ({ klClip }: { readonly klClip: number }, short: Short): Line => [
  'KL clip',
  klClip > 0 ? short(klClip) : 'none',
]
