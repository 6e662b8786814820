import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, fit, kfac, residuals, sequential } from '../../src/index.js'
import { solveShifted, transposed } from '../methods/plain-net.js'
import { normals } from './plain.js'

const UNITS = 4
const LAMBDA = 0.3
const RATE = 1e-3
const net = sequential({ input: 2, seed: 5, dtype: 'float64' }, [dense(UNITS, 'tanh'), dense(1)])
const points = Array.from({ length: 9 }, () => normals(2))

/** Channels in the order value, ∂/∂x, ∂/∂t, ∂²/∂x². */
const CHANNELS = 4

/** h of each channel for a of each channel. */
function activated(a: readonly number[]): number[] {
  const t = Math.tanh(a[0])
  const slope = 1 - t * t
  return [t, slope * a[1], slope * a[2], slope * a[3] - 2 * t * slope * a[1] ** 2]
}

/** r = u_t + u u_x − u_xx, and its derivatives by the channels of u. */
const residualOf = ([u, x, t, xx]: readonly number[]) => t + u * x - xx
const seedOf = ([u, x]: readonly number[]) => [x, u, 1, -1]

const kernel = (i: number, o: number) => net.params[i * UNITS + o]
const last = (o: number) => net.params[3 * UNITS + o]
const end = 4 * UNITS

const samples = points.map(([x, t]) => {
  const inputs = [
    [x, t],
    [1, 0],
    [0, 1],
    [0, 0],
  ]
  const a = Array.from({ length: UNITS }, (_, o) =>
    inputs.map(([p, q], c) => p * kernel(0, o) + q * kernel(1, o) + (c === 0 ? net.params[2 * UNITS + o] : 0)),
  )
  const h = a.map(activated)
  const u = inputs.map((_, c) => h.reduce((sum, of, o) => sum + of[c] * last(o), 0) + (c === 0 ? net.params[end] : 0))
  const seed = seedOf(u)
  // ∂r/∂a by differences of eighth order over the channels of one unit, whose part of u is linear.
  const deltas = a.map((of, o) =>
    of.map((_, c) => {
      const at = (step: number) => {
        const moved = activated(of.map((value, k) => (k === c ? value + step : value)))
        return seed.reduce((sum, s, k) => sum + s * last(o) * moved[k], 0)
      }
      const h8 = 2e-2
      const weights = [4 / 5, -1 / 5, 4 / 105, -1 / 280]
      return weights.reduce((sum, w, n) => sum + (w * (at((n + 1) * h8) - at(-(n + 1) * h8))) / h8, 0)
    }),
  )
  return { inputs, h, r: residualOf(u), seed, deltas }
})

const N = samples.length
const outer = (vectors: readonly (readonly number[])[]): number[][] =>
  vectors[0].map((_, i) => vectors[0].map((__, j) => vectors.reduce((sum, v) => sum + v[i] * v[j], 0) / N))
const one = (c: number) => (c === 0 ? 1 : 0)
const channels = Array.from({ length: CHANNELS }, (_, c) => c)

/** Inputs with their 1, and δ, of each position of each sample. */
const layers = [
  {
    h: samples.flatMap(({ inputs }) => inputs.map((of, c) => [...of, one(c)])),
    d: samples.flatMap(({ deltas }) => channels.map(c => deltas.map(of => of[c]))),
  },
  {
    h: samples.flatMap(({ h }) => channels.map(c => [...h.map(of => of[c]), one(c)])),
    d: samples.flatMap(({ seed }) => seed.map(s => [s])),
  },
]

test('kfac: A and G are means over the points of sums over the channels, the bias in the value alone; its step to 1e-8', async () => {
  const steps = layers.flatMap(({ h, d }) => {
    const r = samples.flatMap(sample => channels.map(() => sample.r))
    const V = h[0].map((_, i) => d[0].map((__, o) => h.reduce((sum, of, k) => sum + (r[k] * of[i] * d[k][o]) / N, 0)))
    const [A, G] = [outer(h), outer(d)]
    const mean = (M: number[][]) => M.reduce((sum, row, k) => sum + row[k], 0) / M.length
    const pi = Math.sqrt(mean(A) / mean(G))
    const left = solveShifted(A, pi * Math.sqrt(LAMBDA), V)
    return transposed(solveShifted(G, Math.sqrt(LAMBDA) / pi, transposed(left))).flat()
  })
  const problem = residuals((u, _x, m) => ({
    points,
    residual: m.sub(m.add(u.gradient[1], m.mul(u, u.gradient[0])), u.second(0)),
  }))
  const given = { damping: LAMBDA, momentum: 0, klClip: 0, factors: 'exact', gradientBatch: 'full' } as const
  const optimizer = kfac({ ...given, learningRate: RATE })
  const { model } = await fit(net, problem, { optimizer, steps: 1, threads: 1 })
  const ours = Array.from(model.params, (value, p) => (net.params[p] - value) / RATE)
  const distance = Math.hypot(...steps.map((exact, p) => ours[p] - exact)) / Math.hypot(...steps)
  assert.ok(distance < 1e-8, String(distance))
})

test.run()
