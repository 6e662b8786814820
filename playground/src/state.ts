import { optimizers } from 'woodbury'

/** All that a visitor chose: it stands in the address, so that a link shows the same. */
export interface MethodChoice {
  /** A method of the library, or `none`. */
  readonly method: string
  readonly damping: 'default' | 'gainRatio' | 'nielsen' | 'constant'
  readonly lambda: number
  /** Other options of the method as they were written; those that are not here the library settles. */
  readonly options: Readonly<Record<string, string>>
}

export interface State {
  readonly problem: string
  readonly hidden: string
  readonly activation: string
  readonly steps: number
  readonly seed: number
  readonly methods: readonly [MethodChoice, MethodChoice]
}

export const METHODS: readonly string[] = optimizers().map(({ name }) => name)
export const DAMPINGS = ['default', 'gainRatio', 'nielsen', 'constant'] as const
export const ACTIVATIONS = ['tanh', 'relu', 'sigmoid', 'softplus', 'gelu'] as const

export const START: State = {
  problem: 'arm',
  hidden: '64, 64',
  activation: 'tanh',
  steps: 600,
  seed: 0,
  methods: [
    { method: 'smwGN', damping: 'default', lambda: 1, options: {} },
    { method: 'adam', damping: 'default', lambda: 1, options: {} },
  ],
}

export const MOST_STEPS = 100_000

export const hasDamping = (method: string): boolean =>
  optimizers().some(({ name, options }) => name === method && 'damping' in options)

/** Options that have no field of their own. */
export const otherOptions = (method: string): string[] =>
  Object.keys(optimizers().find(({ name }) => name === method)?.options ?? {}).filter(name => name !== 'damping')

const within = (text: string | null, from: number, to: number, otherwise: number) => {
  const value = Number(text ?? Number.NaN)
  return value >= from && value <= to ? value : otherwise
}

const among = <T extends string>(text: string | null | undefined, known: readonly T[], otherwise: T): T =>
  known.find(name => name === text) ?? otherwise

export function toHash({ problem, hidden, activation, steps, seed, methods }: State): string {
  const said = methods.map(({ method, damping, lambda, options }) =>
    [method, damping, lambda, ...Object.entries(options).map(([name, text]) => `${name}:${text}`)].join('~'),
  )
  return new URLSearchParams({
    problem,
    hidden,
    activation,
    steps: `${steps}`,
    seed: `${seed}`,
    methods: said.join('!'),
  }).toString()
}

/** Whatever the address says that makes no sense is left at its start. */
export function fromHash(hash: string, problems: readonly string[]): State {
  const said = new URLSearchParams(hash.replace(/^#/, ''))
  const methods = (said.get('methods') ?? '').split('!')
  const choice = (k: 0 | 1): MethodChoice => {
    const [named, damping, lambda, ...rest] = (methods[k] ?? '').split('~')
    const start = START.methods[k]
    const method = among(named, k === 0 ? METHODS : [...METHODS, 'none'], start.method)
    const options = rest
      .map(text => text.split(':'))
      .filter(([name, text]) => text && otherOptions(method).includes(name))
    return {
      method,
      options: Object.fromEntries(options),
      damping: among(damping, DAMPINGS, start.damping),
      lambda: within(lambda ?? null, 1e-12, 1e12, start.lambda),
    }
  }
  const hidden = said.get('hidden')
  return {
    problem: among(said.get('problem'), problems, START.problem),
    hidden: hidden !== null && /^[\d, ]*$/.test(hidden) ? hidden : START.hidden,
    activation: among(said.get('activation'), ACTIVATIONS, 'tanh'),
    steps: Math.round(within(said.get('steps'), 1, MOST_STEPS, START.steps)),
    seed: Math.round(within(said.get('seed'), 0, 2 ** 32 - 1, START.seed)),
    methods: [choice(0), choice(1)],
  }
}
