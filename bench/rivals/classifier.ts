import { dense, type Model, sequential } from '../../src/index.js'
import { randoms } from '../kit.js'
import { CLASSES, HIDDEN, INPUTS, start } from './network.js'

/** The network every library predicts with: 784-500-10, relu, softmax. Kernels are [in, out]. */
export type Weights = Readonly<Record<'w1' | 'b1' | 'w2' | 'b2', Float32Array>>

/** Biases are not 0, so that one left out shows. */
export const weights = (): Weights => ({
  ...start(),
  b1: randoms(HIDDEN, 'float32', 5) as Float32Array,
  b2: randoms(CLASSES, 'float32', 6) as Float32Array,
})

export function classifier({ w1, b1, w2, b2 }: Weights): Model {
  const net = sequential({ input: INPUTS, seed: 1 }, [dense(HIDDEN, 'relu'), dense(CLASSES)])
  const params = new Float32Array(net.params.length)
  let at = 0
  for (const part of [w1, b1, w2, b2]) {
    params.set(part, at)
    at += part.length
  }
  return { ...net, params, losses: { [net.graph.outputs[0]]: 'softmaxCrossEntropy' } }
}
