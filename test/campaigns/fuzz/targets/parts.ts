import * as fc from 'fast-check'
import * as api from '../../../../src/index.js'
import { insist, outcome } from '../refusal.js'
import type { Target } from '../target.js'
import { bent } from '../values.js'

const functions = new Map(Object.entries(api) as [string, (...all: unknown[]) => unknown][])

const batch = fc.constantFrom<(number | 'full')[]>(1, 4, 'full')
const schedule = fc.constantFrom(0.1, { kind: 'cosine', rate: 0.1 }, { kind: 'linear', rate: 1 })
const part = fc.constantFrom(
  1,
  { kind: 'constant', lambda: 1 },
  { kind: 'nielsen', lambda: 1, tau: 0 },
  { kind: 'gainRatio', lambda: 1, tau: 0, boost: 2, drop: 0.5, epsilon: 0.2, on: 'holdout' },
)

const options = <T>(fields: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(fields, { requiredKeys: [] })

export const smwFields = {
  gradientBatch: batch,
  curvatureBatch: fc.constantFrom(1, 3, 50),
  curvatureFrom: fc.constantFrom('gradientBatch', 'independent'),
  damping: part,
  learningRate: schedule,
  momentum: fc.constantFrom(0, 0.9),
  klClip: fc.constantFrom(0, 1e-3),
  rejectBadSteps: fc.boolean(),
  solve: fc.constantFrom('auto', 'rows', 'parameters'),
}

const x = api.input(2)

const layer = fc.constantFrom(
  { kind: 'dense', units: 3, activation: 'tanh', bias: true, init: 'auto' },
  { kind: 'activation', activation: 'relu' },
)

/** Every function that describes something, with arguments it takes. */
const calls: readonly fc.Arbitrary<readonly [string, readonly unknown[]]>[] = [
  options(smwFields).map(said => ['smwGN', [said]] as const),
  options({ ...smwFields, fisher: fc.constantFrom('sampled', 'empirical', 'improvedEmpirical') }).map(
    said => ['smwNG', [said]] as const,
  ),
  options({ gradientBatch: batch, learningRate: schedule, momentum: fc.constant(0.5) }).map(
    said => ['sgd', [said]] as const,
  ),
  options({ gradientBatch: batch, learningRate: schedule, beta1: fc.constant(0.5), epsilon: fc.constant(1e-8) }).map(
    said => ['adam', [said]] as const,
  ),
  options({ lambda: fc.constant(2), tau: fc.constant(0), boost: fc.constant(2), on: fc.constant('holdout') }).map(
    said => ['gainRatio', [said]] as const,
  ),
  options({ lambda: fc.constant(2), tau: fc.constant(0) }).map(said => ['nielsen', [said]] as const),
  fc.constantFrom('constant', 'cosine', 'linear').map(name => [name, [0.5]] as const),
  options({ bias: fc.boolean(), init: fc.constant('he'), name: fc.constant('a') }).map(
    said => ['dense', [3, 'tanh', said]] as const,
  ),
  fc.constant(['activation', ['gelu']] as const),
  fc.constant(['input', [2, 'x']] as const),
  fc
    .array(layer, { minLength: 1, maxLength: 3 })
    .map(layers => ['sequential', [{ input: 2, seed: 1, dtype: 'float64' }, [...layers, api.dense(1)]]] as const),
  fc.constant(['model', [x, api.connect(api.dense(1), x), { seed: 1 }]] as const),
  fc.constant(['add', [api.input(2), api.input(2)]] as const),
  fc.constant(['concat', [api.input(2), api.input(2)]] as const),
  fc.constant(['armData', [{ samples: 3, range: 1, seed: 2 }]] as const),
  fc.constant(['split', [api.armData({ samples: 5 }), 0.2, 1]] as const),
]

const input = bent(fc.oneof(...calls).map(([name, args]) => ({ name, args })))

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never

export const parts: Target<Input> = {
  name: 'descriptions',
  share: 6,
  input,
  async judge({ value, whole }) {
    const { name, args } = value ?? {}
    const described = functions.get(name)
    if (!Array.isArray(args) || described === undefined) return 'refused'
    const made = await outcome(() => described(...args))
    insist(made !== undefined || !whole, `${name} refuses what it should take`)
    return made ? 'value' : 'refused'
  },
}
