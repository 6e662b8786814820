/**
 * Noise that a network tells with its predictions: 8 UCI sets, 50 tanh units, twice up to 100 steps of smwGN with early stopping,
 * medians of three standard splits; in steps, so that every machine finds about the same. Squared errors train the mean first,
 * then gaussianNLL trains mean and variance from there, against squared errors once more and one variance for all. Held-out
 * residuals say the size of either's variance.
 * Bar: the mean log-likelihood of the test set is better on 6 sets at least.
 */
import { allowRelaxedSimd } from '../../src/cli/relaxed-simd.js'
import {
  type DataSet,
  dense,
  evaluate,
  fit,
  type LossName,
  type Model,
  predict,
  sequential,
  smwGN,
  split,
} from '../../src/index.js'
import { bar, median, say } from './bars.js'
import { heldOut, loadRegression } from './regression-sets.js'

allowRelaxedSimd()

const SETS = ['boston-housing', 'concrete', 'energy', 'kin8nm', 'naval', 'power-plant', 'protein', 'wine-quality-red']
const SPLITS = process.env.SPLITS?.split(',').map(Number) ?? [0, 1, 2]
const UNITS = 50

function train(net: Model, { x, y }: DataSet, { x: heldX, y: heldY }: DataSet, seed: number, loss: LossName) {
  const options = { loss, optimizer: smwGN(), steps: 100, seed, standardize: true, threads: 1 } as const
  const earlyStopping = { patience: 20, restoreBest: true }
  return fit(net, { x, y }, { ...options, validation: { x: heldX, y: heldY }, earlyStopping })
}

/** Answers as `plain` does, with a constant log-variance beside it, in units of the standardised targets. */
function telling(plain: Model, inputs: number, logVariance: number): Model {
  const net = sequential({ input: inputs }, [dense(UNITS, 'tanh'), dense(2)])
  const hidden = plain.params.length - (UNITS + 1)
  const params = net.params.fill(0)
  params.set(plain.params.subarray(0, hidden))
  for (let k = 0; k <= UNITS; k++) params[hidden + 2 * k] = plain.params[hidden + k]
  params[params.length - 1] = logVariance
  return net
}

/** Training residuals are too small, and so is a variance learnt from them: its size is that of held-out ones. */
async function calibrated(told: Model, { x, y }: DataSet): Promise<Model> {
  const { data } = await predict(told, x)
  const targets = 'data' in y ? y.data : y
  const squares = Array.from(targets, (target, i) => (data[2 * i] - target) ** 2 * Math.exp(-data[2 * i + 1]))
  const params = told.params.slice()
  params[params.length - 1] += Math.log(squares.reduce((sum, square) => sum + square) / squares.length)
  return { ...told, params }
}

let better = 0
const names = process.env.ONLY?.split(',') ?? SETS
for (const name of names) {
  const { data, test } = await loadRegression(name)
  const inputs = data.x.shape[1]
  const gains: number[] = []
  const ends: string[] = []
  for (const seed of SPLITS) {
    const { train: training, test: held } = heldOut(data, test[seed])
    const { train: rest, test: validation } = split(training, 0.1, seed)
    const rmseOf = async (model: Model, { x, y }: DataSet) => (await evaluate(model, { x, y })).rmse ?? Number.NaN

    const net = sequential({ input: inputs, seed }, [dense(UNITS, 'tanh'), dense(1)])
    const { model: first } = await train(net, rest, validation, seed, 'meanSquaredError')
    const { model: plain } = await train(first, rest, validation, seed, 'meanSquaredError')
    const [deviation, rmse] = [await rmseOf(plain, validation), await rmseOf(plain, held)]
    const constant = -Math.log(2 * Math.PI * deviation ** 2) / 2 - rmse ** 2 / (2 * deviation ** 2)

    const scale = first.standardization?.dense_1.scale[0] ?? 1
    const start = telling(first, inputs, 2 * Math.log((await rmseOf(first, validation)) / scale))
    const told = await train(start, rest, validation, seed, 'gaussianNLL')
    const model = await calibrated(told.model, validation)
    const { logLikelihood = Number.NaN } = await evaluate(model, { x: held.x, y: held.y })
    gains.push(logLikelihood - constant)
    ends.push(`${logLikelihood.toFixed(3)} for ${constant.toFixed(3)} (${told.steps} steps, ${told.stopped})`)
  }
  const gain = median(gains)
  if (gain > 0) better++
  say(`${name}: ${gain > 0 ? '+' : ''}${gain.toFixed(3)} nats; ${ends.join(', ')}`)
}
bar('test log-likelihood above that of a constant variance', better >= 6, `${better} of ${names.length} sets`)
