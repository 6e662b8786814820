import { add, concat, connect, dense, input, type Model, model, sequential } from '../../src/index.js'
import type { Activation } from '../../src/model/graph.js'

/** A chain of dense layers, the last linear. */
export const net = (sizes: readonly number[], activation: Activation, bias = true): Model => {
  const [input, ...units] = sizes
  const last = units.length - 1
  return sequential(
    { input, seed: 1 },
    units.map((u, k) => dense(u, k < last ? activation : 'linear', { bias })),
  )
}

/** Skips by add and concat below an output layer of so many units. */
export function joined(outputs: number): Model {
  const x = input(3, 'x')
  const a = connect(dense(4, 'tanh'), x)
  const b = connect(dense(4, 'sin'), a)
  return model([x], [connect(dense(outputs), concat(add(a, b), x))], { seed: 2 })
}
