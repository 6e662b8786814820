import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fit, shampoo } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { functionOf } from '../reference/eigen.js'
import { distance } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import { map, product } from './plain-matrices.js'
import { flat, gradientOf, transposed, weightsOf } from './plain-net.js'

const { samples, data } = curves(stream(8, 4))
const norm = (A: number[][]) => Math.hypot(...A.flat())
const zeros = (rows: number, columns: number) => Array.from({ length: rows }, () => new Array<number>(columns).fill(0))
const RATE = 1e-3
const options = { dtype: 'float64', threads: 1 } as const

for (const largestSide of [1024, 4, 3])
  for (const grafting of ['adam', 'sgd'] as const)
    test(`five steps, sides up to ${largestSide}, lengths of ${grafting}: those of the formula, roots every other step, to 1e-9`, async () => {
      const [alpha, beta1, beta2, epsilon] = [0.05, 0.7, 0.8, 1e-3]
      const optimizer = shampoo({
        gradientBatch: 'full',
        learningRate: alpha,
        beta1,
        beta2,
        epsilon,
        interval: 2,
        largestSide,
        grafting,
      })
      const { model } = await fit(net, data, { optimizer, steps: 5, ...options })
      let theta: number[] = Array.from(net.params)
      let [m, v] = [theta.map(() => 0), theta.map(() => 0)]
      const shapes = weightsOf(theta).map(W => [W.length - 1, W[0].length])
      let L = shapes.map(([n]) => zeros(n, n))
      let R = shapes.map(([, n]) => zeros(n, n))
      let [rootL, rootR] = [L, R]
      for (let t = 1; t <= 5; t++) {
        const g = gradientOf(theta, samples)
        v = v.map((value, p) => beta2 * value + (1 - beta2) * g[p] ** 2)
        const adam = g.map((value, p) => value / (Math.sqrt(v[p] / (1 - beta2 ** t)) + 1e-8))
        const lengths = weightsOf(grafting === 'adam' ? adam : g)
        const V = weightsOf(g).map(each => each.slice(0, -1))
        const ema = (a: number, b: number) => beta2 * a + (1 - beta2) * b
        L = L.map((each, l) => map(each, product(V[l], transposed(V[l])), ema))
        R = R.map((each, l) => map(each, product(transposed(V[l]), V[l]), ema))
        const sidesOf = (l: number) => shapes[l].filter(n => n <= largestSide).length
        const root = (M: number[][], l: number) =>
          functionOf(M, value => (Math.max(value, 0) / (1 - beta2 ** t) + epsilon) ** (-1 / (2 * sidesOf(l))))
        if (t % 2 === 1) {
          rootL = L.map(root)
          rootR = R.map(root)
        }
        const direction = lengths.map((each, l) => {
          const kernel = each.slice(0, -1)
          if (sidesOf(l) === 0) return each
          const left = shapes[l][0] <= largestSide ? product(rootL[l], V[l]) : V[l]
          const both = shapes[l][1] <= largestSide ? product(left, rootR[l]) : left
          return [...both.map(row => row.map(value => (value * norm(kernel)) / norm(both))), each[each.length - 1]]
        })
        m = flat(direction).map((value, p) => beta1 * m[p] + (1 - beta1) * value)
        theta = theta.map((value, p) => value - (alpha * m[p]) / (1 - beta1 ** t))
      }
      assert.ok(distance(model.params, theta) < 1e-9, String(distance(model.params, theta)))
    })

for (const largestSide of [1024, 4])
  test(`of one gradient, without grafting and as epsilon goes to 0, kernels move by U Vᵀ, sides up to ${largestSide}`, async () => {
    const rates = { learningRate: RATE, beta1: 0, beta2: 0, epsilon: 1e-30 }
    const optimizer = shampoo({ gradientBatch: 'full', ...rates, grafting: 'none', largestSide })
    const { model } = await fit(net, data, { optimizer, steps: 1, ...options })
    const moved = weightsOf(Array.from(net.params, (value, p) => (value - model.params[p]) / RATE))
    weightsOf(gradientOf(Array.from(net.params), samples)).forEach((W, l) => {
      const V = W.slice(0, -1)
      const wide = V.length > V[0].length ? transposed(V) : V
      const whitened = product(
        functionOf(product(wide, transposed(wide)), value => value ** -0.5),
        wide,
      )
      const expected = V.length > V[0].length ? transposed(whitened) : whitened
      const error = distance(moved[l].slice(0, -1).flat(), expected.flat())
      assert.ok(error < 1e-7, `layer ${l}: ${error}`)
    })
  })

test.run()
