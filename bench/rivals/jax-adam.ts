import type { Jax, JaxArray } from './jax-wasm.js'
import { CLASSES, denseBatch, HIDDEN, INPUTS, RATE, start, type TrainingSet } from './network.js'

type Params = Record<'w1' | 'b1' | 'w2' | 'b2', JaxArray>
const names = ['w1', 'b1', 'w2', 'b2'] as const

/** One Adam step of jax-js: a jitted value and gradient, a jitted update. Returns the loss. */
export function jaxAdam(jax: Jax, set: TrainingSet): () => Promise<number> {
  const { numpy: np, nn } = jax
  const { batch } = set
  const shapes = { w1: [INPUTS, HIDDEN], b1: [HIDDEN], w2: [HIDDEN, CLASSES], b2: [CLASSES] }
  const arrays = (of: (name: keyof Params) => Float32Array): Params =>
    Object.fromEntries(names.map(name => [name, np.array(of(name)).reshape(shapes[name])])) as Params
  const values = start()
  let params = arrays(name => values[name])
  let m = arrays(name => new Float32Array(values[name].length))
  let v = arrays(name => new Float32Array(values[name].length))
  const again = (p: Params): Params => Object.fromEntries(names.map(name => [name, p[name].ref])) as Params
  const lossAndGradient = jax.jit(
    jax.valueAndGrad((p: Params, x: JaxArray, y: JaxArray) => {
      const h = np.tanh(np.matmul(x, p.w1).add(p.b1))
      const z = np.matmul(h, p.w2).add(p.b2)
      return nn
        .logSoftmax(z)
        .mul(y)
        .sum()
        .mul(-1 / batch)
    }),
  )
  const update = jax.jit((p: Params, first: Params, second: Params, g: Params, scale: JaxArray) => {
    const next = {} as Params
    const nextFirst = {} as Params
    const nextSecond = {} as Params
    for (const name of names) {
      const gradient = g[name]
      const mean = first[name].mul(0.9).add(gradient.ref.mul(0.1))
      const square = second[name].mul(0.999).add(gradient.ref.mul(gradient).mul(0.001))
      next[name] = p[name].sub(scale.ref.mul(mean.ref).div(np.sqrt(square.ref).add(1e-8)))
      nextFirst[name] = mean
      nextSecond[name] = square
    }
    scale.dispose()
    return [next, nextFirst, nextSecond] as const
  })
  let step = 0
  return async () => {
    const { x, y } = denseBatch(set, step++)
    const inputs = np.array(x).reshape([batch, INPUTS])
    const [loss, gradient] = lossAndGradient(again(params), inputs, np.array(y).reshape([batch, CLASSES]))
    const scale = np.array(Float32Array.of((RATE * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step))).reshape([])
    const updated = update(params, m, v, gradient, scale)
    params = updated[0]
    m = updated[1]
    v = updated[2]
    await params.b2.ref.data()
    return (await loss.data())[0]
  }
}
