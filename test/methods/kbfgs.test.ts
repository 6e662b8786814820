import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fit, type KbfgsOptions, kbfgs } from '../../src/index.js'
import { doublyDamped, isSound } from '../../src/optim/kronecker/kbfgs/double-damping.js'
import { stream } from '../../src/random/index.js'
import { distance } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import { combined, dot, identity, type Matrix, outer, product } from './plain-matrices.js'
import {
  backward,
  flat,
  forward,
  gradientOf,
  solveShifted,
  times,
  transposed,
  type Weights,
  weightsOf,
} from './plain-net.js'

const { samples, data } = curves(stream(11, 2))

async function after(options: KbfgsOptions, steps: number, weightDecay = 0): Promise<number[]> {
  const optimizer = kbfgs({ gradientBatch: 'full', klClip: 0, ...options })
  const run = await fit(net, data, { optimizer, steps, dtype: 'float64', threads: 1, weightDecay })
  return Array.from(run.model.params)
}

const mean = (vectors: readonly (readonly number[])[]) =>
  vectors[0].map((_, i) => vectors.reduce((sum, v) => sum + v[i], 0) / vectors.length)

/** (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ. */
function updated(H: Matrix, s: number[], y: number[]): Matrix {
  const rho = 1 / dot(s, y)
  const left = combined(1, identity(s.length), -rho, outer(s, y))
  return combined(1, product(product(left, H), transposed(left)), rho, outer(s, s))
}

/** By layer: the second moment of the inputs, and means of inputs, pre-activations and δ. */
function seenAt(weights: Weights) {
  const each = samples.map(({ x, y }) => {
    const { inputs, z } = forward(weights, x)
    const seed = z.map((value, a) => value - y[a])
    return { inputs, deltas: backward(weights, inputs, seed) }
  })
  return weights.map((W, l) => {
    const h = each.map(({ inputs }) => inputs[l])
    const second = h.reduce(
      (sum, v) => combined(1, sum, 1 / h.length, outer(v, v)),
      combined(0, identity(W.length), 0, identity(W.length)),
    )
    const a = mean(h.map(v => times(transposed(W), v)))
    return { A: second, h: mean(h), a, delta: mean(each.map(({ deltas }) => deltas[l])) }
  })
}

interface Layer {
  A: Matrix
  Ha: Matrix
  Hg: Matrix
  pairs: [number[], number[]][]
  s: number[]
  y: number[]
  g: Matrix
}

interface Setting {
  readonly alpha: number
  readonly lambda: number
  readonly decay: number
  readonly beta: number
  readonly pairDecay: number
  readonly weightDecay: number
  readonly memory?: number
}

/** θ after so many steps, written out densely, and how often each damping took hold. */
function plainly(steps: number, setting: Setting) {
  const { alpha, decay, beta, pairDecay, weightDecay, memory } = setting
  const lambda = setting.lambda + weightDecay
  const epsilon = Math.sqrt(lambda)
  let theta: number[] = Array.from(net.params)
  let layers: Layer[] = []
  const hits = { powell: 0, bent: 0, neither: 0 }
  for (let t = 0; t < steps; t++) {
    const now = seenAt(weightsOf(theta))
    if (t === 0)
      layers = weightsOf(theta).map((W, l) => ({
        A: now[l].A,
        Ha: solveShifted(now[l].A, epsilon, identity(W.length)),
        Hg: identity(W[0].length),
        pairs: [],
        s: W[0].map(() => 0),
        y: W[0].map(() => 0),
        g: W.map(row => row.map(() => 0)),
      }))
    const share = Math.min(t / (t + 1), decay)
    const V = weightsOf(gradientOf(theta, samples).map((value, p) => value + weightDecay * theta[p]))
    layers = layers.map((layer, l) => ({
      ...layer,
      A: combined(share, layer.A, 1 - share, now[l].A),
      g: combined(beta, layer.g, 1 - beta, V[l]),
    }))
    const U = flat(layers.map(({ Ha, Hg, g }) => product(product(Ha, g), Hg)))
    theta = theta.map((value, p) => value - alpha * U[p])
    const next = seenAt(weightsOf(theta))
    layers = layers.map((layer, l) => {
      let s = layer.s.map((value, o) => pairDecay * value + (1 - pairDecay) * (next[l].a[o] - now[l].a[o]))
      let y = layer.y.map((value, o) => pairDecay * value + (1 - pairDecay) * (next[l].delta[o] - now[l].delta[o]))
      const kept = { s, y }
      const Hy = times(layer.Hg, y)
      const [sy, yHy] = [dot(s, y), dot(y, Hy)]
      let damped = false
      if (sy / yHy <= 0.2) {
        const theta1 = (0.8 * yHy) / (yHy - sy)
        s = s.map((value, o) => theta1 * value + (1 - theta1) * Hy[o])
        hits.powell++
        damped = true
      }
      if (dot(s, y) / dot(s, s) <= epsilon) {
        const theta2 = ((1 - epsilon) * dot(s, s)) / (dot(s, s) - dot(s, y))
        y = y.map((value, o) => theta2 * value + (1 - theta2) * s[o])
        hits.bent++
        damped = true
      }
      if (!damped) hits.neither++
      const pairs = [...layer.pairs, [s, y] as [number[], number[]]].slice(-(memory ?? 1))
      const Hg = memory
        ? pairs.reduce((H, [ps, py]) => updated(H, ps, py), identity(s.length))
        : updated(layer.Hg, s, y)
      const sa = times(layer.Ha, now[l].h)
      const ya = times(layer.A, sa).map((value, i) => value + epsilon * sa[i])
      return { ...layer, ...kept, pairs, Hg, Ha: updated(layer.Ha, sa, ya) }
    })
  }
  return { theta, hits }
}

