/** Solves −Δu = 2π² sin πx sin πy in the unit square with u = 0 on its edge by a network of 129 parameters. */
import { dense, energyNaturalGradient, fit, predict, residuals, sequential } from '../src/index.js'

const grid = (n: number) => Array.from({ length: n }, (_, k) => (k + 0.5) / n)
const square = (n: number) => grid(n).flatMap(x => grid(n).map(y => [x, y]))
const side = Array.from({ length: 30 }, (_, k) => k / 29)
const edge = side.flatMap(t => [0, 1].flatMap(end => [[t, end], [end, t]])) // biome-ignore format: two points

const poisson = residuals((u, x, m) => {
  const [a, b] = x.map(t => m.sin(m.mul(m.pi, t)))
  return {
    interior: { points: square(30), residual: m.add(u.laplacian(), m.mul(2 * m.pi ** 2, a, b)) },
    boundary: { points: edge, residual: u, weight: 100 },
  }
})
const net = sequential({ input: 2, seed: 1 }, [dense(32, 'tanh'), dense(1)])
const { model, steps, seconds } = await fit(net, poisson, {
  optimizer: energyNaturalGradient(),
  steps: 200,
  threads: 2,
})

const points = square(101)
const exact = points.map(([x, y]) => Math.sin(Math.PI * x) * Math.sin(Math.PI * y))
const { data } = await predict(model, points)
const error = Math.hypot(...exact.map((value, k) => data[k] - value)) / Math.hypot(...exact)
console.log(`relative L2 error ${error.toExponential(1)}: ${steps} steps, ${seconds.toFixed(1)} s`)
