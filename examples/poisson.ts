/** −Δu = 2π² sin πx sin πy in the unit square, u = 0 on its edge: a network of 129 parameters to seven digits. */
import { dense, energyNaturalGradient, fit, predict, residuals, sequential } from '../src/index.js'

const grid = (n: number) => Array.from({ length: n }, (_, k) => (k + 0.5) / n)
const edge = Array.from({ length: 30 }, (_, k) => k / 29)
const interior = grid(30).flatMap(x => grid(30).map(y => [x, y]))
const boundary = edge.flatMap(t => [[t, 0], [t, 1], [0, t], [1, t]]) // biome-ignore format: one side each

const poisson = residuals((u, x, m) => {
  const [a, b] = x.map(t => m.sin(m.mul(m.pi, t)))
  return {
    interior: { points: interior, residual: m.add(u.laplacian(), m.mul(2 * m.pi ** 2, a, b)) },
    boundary: { points: boundary, residual: u },
  }
})
const net = sequential({ input: 2, seed: 1 }, [dense(32, 'tanh'), dense(1)])
const { model, steps, reason } = await fit(net, poisson, { optimizer: energyNaturalGradient(), steps: 100 })

const points = grid(101).flatMap(x => grid(101).map(y => [x, y]))
const exact = points.map(([x, y]) => Math.sin(Math.PI * x) * Math.sin(Math.PI * y))
const { data } = await predict(model, points)
const error = Math.hypot(...exact.map((u, k) => data[k] - u)) / Math.hypot(...exact)
console.log(`relative L2 error ${error.toExponential(1)} after ${steps} steps (${reason})`)
