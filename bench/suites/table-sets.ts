import { split } from '../../src/data/split.js'
import type { Matrix } from '../../src/data/table.js'
import type { DataSet } from '../../src/index.js'
import { a9a, mushrooms, optdigits, type Parts, some } from '../check/classification-sets.js'
import { heldOut, loadRegression } from '../check/regression-sets.js'
import type { PlainTable } from '../rivals/tables/table-rival.js'

/** The first of the standard splits. Names of columns are left out: the file has more of them. */
async function regression(name: string): Promise<Parts> {
  const { data, test } = await loadRegression(name)
  const parts = heldOut(data, test[0])
  const bare = ({ x, y, task, targets, standardize, hints }: DataSet): DataSet => ({
    x,
    y,
    task,
    targets,
    standardize,
    hints,
  })
  return { train: bare(parts.train), test: bare(parts.test) }
}

/** Tables by name, small ones first; mushrooms, which has no test rows of its own, keeps a tenth. */
export const tableSets: Readonly<Record<string, () => Promise<Parts>>> = {
  energy: () => regression('energy'),
  concrete: () => regression('concrete'),
  'wine-quality-red': () => regression('wine-quality-red'),
  optdigits,
  kin8nm: () => regression('kin8nm'),
  'power-plant': () => regression('power-plant'),
  'a9a-500': () => few(a9a),
  'optdigits-500': () => few(optdigits),
  mushrooms: async () => split(await mushrooms(), 0.1),
  a9a,
}

/** Five hundred of the training rows, for those whose time grows with their square. */
async function few(load: () => Promise<Parts>): Promise<Parts> {
  const { train, test } = await load()
  return { train: some(train, 500), test }
}

const rowsOf = ({ data, shape: [n, d] }: Matrix) =>
  Array.from({ length: n }, (_, i) => Array.from(data.subarray(i * d, (i + 1) * d)))

/** The targets as plain numbers: those of the only column, or class numbers. */
export const targetsOf = ({ y }: DataSet): number[] => Array.from(ArrayBuffer.isView(y) ? y : y.data)

export const plainTable = ({ train, test }: Parts): PlainTable => ({
  classes: train.classes?.length,
  train: { x: rowsOf(train.x), y: targetsOf(train) },
  test: rowsOf(test.x),
})
