/**
 * Noisy tabular regression: 8 UCI sets, 50 tanh units, 3 seconds, two standard splits; smwGN untouched against tuned
 * Adam (best of its grid by training loss, and by validation loss for the test error).
 * Both on the kernels that the command line uses, relaxed SIMD where the engine has it.
 * Bars: training loss below Adam's on all 8; test RMSE with early stopping no worse in the geometric mean; λ in (1e-10, 1e6).
 */

import { allowRelaxedSimd } from '../../src/cli/relaxed-simd.js'
import { adam, cosine, type DataSet, dense, evaluate, fit, type Optimizer, sequential, smwGN } from '../../src/index.js'
import { bar, geometricMean, say, short } from './bars.js'
import { heldOut, loadRegression } from './regression-sets.js'

allowRelaxedSimd()

const SETS = ['boston-housing', 'concrete', 'energy', 'kin8nm', 'naval', 'power-plant', 'protein', 'wine-quality-red']
const SECONDS = Number(process.env.SECONDS ?? 3)
const SPLITS = [0, 1]
const RATES = [3e-3, 1e-2, 3e-2]
const BATCHES = [32, 128]

async function train(data: DataSet, test: DataSet, seed: number, optimizer: Optimizer) {
  const net = sequential({ input: data.x.shape[1], seed }, [dense(50, 'tanh'), dense(1)])
  const { x, y } = data
  const options = { optimizer, seconds: SECONDS, seed, standardize: true, validation: 0.1 }
  const run = await fit(net, { x, y }, { ...options, earlyStopping: { patience: 1e6, restoreBest: true } })
  const lambdas = run.history.flatMap(({ lambda }) => (lambda === undefined ? [] : [lambda]))
  const loss = Math.min(...run.epochHistory.slice(-1).map(epoch => epoch.loss))
  const validation = Math.min(
    ...run.epochHistory.map(({ validationLoss }) => validationLoss ?? Number.POSITIVE_INFINITY),
  )
  return {
    rmse: Math.sqrt(loss),
    validation,
    test: (await evaluate(run.model, { x: test.x, y: test.y })).rmse ?? Number.NaN,
    least: Math.min(...lambdas),
    most: Math.max(...lambdas),
    steps: run.steps,
    stopped: run.stopped,
  }
}

const trainRatios: number[] = []
const testRatios: number[] = []
let least = Number.POSITIVE_INFINITY
let most = 0
for (const name of process.env.ONLY?.split(',') ?? SETS) {
  const { data, test } = await loadRegression(name)
  const ratios: number[] = []
  for (const split of SPLITS) {
    const { train: training, test: held } = heldOut(data, test[split])
    const ours = await train(training, held, split, smwGN())
    const adams = []
    for (const gradientBatch of BATCHES)
      for (const rate of RATES)
        adams.push(await train(training, held, split, adam({ gradientBatch, learningRate: cosine(rate) })))
    const lowest = Math.min(...adams.map(({ rmse }) => rmse))
    const chosen = adams.reduce((best, one) => (one.validation < best.validation ? one : best))
    ratios.push(ours.rmse / lowest)
    testRatios.push(ours.test / chosen.test)
    least = Math.min(least, ours.least)
    most = Math.max(most, ours.most)
    say(
      `${name} split ${split}: train RMSE ${short(ours.rmse)} against ${short(lowest)} (ratio ${(ours.rmse / lowest).toFixed(3)}), test ${short(ours.test)} against ${short(chosen.test)}; ${ours.steps} steps, ${ours.stopped}, lambda ${short(ours.least)} … ${short(ours.most)}`,
    )
  }
  trainRatios.push(geometricMean(ratios))
}
const below = trainRatios.filter(ratio => ratio < 1).length
bar('smw-gn training loss below tuned Adam', below === trainRatios.length, `${below} of ${trainRatios.length}`)
const mean = geometricMean(testRatios)
bar('test RMSE ratio, geometric mean', mean <= 1, mean.toFixed(3))
bar('lambda within (1e-10, 1e6)', least > 1e-10 && most < 1e6, `${short(least)} … ${short(most)}`)
