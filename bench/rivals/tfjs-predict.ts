import type { Weights } from './classifier.js'
import { CLASSES, HIDDEN, INPUTS } from './network.js'
import { type Tensor, type Tensorflow, tfjsOf } from './tfjs.js'

type Predicts = (x: Float32Array) => Float32Array

/** The parts of TensorFlow.js that only prediction asks for. */
interface Core {
  readonly fused: { matMul(options: { a: Tensor; b: Tensor; bias: Tensor; activation?: 'relu' }): Tensor }
  softmax(logits: Tensor): Tensor
}

interface LayersModel {
  setWeights(weights: readonly Tensor[]): void
  predict(x: Tensor): Tensor
}

/** Probabilities of x: [n, 784] by the core API's fused products and by a layers model; nothing where it is not installed. */
export async function tfjsPredict(
  weights: Weights,
): Promise<Readonly<Record<'core' | 'layers', Predicts>> | undefined> {
  const tensorflow = await tfjsOf()
  if (!tensorflow) return undefined
  const core = tensorflow.core as Tensorflow['core'] & Core
  const [w1, b1, w2, b2] = [
    core.tensor(weights.w1, [INPUTS, HIDDEN]),
    core.tensor(weights.b1, [HIDDEN]),
    core.tensor(weights.w2, [HIDDEN, CLASSES]),
    core.tensor(weights.b2, [CLASSES]),
  ]
  const { sequential, layers } = tensorflow.layers
  const model = sequential()
  model.add(layers.dense({ units: HIDDEN, activation: 'relu', inputShape: [INPUTS] }))
  model.add(layers.dense({ units: CLASSES, activation: 'softmax' }))
  const built = model as unknown as LayersModel
  built.setWeights([w1, b1, w2, b2])
  const predicting =
    (of: (x: Tensor) => Tensor): Predicts =>
    x =>
      core.tidy(() => of(core.tensor(x, [x.length / INPUTS, INPUTS])).dataSync())
  return {
    core: predicting(x => {
      const h = core.fused.matMul({ a: x, b: w1, bias: b1, activation: 'relu' })
      return core.softmax(core.fused.matMul({ a: h, b: w2, bias: b2 }))
    }),
    layers: predicting(x => built.predict(x)),
  }
}
