import { availableParallelism } from 'node:os'
import { dense, evaluate, fit, sequential } from '../../src/index.js'
import type { Parts } from '../check/classification-sets.js'
import type { Context } from '../context.js'
import { forest } from '../rivals/tables/forest.js'
import { mlp } from '../rivals/tables/mlp.js'
import type { TableRival } from '../rivals/tables/table-rival.js'
import { plainTable, tableSets, targetsOf } from './table-sets.js'

export const tableRivals: readonly TableRival[] = [mlp('lbfgs'), mlp('adam'), forest]

/** Of each of our runs, and when only a few small sets are asked for. */
const SECONDS = { full: 10, quick: 2 }
const QUICK_SETS = 4

/** RMSE of predicted numbers, or the share of rows whose class is another. */
export function testError(values: readonly number[], wanted: readonly number[], isClass: boolean): number {
  const losses = wanted.map((value, i) => (isClass ? Number(values[i] !== value) : (values[i] - value) ** 2))
  const mean = losses.reduce((a, b) => a + b, 0) / losses.length
  return isClass ? mean : Math.sqrt(mean)
}

/** The network of `woodbury train`, and a run that is told nothing but its seconds and to standardise. */
async function ownError({ train, test }: Parts, seconds: number): Promise<number> {
  const classes = train.classes?.length
  const hidden = [64, 64].map(units => dense(units, classes ? 'relu' : 'tanh'))
  const net = sequential({ input: train.x.shape[1], seed: 0 }, [...hidden, dense(classes ?? 1)])
  const { model } = await fit(net, train, { seconds, seed: 0, standardize: true })
  const { accuracy = Number.NaN, rmse = Number.NaN } = await evaluate(model, test)
  return classes ? 1 - accuracy : rmse
}

/** Test error of what one would take without a thought: `fit` with nothing said, against others' defaults. */
export async function tableRows(context: Context): Promise<void> {
  const names = Object.keys(tableSets).slice(0, context.quick ? QUICK_SETS : undefined)
  const wanted = names.filter(name => context.wants(`tables.${name}`))
  if (wanted.length > 0 && !process.env.WOODBURY_DATA) {
    context.missing('the tables in WOODBURY_DATA')
    return
  }
  for (const name of wanted) {
    const parts = await tableSets[name]()
    const table = plainTable(parts)
    const isClass = table.classes !== undefined
    let value: number | undefined
    for (const rival of tableRivals) {
      const found = await rival.predict(table, context)
      if (!found) continue
      value ??= await ownError(parts, context.quick ? SECONDS.quick : SECONDS.full)
      const rivalValue = testError(found.values, targetsOf(parts.test), isClass)
      // Where nobody is ever wrong they are equal.
      const ratio = rivalValue === value ? 1 : rivalValue / value
      const said = { value, unit: '', rival: rival.name, rivalValue, ratio, residual: 0, note: found.note }
      context.add({ name: `tables.${name}`, threads: availableParallelism(), ...said })
    }
  }
}
