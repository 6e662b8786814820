import { checkOptions, oneOf } from '../../options.js'
import { ownPart, ownParts } from '../../own-parts.js'
import { type Fields, hasFields } from '../../plain.js'
import { gaussianNLL } from './gaussian-nll.js'
import { huber } from './huber.js'
import { type Loss, type LossName, type LossSpec, lossNames } from './loss.js'
import { meanSquaredError } from './mean-squared-error.js'
import { negativeBinomial } from './negative-binomial.js'
import { type OwnLoss, ownDefinition } from './own.js'
import { poisson } from './poisson.js'
import { quantile } from './quantile.js'
import { fixed, type LossDefinition } from './shared/definition.js'
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy.js'
import { softmaxCrossEntropy } from './softmax-cross-entropy.js'

/** Every loss; a new one is one file and one line here. */
const definitions: Readonly<Record<LossName, LossDefinition>> = {
  meanSquaredError: fixed(meanSquaredError),
  softmaxCrossEntropy: fixed(softmaxCrossEntropy),
  sigmoidCrossEntropy: fixed(sigmoidCrossEntropy),
  huber,
  quantile,
  poisson: fixed(poisson),
  negativeBinomial,
  gaussianNLL,
}

/** The kinds of the house, and those of the user's modules. */
export const lossKinds = (): string[] => [...lossNames, ...ownParts().losses.keys()]

const definitionOf = (name: string): LossDefinition =>
  Object.hasOwn(definitions, name) ? definitions[name as LossName] : ownDefinition(ownPart('losses', name) as OwnLoss)

/** Whether a value names a loss with its options, rather than one for each of several outputs. */
export const hasKind = (value: unknown): value is Fields => hasFields(value) && 'kind' in value

/** Refuses losses, checked where they came from, that this thread does not know. @throws WoodburyError BAD_OPTION */
export function requireLosses(specs: readonly LossSpec[]): void {
  for (const spec of specs) if (hasKind(spec) && !lossKinds().includes(spec.kind)) ownPart('losses', spec.kind)
}

interface Said {
  readonly name: string
  readonly options: Readonly<Record<string, number>>
}

function said(where: string, option: string, given: unknown): Said {
  const { kind, ...own }: Fields = hasKind(given) ? given : { kind: given }
  const name = oneOf(where, hasKind(given) ? `${option}.kind` : option, kind, lossKinds())
  const here = `${where}: ${option} ${name}`
  const known = definitionOf(name).options
  checkOptions(here, Object.keys(known), own)
  const options: Record<string, number> = {}
  for (const [key, { check, byDefault, fromTargets }] of Object.entries(known)) {
    const value = own[key] ?? byDefault
    if (value !== undefined || !fromTargets) options[key] = check(here, key, value)
  }
  return { name, options }
}

/** The loss that a user's value stands for. @throws WoodburyError BAD_OPTION that names the nearest known kind or option */
export function takeLoss(where: string, option: string, given: unknown): Loss {
  const { name, options } = said(where, option, given)
  return definitionOf(name).make(options)
}

/**
 * The loss of a name, or of a kind with its options.
 * @param scale of each unit, where outputs and targets are in their own units and the options in standard deviations
 * @throws WoodburyError BAD_OPTION
 */
export function lossOf(spec: LossSpec, scale?: readonly number[]): Loss {
  const { name, options } = said('lossOf', 'loss', spec)
  return definitionOf(name).make(options, scale)
}
