import { WoodburyError } from '../../errors.js'
import { checkOptions, nonNegative, positiveInteger, show } from '../../options.js'
import { fieldsOf } from '../../plain.js'
import type { Envelope } from '../../step/variational/plan.js'
import type { PotentialOption } from './record-potential.js'

export interface VariationalOptions {
  /**
   * V(x): an expression such as `'x^2/2'`, in x1, x2, … where the network has several inputs; or a function called once,
   * `(x, m) => …`, of x (an array where there are several) and the maths to write it on: `m.div(m.pow(x, 2), 2)`.
   */
  potential: PotentialOption
  /** N, the samples of every step; default 500, from 2. */
  walkers?: number
  /** Metropolis sweeps before each step; default 10. */
  sweeps?: number
  /** log ψ(x) = network(x) − gaussian · |x|²; default 0.5. What keeps walkers from straying must come from here or the network. */
  envelope?: Envelope
}

/** A variational objective as `fit` takes it. */
export interface Variational extends Required<VariationalOptions> {
  readonly kind: 'variational'
}

const WHERE = 'variational'

/** A step ends before a run can: more would be a step without end. */
const MOST_SWEEPS = 10_000

/** The options with those that were left open. @throws WoodburyError BAD_OPTION */
export function takeVariational(given: unknown): Required<VariationalOptions> {
  checkOptions(WHERE, ['potential', 'walkers', 'sweeps', 'envelope'], given as object)
  const { potential, walkers = 500, sweeps = 10, envelope = { gaussian: 0.5 } } = fieldsOf(given as object, WHERE)
  if (typeof potential !== 'string' && typeof potential !== 'function')
    throw new WoodburyError(
      'BAD_OPTION',
      `${WHERE}: potential is ${show(potential)}. Pass an expression such as 'x^2/2', or a function (x, m) => … written with m.`,
      { option: 'potential' },
    )
  if (walkers === 1)
    throw new WoodburyError('BAD_OPTION', `${WHERE}: walkers is 1, and one has no deviation. Pass 2 or more.`, {
      option: 'walkers',
    })
  checkOptions(`${WHERE}: envelope`, ['gaussian'], envelope as object)
  const { gaussian } = fieldsOf(envelope as object, `${WHERE}: envelope`)
  return {
    potential: potential as PotentialOption,
    walkers: positiveInteger(WHERE, 'walkers', walkers, 2 ** 20),
    sweeps: positiveInteger(WHERE, 'sweeps', sweeps, MOST_SWEEPS),
    envelope: { gaussian: nonNegative(`${WHERE}: envelope`, 'gaussian', gaussian) },
  }
}
