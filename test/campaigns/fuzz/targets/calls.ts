import * as fc from 'fast-check'
import {
  dense,
  type EvaluateOptions,
  evaluate,
  type FitOptions,
  fit,
  load,
  type Model,
  type Optimizer,
  type PredictOptions,
  predict,
  save,
  sequential,
  summary,
  type TrainingData,
} from '../../../../src/index.js'
import { checkPredictions } from '../networks.js'
import { allFinite, insist, outcome, sameNumbers } from '../refusal.js'
import type { Target } from '../target.js'
import { bent } from '../values.js'
import { smwFields } from './parts.js'

/** Steps of the runs; a longer budget is cut down to it, for it would be obeyed. */
const STEPS = 3

const models: readonly Model[] = [
  sequential({ input: 2, seed: 1 }, [dense(3, 'tanh'), dense(2)]),
  sequential({ input: 2, seed: 2, dtype: 'float64' }, [dense(3, 'relu'), dense(2)]),
  {
    ...sequential({ input: 2, seed: 3 }, [dense(2, 'gelu'), dense(2)]),
    standardization: { input_0: { mean: [1, 2], scale: [3, 4] } },
    columns: { input_0: ['a', 'b'] },
    classes: { dense_1: ['red', 'green'] },
  },
]

const number = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -3, max: 3, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1e-46, 1e-30, 1e8, 1e20, -1e30, 1e38, 1e300) },
)
const row = fc.tuple(number, number)
const rows = fc.oneof(
  { weight: 4, arbitrary: fc.array(row, { minLength: 5, maxLength: 8 }) },
  fc.array(row, { minLength: 1, maxLength: 3 }),
)

const forms = {
  rows: (x: number[][]) => x,
  shaped: (x: number[][]) => ({ data: Float64Array.from(x.flat()), shape: [x.length, 2] as const }),
  float32: (x: number[][]) => ({ data: Float32Array.from(x.flat()), shape: [x.length, 2] as const }),
  keyed: (x: number[][]) => ({ input_0: x }),
}

const data: fc.Arbitrary<TrainingData> = fc
  .record({
    rows,
    form: fc.constantFrom(...Object.values(forms)),
    labels: fc.boolean(),
    targets: rows,
    weighted: fc.boolean(),
  })
  .map(({ rows: x, form, labels, targets, weighted }) => ({
    x: form(x) as TrainingData['x'],
    y: labels ? x.map((_, i) => i % 2) : x.map((_, i) => targets[i % targets.length]),
    ...(weighted && { weights: x.map((_, i) => i + 1) }),
  }))

const smw = fc.record(smwFields, { requiredKeys: [] })
const optimizer = fc.oneof(
  smw.map(said => ({ method: 'smwGN', rows: 'ggn', ...said })),
  fc
    .tuple(smw, fc.constantFrom('sampled', 'empirical', 'improvedEmpirical'))
    .map(([said, kind]) => ({ method: 'smwNG', rows: kind, ...said })),
  fc.constantFrom(
    { method: 'adam' },
    { method: 'sgd', learningRate: { kind: 'constant', rate: 0.1 } },
    { method: 'adam', beta1: 0.5 },
  ),
) as fc.Arbitrary<Optimizer>

const fitOptions: fc.Arbitrary<FitOptions> = fc.record(
  {
    loss: fc.constantFrom('meanSquaredError', 'softmaxCrossEntropy', 'sigmoidCrossEntropy'),
    optimizer,
    epochs: fc.constantFrom(1, 2, 0.5),
    steps: fc.constantFrom(1, STEPS),
    validation: fc.constantFrom(0.3, 0.5),
    weightDecay: fc.constantFrom(0, 0.1),
    classWeights: fc.constant([1, 2]),
    noise: fc.constantFrom('some', 'none'),
    standardize: fc.boolean(),
    seed: fc.constantFrom(0, 7),
    threads: fc.constant(1),
    dtype: fc.constantFrom('float32', 'float64'),
    checkpointEvery: fc.constant(2),
    lossWeights: fc.constant({ dense_1: 2 }),
    profile: fc.boolean(),
  },
  { requiredKeys: [] },
)

const isOptions = (value: unknown): value is FitOptions =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Options with a budget that ends soon and no pool of workers, where the budget and threads are numbers at all. */
function bounded(options: unknown): FitOptions {
  if (!isOptions(options)) return (options ?? { steps: STEPS, threads: 1 }) as FitOptions
  const { steps, threads } = options
  return {
    ...options,
    ...((steps === undefined || Number.isSafeInteger(steps)) && { steps: Math.min(steps ?? STEPS, STEPS) }),
    ...((threads === undefined ||
      threads === 'auto' ||
      (typeof threads === 'number' && threads > 1 && threads <= 64)) && { threads: 1 }),
  }
}

const call = fc.oneof(
  { weight: 3, arbitrary: fc.record({ name: fc.constant('fit' as const), data, options: fitOptions }) },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constant('predict' as const),
      data: data.map(({ x }) => x),
      options: fc.record(
        { probabilities: fc.boolean(), dtype: fc.constantFrom('float32', 'float64') },
        { requiredKeys: [] },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constant('evaluate' as const),
      data,
      options: fc.record({ loss: fc.constantFrom('meanSquaredError', 'softmaxCrossEntropy') }, { requiredKeys: [] }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constant('save' as const),
      data: fc.constant(undefined),
      options: fc.constant(undefined),
    }),
  },
)

const input = bent(fc.tuple(call, fc.constantFrom(...models)).map(([said, model]) => ({ ...said, model })))

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never

const judges: Readonly<Record<string, (model: Model, data: unknown, options: unknown) => Promise<void>>> = {
  async fit(model, given, options) {
    const result = await fit(model, given as TrainingData, bounded(options))
    insist(allFinite(result.model.params), 'parameters that are not finite')
    insist(result.steps <= STEPS, `${result.steps} steps for ${STEPS}`)
    insist(sameNumbers(load(save(result.model)).params, result.model.params), 'the result does not survive a file')
    await checkPredictions(result.model, (given as TrainingData).x)
  },
  async predict(model, x, options) {
    const predicted = await predict(model, x as number[][], options as PredictOptions)
    insist(allFinite(predicted.data), `predictions from finite rows are not finite: ${predicted.data.slice(0, 4)}`)
  },
  async evaluate(model, given, options) {
    const said = await evaluate(model, given as TrainingData, options as EvaluateOptions)
    insist(!Object.values(said).some(Number.isNaN), `a figure is no number: ${JSON.stringify(said)}`)
  },
  async save(model) {
    insist(sameNumbers(load(save(model)).params, model.params), 'the file holds another model')
    insist(summary(model).length > 0, 'an empty summary')
  },
}

export const calls: Target<Input> = {
  name: 'options and models',
  share: 6,
  input,
  async judge({ value }) {
    const { name, model, data: given, options } = (value ?? {}) as Record<string, unknown>
    const judge = Object.hasOwn(judges, String(typeof name === 'string' ? name : ''))
      ? judges[name as string]
      : undefined
    if (!judge) return 'refused'
    return (await outcome(() => judge(model as Model, given, options).then(() => true))) ? 'value' : 'refused'
  },
}
