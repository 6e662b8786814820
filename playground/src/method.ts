import { cosine, gainRatio, nielsen, type Optimizer, optimizers } from 'woodbury'
import { hasDamping, type MethodChoice } from './state.ts'

/** Step lengths for small problems in a page, where those of long runs would show nothing. */
const RATES: Readonly<Record<string, number>> = { sgd: 0.1, adam: 3e-3, adamW: 3e-3 }

const dampingOf = ({ damping, lambda }: MethodChoice) =>
  damping === 'gainRatio' ? gainRatio({ lambda }) : damping === 'nielsen' ? nielsen({ lambda }) : lambda

/** The optimiser of a choice; what was left at its default the library settles by the data. */
export function optimizerOf(choice: MethodChoice): Optimizer {
  const { method, damping } = choice
  return {
    method,
    ...(hasDamping(method) && damping !== 'default' && { damping: dampingOf(choice) }),
    ...(method in RATES && { learningRate: cosine(RATES[method]) }),
  } as Optimizer
}

/** The same as code. */
export function optimizerCode(choice: MethodChoice): string {
  const { method, damping, lambda } = choice
  if (method in RATES) return `${method}({ learningRate: cosine(${RATES[method]}) })`
  if (!hasDamping(method) || damping === 'default') return `${method}()`
  return `${method}({ damping: ${damping === 'constant' ? lambda : `${damping}({ lambda: ${lambda} })`} })`
}

/** As a title begins, before its explanation. */
export const methodTitle = (method: string): string =>
  optimizers()
    .find(({ name }) => name === method)
    ?.title.split(',')[0] ?? ''

export const nameOf = ({ method, damping, lambda }: MethodChoice) =>
  methodTitle(method) +
  (hasDamping(method) && damping !== 'default' ? `, ${damping === 'constant' ? `λ ${lambda}` : damping}` : '')
