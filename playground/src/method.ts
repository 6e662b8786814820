import { adam, cosine, gainRatio, nielsen, type Optimizer, sgd, smwGN, smwNG } from 'woodbury'
import { isSecondOrder, type MethodChoice } from './state.ts'

const dampingOf = ({ damping, lambda }: MethodChoice) =>
  damping === 'gainRatio' ? gainRatio({ lambda }) : damping === 'nielsen' ? nielsen({ lambda }) : lambda

/** The optimiser of a choice; what was left at its default the library settles by the data. */
export function optimizerOf(choice: MethodChoice): Optimizer {
  const second = choice.damping === 'default' ? {} : { damping: dampingOf(choice) }
  switch (choice.method) {
    case 'smwGN':
      return smwGN(second)
    case 'smwNG':
      return smwNG(second)
    case 'sgd':
      return sgd({ learningRate: cosine(0.1) })
    default:
      return adam({ learningRate: cosine(3e-3) })
  }
}

/** The same as code. */
export function optimizerCode(choice: MethodChoice): string {
  const { method, damping, lambda } = choice
  if (!isSecondOrder(method)) return `${method}({ learningRate: cosine(${method === 'sgd' ? '0.1' : '3e-3'}) })`
  if (damping === 'default') return `${method}()`
  return `${method}({ damping: ${damping === 'constant' ? lambda : `${damping}({ lambda: ${lambda} })`} })`
}

export const nameOf = ({ method, damping, lambda }: MethodChoice) =>
  ({ smwGN: 'SMW-GN', smwNG: 'SMW-NG', adam: 'Adam', sgd: 'SGD', none: '' })[method] +
  (isSecondOrder(method) && damping !== 'default' ? `, ${damping === 'constant' ? `λ ${lambda}` : damping}` : '')
