import { standardization } from '../../../src/data/standardize.js'
import {
  type DataSet,
  dense,
  evaluate,
  type FitOptions,
  type FitResult,
  fit,
  type Model,
  sequential,
} from '../../../src/index.js'
import { settingsOf } from '../../../src/report/settings.js'
import { fixedAdam } from '../fixed-adam.js'
import type { Cell, Table } from './cell.js'
import type { Budget, Figures, Outcome, Pair } from './outcome.js'

const isClasses = (y: DataSet['y']): y is Int32Array => ArrayBuffer.isView(y)

const finite = (value = Number.NaN) => (Number.isFinite(value) ? value : Number.MAX_VALUE)

function network({ hidden, activation }: Cell, { x, y, classes }: DataSet, seed: number): Model {
  const outputs = isClasses(y) ? (classes?.length ?? 0) : y.shape[1]
  return sequential({ input: x.shape[1], seed }, [...hidden.map(units => dense(units, activation)), dense(outputs)])
}

/** Loss of the best model that gives the same for every row. */
export function constantLoss({ y, classes = [] }: DataSet): number {
  if (!isClasses(y)) {
    const { scale, constant } = standardization(y)
    return scale.reduce((sum, one, k) => sum + (constant.includes(k) ? 0 : one ** 2), 0) / scale.length
  }
  const counts = classes.map(() => 0)
  for (const label of y) counts[label]++
  return counts.reduce((sum, count) => sum - (count > 0 ? (count / y.length) * Math.log(count / y.length) : 0), 0)
}

const decays = { none: '', weightDecay: '', evidence: ', decay by the evidence', inProportion: ', decay by the loss' }

function chosen({ optimizer, regularization }: FitResult): string {
  const settings = new Map(settingsOf(optimizer))
  const batches = new Set([settings.get('gradient batch'), settings.get('curvature batch') ?? 'none'])
  batches.delete('none')
  const damping = settings.get('damping')
  return `${optimizer.method} ${[...batches].join('/')}${damping ? `, ${damping}` : ''}${decays[regularization.kind]}`
}

/** The runs of one cell: with nothing said and the fixed Adam in turns, the first of a seed the second of the next. */
export async function race(cell: Cell, { scale, clock }: Budget): Promise<Outcome> {
  const { name, seconds, standardize } = cell
  // Workers have clocks of their own.
  const threads = clock === 'wall' ? cell.threads : 1
  const run = async ({ train, test }: Table, seed: number, said: FitOptions = {}) => {
    const budget = { seconds: scale * seconds, threads, seed, ...(standardize && { standardize }) }
    const { x, y } = train
    const result = await fit(network(cell, train, seed), { x, y }, { ...budget, ...said })
    const { model, steps, stopped } = result
    const held = await evaluate(model, { x: test.x, y: test.y })
    const figures: Figures = {
      training: finite((await evaluate(model, { x, y })).loss),
      test: finite(held.rmse ?? held.loss),
      steps,
      stopped,
    }
    return { figures, chosen: chosen(result) }
  }
  const pairs: Pair[] = []
  let words = ''
  for (let seed = 0; seed < cell.seeds; seed++) {
    const table = await cell.table(seed)
    const first = seed % 2 === 1 ? await run(table, seed, { optimizer: fixedAdam }) : undefined
    const ours = await run(table, seed)
    const adam = first ?? (await run(table, seed, { optimizer: fixedAdam }))
    const pair = { ours: ours.figures, adam: adam.figures, constant: constantLoss(table.train) }
    const bare = cell.kind === 'noisy' ? await run(table, seed, { regularization: 'none' }) : undefined
    pairs.push({ ...pair, ...(bare && { bare: bare.figures.training }) })
    words = ours.chosen
  }
  return { name, scale, clock, pairs, chosen: words }
}
