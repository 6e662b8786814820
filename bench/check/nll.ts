/**
 * Noise that a network tells with its predictions: 8 UCI sets, 50 tanh units, up to 100 steps of smwGN with early stopping,
 * medians of three standard splits; in steps, so that every machine finds about the same. gaussianNLL with a second output for
 * the variance against squared errors with the variance of the held-out residuals.
 * Bar: the mean log-likelihood of the test set is better on 6 sets at least.
 */
import { allowRelaxedSimd } from '../../src/cli/relaxed-simd.js'
import { takeRows } from '../../src/data/split.js'
import { type DataSet, dense, evaluate, fit, sequential, smwGN, split } from '../../src/index.js'
import { bar, median, say } from './bars.js'
import { loadRegression } from './regression-sets.js'

allowRelaxedSimd()

const SETS = ['boston-housing', 'concrete', 'energy', 'kin8nm', 'naval', 'power-plant', 'protein', 'wine-quality-red']
const STEPS = 100
const SPLITS = [0, 1, 2]

async function train(data: DataSet, validation: DataSet, seed: number, loss: 'gaussianNLL' | 'meanSquaredError') {
  const units = loss === 'gaussianNLL' ? 2 : 1
  const net = sequential({ input: data.x.shape[1], seed }, [dense(50, 'tanh'), dense(units)])
  const { x, y } = data
  const options = { loss, optimizer: smwGN(), steps: STEPS, seed, standardize: true } as const
  const earlyStopping = { patience: 20, restoreBest: true }
  return fit(net, { x, y }, { ...options, validation: { x: validation.x, y: validation.y }, earlyStopping })
}

let better = 0
const names = process.env.ONLY?.split(',') ?? SETS
for (const name of names) {
  const { data, test } = await loadRegression(name)
  const gains: number[] = []
  const ends: string[] = []
  for (const seed of SPLITS) {
    const out = new Set(test[seed])
    const rows = Array.from({ length: data.x.shape[0] }, (_, row) => row).filter(row => !out.has(row))
    const [training, held] = [takeRows(data, rows), takeRows(data, test[seed])]
    const { train: rest, test: validation } = split(training, 0.1, seed)
    const told = await train(rest, validation, seed, 'gaussianNLL')
    const plain = await train(rest, validation, seed, 'meanSquaredError')
    const { logLikelihood = Number.NaN } = await evaluate(told.model, { x: held.x, y: held.y })
    const { rmse: deviation = Number.NaN } = await evaluate(plain.model, { x: validation.x, y: validation.y })
    const { rmse = Number.NaN } = await evaluate(plain.model, { x: held.x, y: held.y })
    const constant = -Math.log(2 * Math.PI * deviation ** 2) / 2 - rmse ** 2 / (2 * deviation ** 2)
    gains.push(logLikelihood - constant)
    ends.push(`${logLikelihood.toFixed(3)} for ${constant.toFixed(3)} (${told.steps} steps, ${told.stopped})`)
  }
  const gain = median(gains)
  if (gain > 0) better++
  say(`${name}: ${gain > 0 ? '+' : ''}${gain.toFixed(3)} nats; ${ends.join(', ')}`)
}
bar('test log-likelihood above that of a constant variance', better >= 6, `${better} of ${names.length} sets`)