const setting: Setting = { alpha: 0.4, lambda: 0.05, decay: 0.6, beta: 0.7, pairDecay: 0.5, weightDecay: 0.01 }
const options = ({ alpha, beta, lambda, decay, pairDecay, memory }: Setting): KbfgsOptions => ({
  learningRate: alpha,
  damping: lambda,
  decay,
  gradientDecay: beta,
  pairDecay,
  ...(memory && { memory }),
})

for (const memory of [undefined, 2])
  test(`four steps are the dense formula, ${memory ? `of the last ${memory} pairs` : 'matrices'}, to 1e-9`, async () => {
    const chosen = { ...setting, memory }
    for (const steps of [1, 2, 3, 4]) {
      const reached = await after(options(chosen), steps, chosen.weightDecay)
      const { theta } = plainly(steps, chosen)
      assert.ok(distance(reached, theta) < 1e-9, `step ${steps}: ${distance(reached, theta)}`)
    }
  })

test('pairs that neither damping, only one, or both change: all occur, and the steps are the dense formula, to 1e-8', async () => {
  const seen = { powell: 0, bent: 0, neither: 0 }
  for (const lambda of [1e-4, 0.3]) {
    const chosen = { ...setting, lambda, pairDecay: 0, weightDecay: 0 }
    const { theta, hits } = plainly(6, chosen)
    for (const name of ['powell', 'bent', 'neither'] as const) seen[name] += hits[name]
    const reached = await after(options(chosen), 6)
    assert.ok(distance(reached, theta) < 1e-8, String(distance(reached, theta)))
  }
  assert.ok(Math.min(...Object.values(seen)) > 0, JSON.stringify(seen))
})

test('double damping: nothing, s alone, y alone, both; afterwards sᵀy is as large as asked', () => {
  const H = [2, 0.5]
  const cases = [
    { s: [1, 0], y: [1, 0.1], s1: false, y1: false },
    { s: [-1, 0], y: [1, 0.1], s1: true, y1: false },
    { s: [10, 0], y: [0.3, 5e-2], s1: false, y1: true },
    { s: [0.1, 5], y: [0.2, -0.2], s1: true, y1: true },
  ]
  const epsilon = 0.4
  for (const { s, y, s1, y1 } of cases) {
    const given = { s: Float64Array.from(s), y: Float64Array.from(y) }
    const Hy = given.y.map((value, i) => H[i] * value)
    const pair = doublyDamped(given, Hy, epsilon)
    assert.is(pair.s !== given.s, s1, `s of ${s}`)
    assert.is(pair.y !== given.y, y1, `y of ${y}`)
    const [along, squares] = [dot([...pair.s], [...pair.y]), dot([...pair.s], [...pair.s])]
    assert.ok(along >= epsilon * squares * (1 - 1e-12))
    if (s1 && !y1) assert.ok(Math.abs(along - 0.2 * dot(y, [...Hy])) < 1e-12)
    if (y1) assert.ok(Math.abs(along - epsilon * squares) < 1e-12)
  }
})

test('pairs that are no use are skipped', () => {
  const g = Float64Array.of(1, 1)
  const sound = (s: number[], y: number[]) => isSound({ s: Float64Array.from(s), y: Float64Array.from(y) }, g)
  assert.ok(sound([1, 0], [1, 0]))
  assert.not(sound([0, 0], [0, 0]))
  assert.not(sound([1, 0], [-1, 0]))
  assert.not(sound([1, 0], [1e-5, 0]))
  assert.not(sound([1, Number.NaN], [1, 0]))
  assert.not(sound([1e-320, 0], [1, 0]))
})

test.run()
