/**
 * Poisson's equation in the unit square, u = sin πx sin πy: 2-32-1 tanh, 900 points inside and 30 a side, float64, two threads,
 * energyNaturalGradient for 200 steps beside Adam (rates 1e-3, 3e-3, 1e-2, cosine) and L-BFGS for SECONDS (60) each.
 * Bars: relative L2 error at most 1e-6 in at most 60 s, below a tenth of the best of the others, in at most 25 lines of a user.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  adam,
  cosine,
  dense,
  energyNaturalGradient,
  type FitOptions,
  fit,
  lbfgs,
  predict,
  residuals,
  sequential,
} from '../../src/index.js'
import { bar, say, short } from './bars.js'

const SECONDS = Number(process.env.SECONDS ?? 60)
const middles = (n: number) => Array.from({ length: n }, (_, k) => (k + 0.5) / n)
const square = (n: number) => middles(n).flatMap(x => middles(n).map(y => [x, y]))
const side = Array.from({ length: 30 }, (_, k) => k / 29)
const edge = side.flatMap(t => [0, 1].flatMap(end => [[t, end], [end, t]])) // biome-ignore format: two points

const problem = residuals((u, x, m) => {
  const [a, b] = x.map(t => m.sin(m.mul(m.pi, t)))
  return {
    interior: { points: square(30), residual: m.add(u.laplacian(), m.mul(2 * m.pi ** 2, a, b)) },
    boundary: { points: edge, residual: u, weight: 100 },
  }
})
const points = square(101)
const exact = points.map(([x, y]) => Math.sin(Math.PI * x) * Math.sin(Math.PI * y))

async function error(name: string, options: FitOptions): Promise<{ figure: number; seconds: number }> {
  const net = sequential({ input: 2, seed: 1, dtype: 'float64' }, [dense(32, 'tanh'), dense(1)])
  const { model, steps, seconds } = await fit(net, problem, { threads: 2, ...options })
  const { data } = await predict(model, points)
  const figure = Math.hypot(...exact.map((u, k) => data[k] - u)) / Math.hypot(...exact)
  say(`  ${name}: ${short(figure)} after ${steps} steps, ${seconds.toFixed(1)} s`)
  return { figure, seconds }
}

const ours = await error('energyNaturalGradient', { optimizer: energyNaturalGradient(), steps: 200, seconds: SECONDS })
const others = [(await error('lbfgs', { optimizer: lbfgs(), seconds: SECONDS })).figure]
for (const rate of [1e-3, 3e-3, 1e-2]) {
  const optimizer = adam({ learningRate: cosine(rate), gradientBatch: 'full' })
  others.push((await error(`adam, ${rate}`, { optimizer, seconds: SECONDS })).figure)
}
const best = Math.min(...others)
const example = readFileSync(fileURLToPath(new URL('../../../examples/poisson.ts', import.meta.url)), 'utf8')
const lines = example.split('\n').filter(line => line.trim() !== '' && !/^\s*(\/\*\*|\/\/)/.test(line)).length
bar('relative L2 error at most 1e-6', ours.figure <= 1e-6, short(ours.figure))
bar(`at most ${SECONDS} s`, ours.seconds <= SECONDS, `${ours.seconds.toFixed(1)} s`)
bar(
  'at most a tenth of the best of Adam and L-BFGS',
  ours.figure <= best / 10,
  `${short(ours.figure)}, theirs ${short(best)}`,
)
bar('at most 25 lines of a user', lines <= 25, `${lines} in examples/poisson.ts`)
