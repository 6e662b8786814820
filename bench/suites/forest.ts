import { availableParallelism } from 'node:os'
import { split } from '../../src/data/split.js'
import type { Matrix } from '../../src/data/table.js'
import { type DataSet, dense, evaluate, fit, sequential } from '../../src/index.js'
import { a9a, mushrooms, optdigits, type Parts, some } from '../check/classification-sets.js'
import { heldOut, loadRegression } from '../check/regression-sets.js'
import type { Context } from '../context.js'
import { randomForest } from '../rivals/random-forest.js'

const NAME = 'ml-random-forest'
const FULL = { seconds: 10, rows: Number.POSITIVE_INFINITY, trees: undefined }
const QUICK = { seconds: 1, rows: 300, trees: 5 }

/** The forest's time grows with the square of the rows, and with the columns: these would take it hours. */
const FEW = 1000

async function firstSplit(name: string): Promise<Parts> {
  const { data, test } = await loadRegression(name)
  return heldOut(data, test[0])
}

const sets: Readonly<Record<string, () => Promise<Parts>>> = {
  energy: () => firstSplit('energy'),
  concrete: () => firstSplit('concrete'),
  kin8nm: () => firstSplit('kin8nm'),
  'power-plant': () => firstSplit('power-plant'),
  'wine-quality-red': () => firstSplit('wine-quality-red'),
  [`optdigits.${FEW}-rows`]: optdigits,
  [`a9a.${FEW}-rows`]: a9a,
  [`mushrooms.${FEW}-rows`]: async () => split(await mushrooms(), 0.1),
}

/** RMSE of predicted numbers, or the share of rows of another class. */
export function errorOf(predicted: readonly number[], wanted: ArrayLike<number>, task: DataSet['task']): number {
  const isClass = task === 'classification'
  let sum = 0
  for (const [i, value] of predicted.entries()) sum += isClass ? Number(value !== wanted[i]) : (value - wanted[i]) ** 2
  return isClass ? sum / predicted.length : Math.sqrt(sum / predicted.length)
}

const rowsOf = ({ data, shape: [n, d] }: Matrix) =>
  Array.from({ length: n }, (_, i) => Array.from(data.subarray(i * d, (i + 1) * d)))

const targetsOf = ({ y }: DataSet): number[] => Array.from(ArrayBuffer.isView(y) ? y : y.data)

/** The network of `woodbury train`; the columns of a regression set have more names than are used. */
async function ownError({ train, test }: Parts, seconds: number): Promise<number> {
  const { x, y, classes } = train
  const hidden = [64, 64].map(units => dense(units, classes ? 'relu' : 'tanh'))
  const net = sequential({ input: x.shape[1], seed: 0 }, [...hidden, dense(classes?.length ?? 1)])
  const { model } = await fit(net, classes ? train : { x, y }, { seconds, seed: 0, standardize: true })
  const found = await evaluate(model, classes ? test : { x: test.x, y: test.y })
  return (classes ? 1 - (found.accuracy ?? Number.NaN) : found.rmse) ?? Number.NaN
}

/** Test error of `fit` with nothing said but its seconds against that of a forest of the same rows, and what that took. */
export async function forestRows(context: Context): Promise<void> {
  const { seconds, rows, trees } = context.quick ? QUICK : FULL
  const wanted = Object.keys(sets).filter(name => context.wants(`forest.${name}`))
  if (wanted.length === 0) return
  if (!process.env.WOODBURY_DATA) {
    context.missing('the tables in WOODBURY_DATA')
    return
  }
  for (const name of wanted) {
    const { train: all, test } = await sets[name]()
    const most = Math.min(rows, all.task === 'classification' ? FEW : rows)
    const train = all.x.shape[0] > most ? some(all, most) : all
    const data = { x: rowsOf(train.x), y: targetsOf(train), test: rowsOf(test.x) }
    const began = performance.now()
    const predicted = await randomForest({ ...data, task: train.task, seed: 0, trees })
    if (!predicted) {
      context.missing(NAME)
      return
    }
    const rival = `${NAME}, ${((performance.now() - began) / 1000).toPrecision(2)} s`
    const rivalValue = errorOf(predicted, targetsOf(test), train.task)
    const value = await ownError({ train, test }, seconds)
    // Where nobody is ever wrong they are equal.
    const ratio = value === rivalValue ? 1 : rivalValue / value
    const threads = availableParallelism()
    context.add({ name: `forest.${name}`, threads, value, unit: '', rival, rivalValue, ratio, residual: 0 })
  }
}
