/**
 * Martens' kind of problem: an autoencoder 784-200-50-10-50-200-784 of tanh layers on 10,000 MNIST pictures, squared errors, for
 * SECONDS (300) each: Hessian-free, Adam at three rates, KFAC.
 * Bar: the loss on Hessian-free's gradient batch falls at every accepted step.
 */
import { takeRows } from '../../src/data/split.js'
import {
  adam,
  cosine,
  dense,
  type FitResult,
  fit,
  hessianFree,
  kfac,
  type Optimizer,
  sequential,
} from '../../src/index.js'
import { bar, say, short } from './bars.js'
import { mnist } from './classification-sets.js'

const SECONDS = Number(process.env.SECONDS ?? 300)
const PICTURES = 10_000
const PIXELS = 784

const { train } = await mnist()
const { x } = takeRows(
  train,
  Array.from({ length: PICTURES }, (_, i) => i),
)

/** Half the sum over pixels, as the methods see it, of the mean over samples and pixels, as users do. */
const ofPicture = (shown: number) => (shown * PIXELS) / 2

async function run(name: string, optimizer: Optimizer): Promise<FitResult> {
  const widths = [200, 50, 10, 50, 200]
  const net = sequential({ input: PIXELS, seed: 0 }, [...widths.map(units => dense(units, 'tanh')), dense(PIXELS)])
  const result = await fit(net, { x, y: x }, { optimizer, seconds: SECONDS, seed: 0 })
  const { history, epochHistory, steps, threads } = result
  const last = epochHistory.at(-1)?.loss ?? history.at(-1)?.loss ?? Number.NaN
  say(`  ${name}: ${short(ofPicture(last))} after ${steps} steps in ${threads} threads, ${result.stopped}`)
  return result
}

const { history } = await run('hessian-free', hessianFree())
const losses = history.filter(({ accepted }) => accepted).map(({ loss }) => loss)
const rises = losses.filter((loss, k) => k > 0 && !(loss < losses[k - 1])).length
await run('kfac', kfac({ gradientBatch: 500, damping: 0.1, klClip: 0.3, inverseInterval: 40 }))
for (const rate of [1e-3, 3e-3, 1e-2])
  await run(`adam ${rate}`, adam({ gradientBatch: 500, learningRate: cosine(rate) }))
bar('hessian-free: the loss falls at every accepted step', rises === 0, `${rises} rises in ${losses.length} steps`)
