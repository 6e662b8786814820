/**
 * K-BFGS with a matrix and with 20 pairs, KFAC and SMW-NG on 10,000 MNIST pictures, an autoencoder 784-200-50-10-50-200-784 of tanh layers, squared
 * errors, as many steps as take SECONDS (60) of processor time in one thread, batch 500, seed 0: a table of half the squared error
 * summed over pixels, beside Adam's.
 * Bar: K-BFGS takes the loss of the start down to a half.
 */
import { takeRows } from '../../src/data/split.js'
import { adam, cosine, dense, evaluate, fit, kbfgs, kfac, type Optimizer, sequential, smwNG } from '../../src/index.js'
import { bar, say, short } from './bars.js'
import { mnist } from './classification-sets.js'

const SECONDS = Number(process.env.SECONDS ?? 60)
const PICTURES = 10_000
const PIXELS = 784
const gradientBatch = 500
/** Steps of the runs that tell what a step takes. */
const PROBE = 40

const { train } = await mnist()
const { x } = takeRows(
  train,
  Array.from({ length: PICTURES }, (_, i) => i),
)

const methods: Readonly<Record<string, Optimizer>> = {
  'K-BFGS': kbfgs({ gradientBatch }),
  'K-BFGS(L), 20 pairs': kbfgs({ gradientBatch, memory: 20 }),
  KFAC: kfac({ gradientBatch, damping: 0.1, klClip: 0.3, inverseInterval: 40 }),
  'SMW-NG': smwNG({ gradientBatch, curvatureBatch: gradientBatch }),
  Adam: adam({ gradientBatch, learningRate: cosine(3e-3) }),
}

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** A run of so many steps, and the processor seconds that it took. */
async function run(optimizer: Optimizer, steps: number) {
  const widths = [200, 50, 10, 50, 200]
  const net = sequential({ input: PIXELS, seed: 0 }, [...widths.map(units => dense(units, 'tanh')), dense(PIXELS)])
  const before = cpuSeconds()
  const result = await fit(net, { x, y: x }, { optimizer, steps, epochs: 10_000, seed: 0, threads: 1 })
  return { ...result, took: cpuSeconds() - before }
}

const ofPicture = (shown: number) => (shown * PIXELS) / 2

say(`| method | loss after ${SECONDS} s | steps | s a step |\n| --- | --- | --- | --- |`)
const ends: Record<string, readonly [number, number]> = {}
for (const [name, optimizer] of Object.entries(methods)) {
  // The difference of two runs leaves out what a run takes to begin; one refresh of KFAC's inverses lies between.
  const begin = await run(optimizer, PROBE)
  const aStep = ((await run(optimizer, 2 * PROBE)).took - begin.took) / PROBE
  const { history, model, steps, took } = await run(optimizer, Math.max(PROBE, Math.round(SECONDS / aStep)))
  const last = ofPicture((await evaluate(model, { x, y: x })).loss)
  ends[name] = [ofPicture(history[0].loss), last]
  say(`| ${name} | ${short(last)} | ${steps} | ${(took / steps).toFixed(3)} |`)
}
const [first, last] = ends['K-BFGS']
bar('K-BFGS ends below a half of the loss at the start', last < first / 2, `${short(first)} to ${short(last)}`)
