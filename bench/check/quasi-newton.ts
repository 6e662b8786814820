/**
 * The arm surrogate, 3-64-64-2 tanh, 10,000 samples, standardised, float64, one thread: test RMS hand error of the quasi-Newton
 * methods on the whole set beside those of SMW-GN at its defaults, Hessian-free, KFAC, Adam, and scikit-learn's
 * MLPRegressor(solver='lbfgs') on the same samples, all for SECONDS (20).
 * Bar: SMW-GN at most 1/5 of the best of the others.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import {
  adam,
  armData,
  cosine,
  dense,
  evaluate,
  fit,
  hessianFree,
  kfac,
  lbfgs,
  type Optimizer,
  sequential,
  smwGN,
  ssBroyden,
} from '../../src/index.js'
import { bar, say, short } from './bars.js'

const SECONDS = Number(process.env.SECONDS ?? 20)
const HIDDEN = [64, 64]
const train = armData({ samples: 10_000, dtype: 'float64' })
const test = armData({ samples: 5_000, seed: 1000, dtype: 'float64' })

async function error(optimizer: Optimizer): Promise<number> {
  const layers = [...HIDDEN.map(units => dense(units, 'tanh')), dense(2)]
  const net = sequential({ input: 3, seed: 0, dtype: 'float64' }, layers)
  const options = { optimizer, seconds: SECONDS, seed: 0, noise: 'none', standardize: true, threads: 1 } as const
  const { model, steps } = await fit(net, train, options)
  const figure = Math.sqrt(2) * ((await evaluate(model, test)).rmse ?? Number.NaN)
  say(`  ${optimizer.method}: ${short(figure)} after ${steps} steps`)
  return figure
}

/** Rows of a matrix, standardised by those of the training set. */
function rows({ data, shape: [n, d] }: typeof train.x, by: typeof train.x): number[][] {
  const of = Array.from({ length: d }, (_, c) => {
    const column = Array.from({ length: by.shape[0] }, (_, i) => by.data[i * d + c])
    const mean = column.reduce((a, b) => a + b, 0) / column.length
    return { mean, scale: Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0) / column.length) }
  })
  return Array.from({ length: n }, (_, i) => of.map(({ mean, scale }, c) => (data[i * d + c] - mean) / scale))
}

/** The same of scikit-learn, where Python has it. */
function rival(): number | undefined {
  const script = fileURLToPath(new URL('../../../bench/rivals/mlp-regressor.py', import.meta.url))
  const [y, wanted] = [train.y, test.y] as (typeof train.x)[]
  const task = { x: rows(train.x, train.x), y: rows(y, y), test: rows(test.x, train.x), hidden: HIDDEN, seed: 0 }
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }
  const input = JSON.stringify({ ...task, seconds: SECONDS })
  const { status, stdout } = spawnSync(process.env.PYTHON ?? 'python3', [script], { input, env, maxBuffer: 2 ** 28 })
  if (status !== 0) return undefined
  const { prediction, iterations, seconds } = JSON.parse(`${stdout}`)
  const scaled = rows(wanted, y)
  const scale = rows({ data: Float64Array.of(0, 0, 1, 1), shape: [2, 2] } as never, y)
  let squares = 0
  scaled.forEach((row, i) => {
    row.forEach((value, c) => {
      squares += ((prediction[i][c] - value) / (scale[1][c] - scale[0][c])) ** 2
    })
  })
  const figure = Math.sqrt(squares / scaled.length)
  say(`  scikit-learn lbfgs: ${short(figure)} after ${iterations} iterations, ${seconds.toFixed(1)} s`)
  return figure
}

const ours = await error(smwGN())
const others = [await error(lbfgs()), await error(ssBroyden())]
for (const rate of [1e-3, 3e-3, 1e-2]) others.push(await error(adam({ learningRate: cosine(rate) })))
for (const optimizer of [hessianFree(), kfac()]) await error(optimizer)
const theirs = rival()
if (theirs === undefined) say('  scikit-learn: not there (python3-sklearn; PYTHON names another interpreter)')
else others.push(theirs)
const ratio = ours / Math.min(...others)
bar(
  'smw-gn at most 1/5 of the best of quasi-Newton, Adam and scikit-learn',
  ratio <= 0.2,
  `1/${(1 / ratio).toFixed(1)}`,
)
