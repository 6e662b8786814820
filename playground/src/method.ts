import { cosine, gainRatio, nielsen, type Optimizer, optimizers } from 'woodbury'
import { optionCode, optionValue } from './option-value.ts'
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
    ...Object.fromEntries(Object.entries(choice.options).map(([name, text]) => [name, optionValue(text)])),
  } as Optimizer
}

/** The same as code. */
export function optimizerCode(choice: MethodChoice): string {
  const { method, damping, lambda, options } = choice
  const said = {
    ...(method in RATES && { learningRate: `cosine(${RATES[method]})` }),
    ...(hasDamping(method) &&
      damping !== 'default' && { damping: damping === 'constant' ? lambda : `${damping}({ lambda: ${lambda} })` }),
    ...Object.fromEntries(Object.entries(options).map(([name, text]) => [name, optionCode(text)])),
  }
  const fields = Object.entries(said).map(([name, code]) => `${name}: ${code}`)
  return fields.length > 0 ? `${method}({ ${fields.join(', ')} })` : `${method}()`
}

/** As a title begins, before its explanation. */
export const methodTitle = (method: string): string =>
  optimizers()
    .find(({ name }) => name === method)
    ?.title.split(',')[0] ?? ''

export const nameOf = ({ method, damping, lambda, options }: MethodChoice) =>
  [
    methodTitle(method),
    ...(hasDamping(method) && damping !== 'default' ? [damping === 'constant' ? `λ ${lambda}` : damping] : []),
    ...Object.entries(options).map(([name, text]) => `${name} ${text}`),
  ].join(', ')
