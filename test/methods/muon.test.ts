import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fit, muon } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { distance } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import { product } from './plain-matrices.js'
import { flat, gradientOf, transposed, weightsOf } from './plain-net.js'

const { samples, data } = curves(stream(8, 4))
const combined = (...terms: readonly (readonly [number, number[][]])[]) =>
  terms[0][1].map((row, r) => row.map((_, c) => terms.reduce((sum, [share, M]) => sum + share * M[r][c], 0)))

/** Five iterations on X Xᵀ, whichever side is smaller. */
function orthogonalised(U: number[][]): number[][] {
  let X = combined([1 / (Math.hypot(...U.flat()) + 1e-7), U])
  for (let i = 0; i < 5; i++) {
    const A = product(X, transposed(X))
    X = combined([3.4445, X], [1, product(combined([-4.775, A], [2.0315, product(A, A)]), X)])
  }
  return X
}

test('three steps are the iteration for inner kernels, Adam for biases and the last layer, to 1e-11', async () => {
  const [alpha, beta, decay, share] = [0.05, 0.9, 0.1, 0.3]
  const optimizer = muon({
    gradientBatch: 'full',
    learningRate: alpha,
    momentum: beta,
    weightDecay: decay,
    adamShare: share,
  })
  const { model, history } = await fit(net, data, { optimizer, steps: 3, dtype: 'float64', threads: 1 })
  let theta: number[] = Array.from(net.params)
  let B = weightsOf(theta).map(W => W.map(row => row.map(() => 0)))
  let [m, v] = [theta.map(() => 0), theta.map(() => 0)]
  for (let t = 1; t <= 3; t++) {
    const g = gradientOf(theta, samples)
    m = m.map((value, p) => 0.9 * value + 0.1 * g[p])
    v = v.map((value, p) => 0.95 * value + 0.05 * g[p] ** 2)
    const adam = weightsOf(m.map((value, p) => value / (1 - 0.9 ** t) / (Math.sqrt(v[p] / (1 - 0.95 ** t)) + 1e-10)))
    const V = weightsOf(g)
    B = B.map((each, l) => combined([beta, each], [1 - beta, V[l]]))
    const next = weightsOf(theta).map((W, l) => {
      const inputs = W.length - 1
      const kernel = (M: number[][]) => M.slice(0, inputs)
      const X =
        l < 2
          ? combined([
              Math.sqrt(Math.max(1, W[0].length / inputs)),
              orthogonalised(combined([beta, kernel(B[l])], [1 - beta, kernel(V[l])])),
            ])
          : combined([share, kernel(adam[l])])
      const step = [...X, adam[l][inputs].map(value => share * value)]
      return W.map((row, i) =>
        row.map((value, o) => value - alpha * step[i][o] - (i < inputs ? alpha * decay * value : 0)),
      )
    })
    const moved = flat(next)
    assert.ok(Math.abs(history[t - 1].stepNorm - distance(moved, theta) * Math.hypot(...theta)) < 1e-9)
    theta = moved
  }
  assert.ok(distance(model.params, theta) < 1e-11, String(distance(model.params, theta)))
})

test.run()
