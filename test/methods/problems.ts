import {
  adam,
  adamW,
  add,
  connect,
  dampedNewtonLastLayer,
  dense,
  ekfac,
  energyNaturalGradient,
  type FitOptions,
  foof,
  hessianFree,
  input,
  kbfgs,
  kfac,
  lbfgs,
  type Model,
  miniBlockFisher,
  mkor,
  model,
  muon,
  type Optimizer,
  optimizers,
  sequential,
  sgd,
  shampoo,
  smwGN,
  smwNG,
  soap,
  ssBroyden,
  type TrainingData,
} from '../../src/index.js'
import { stream } from '../../src/random/index.js'

type Make = (batch: number | 'full') => Optimizer

/** Methods with options for small problems; `batch`: where its gradient may be one of a part. */
const chosen: Readonly<Record<string, Make>> = {
  smwGN: gradientBatch => smwGN({ gradientBatch, momentum: 0.5 }),
  smwNG: gradientBatch => smwNG({ gradientBatch, momentum: 0.5 }),
  kfac: gradientBatch => kfac({ gradientBatch, inverseInterval: 3, factorInterval: 2 }),
  ekfac: gradientBatch => ekfac({ gradientBatch, inverseInterval: 3, factorInterval: 2 }),
  foof: gradientBatch => foof({ gradientBatch, inverseInterval: 3, klClip: 1e-2 }),
  miniBlockFisher: gradientBatch => miniBlockFisher({ gradientBatch, inverseInterval: 3, factorInterval: 2 }),
  mkor: gradientBatch => mkor({ gradientBatch, factorInterval: 3, learningRate: 0.05 }),
  kbfgs: gradientBatch => kbfgs({ gradientBatch, memory: 3, learningRate: 0.5 }),
  dampedNewtonLastLayer: gradientBatch => dampedNewtonLastLayer({ gradientBatch, order: 'sgdFirst' }),
  hessianFree: gradientBatch => hessianFree({ gradientBatch, iterations: 20 }),
  lbfgs: () => lbfgs({ memory: 4 }),
  ssBroyden: () => ssBroyden(),
  energyNaturalGradient: () => energyNaturalGradient(),
  sgd: gradientBatch => sgd({ gradientBatch, nesterov: true, learningRate: 0.05 }),
  adam: gradientBatch => adam({ gradientBatch, learningRate: 0.02 }),
  muon: gradientBatch => muon({ gradientBatch, adamShare: 1 }),
  shampoo: gradientBatch => shampoo({ gradientBatch, learningRate: 0.02, interval: 3 }),
  soap: gradientBatch => soap({ gradientBatch, learningRate: 0.02, interval: 3 }),
  adamW: gradientBatch => adamW({ gradientBatch, learningRate: 0.02 }),
}

export const methodNames = optimizers().map(({ name }) => name)

/** Every method: with the options above, or those that it has of itself. */
export const candidates: Readonly<Record<string, Make>> = {
  ...Object.fromEntries(
    methodNames.map(method => [method, chosen[method] ?? (gradientBatch => ({ method, gradientBatch }) as Optimizer)]),
  ),
  'hessianFree with a sketch': gradientBatch =>
    hessianFree({ gradientBatch, iterations: 5, preconditioner: 'nystrom' }),
}

interface Problem {
  readonly net: Model
  readonly data: TrainingData
  readonly loss?: FitOptions['loss']
}

const random = stream(21, 1)
const x = Array.from({ length: 70 }, () => [random.normal(), random.normal(), random.normal()])

const first = input(3, 'x')
const hidden = connect(dense(6, 'relu'), first)
const skip = add(hidden, connect(dense(6, 'tanh', { bias: false }), hidden))

/** Curves, classes over a skip connection, weighted yes-or-no, and a layer that stays as it is between others. */
export const problems: Readonly<Record<string, Problem>> = {
  curves: {
    net: sequential({ input: 3, seed: 1 }, [dense(7, 'tanh'), dense(5, 'silu'), dense(2)]),
    data: { x, y: x.map(([a, b, c]) => [Math.sin(a) * b, c * c]) },
  },
  classes: {
    net: model([first], [connect(dense(3), skip)], { seed: 2 }),
    data: { x, y: Int32Array.from(x, ([a, b]) => (a > 0.3 ? 2 : b > 0 ? 1 : 0)) },
  },
  'yes or no': {
    net: sequential({ input: 3, seed: 3 }, [dense(5, 'gelu'), dense(1)]),
    data: { x, y: x.map(([a, b]) => [a > b ? 1 : 0]), weights: x.map(([, , c]) => 0.1 + c * c) },
    loss: 'sigmoidCrossEntropy',
  },
  'a frozen layer': {
    net: sequential({ input: 3, seed: 4 }, [dense(6, 'tanh'), dense(5, 'tanh', { trainable: false }), dense(1)]),
    data: { x, y: x.map(([a, b]) => [Math.sin(a) + b]) },
  },
}

/** What methods cannot do, by name of the problem, with words of their refusals. */
const squaresAlone = { classes: 'sum of squared residuals', 'yes or no': 'sum of squared residuals' }
const unfit: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  flexibleGaussNewton: squaresAlone,
  stochasticLM: squaresAlone,
  ignd: { curves: 'rows', classes: 'rows' },
  gramGaussNewton: { classes: 'meanSquaredError', 'yes or no': 'meanSquaredError' },
}

/** The problems that a method can do. */
export const problemsOf = (method: string): [string, Problem][] =>
  Object.entries(problems).filter(([name]) => !unfit[method]?.[name])

/** The others, with a word of the refusal. */
export const refusedBy = (method: string): [string, Problem, string][] =>
  Object.entries(unfit[method] ?? {}).map(([name, says]) => [name, problems[name], says])
