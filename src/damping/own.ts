import { WoodburyError } from '../errors.js'
import { checkOptions, finiteNumber, show } from '../options.js'
import { hasFields } from '../plain.js'
import type { DampingRule, DampingState, Measurement, Seen } from './rule.js'

/** Options of an own rule: numbers. */
export type OwnNumbers = Readonly<Record<string, number>>

/** A damping rule of a user's module. */
export interface OwnDamping<O extends OwnNumbers = OwnNumbers, S extends DampingState = DampingState> {
  readonly kind: string
  /** Its options with their defaults. */
  readonly defaults?: O
  /** What it remembers at the start, as numbers by name that are never below 0. */
  start?(options: O): S
  /** λ of the next solve, above 0. */
  lambda(options: O, state: S, seen: Seen): number
  /** What it remembers after a trial. */
  update?(options: O, state: S, measurement: Measurement): S
}

type OwnPart = OwnNumbers & { readonly kind: string }

/** λ stays within these, whatever a rule says. */
const RANGE = [1e-300, 1e12] as const

/**
 * What a rule remembers, if a checkpoint can hold it: numbers from 0 up, under the names of its start.
 * @throws WoodburyError BAD_VALUE
 */
function remembered(kind: string, state: DampingState, names: readonly string[]): DampingState {
  const found = hasFields(state) ? Object.keys(state) : undefined
  const sound =
    found?.length === names.length && names.every(name => typeof state[name] === 'number' && state[name] >= 0)
  if (sound) return state
  const told = found ? `{ ${found.map(name => `${name}: ${show(state[name])}`).join(', ')} }` : show(state)
  throw new WoodburyError(
    'BAD_VALUE',
    `fit: damping "${kind}" remembers ${told}. Return an object of ${names.length > 0 ? `${names.join(', ')}, ` : ''}numbers from 0 up, as its start does.`,
    { kind },
  )
}

/** The rule that an own damping is. A λ that is no number is the largest: the step is then as short as can be. */
export function ownRule({ kind, defaults = {}, start, lambda, update }: OwnDamping): DampingRule<OwnPart> {
  const begin = (part: OwnPart) => {
    const state = start?.(part) ?? {}
    return remembered(kind, state, hasFields(state) ? Object.keys(state) : [])
  }
  return {
    part(options) {
      checkOptions(kind, Object.keys(defaults), options)
      const given = options as Readonly<Record<string, unknown>>
      const said = Object.keys(defaults).filter(name => given[name] !== undefined)
      return {
        ...defaults,
        ...Object.fromEntries(said.map(name => [name, finiteNumber(kind, name, given[name])])),
        kind,
      } as OwnPart
    },
    text: (part, short) => [kind, ...Object.keys(defaults).map(name => `${name} ${short(part[name])}`)].join(', '),
    needsTrial: true,
    dampedModel: true,
    start: begin,
    lambda(part, state, seen) {
      const value = lambda(part, state, seen)
      return value >= RANGE[0] && value <= RANGE[1] ? value : RANGE[1]
    },
    update(part, state, measurement) {
      const next = update?.(part, state, measurement)
      return next === undefined ? state : remembered(kind, next, Object.keys(state))
    },
  }
}
