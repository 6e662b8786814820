import { csvDataSet } from '../../src/data/index.js'
import { takeRows } from '../../src/data/split.js'
import { type DataSet, dense, type Model, sequential } from '../../src/index.js'
import { dataFile } from './files.js'

const GZIPPED = new Set(['kin8nm', 'naval', 'protein'])
const GZIPPED_SPLITS = new Set([...GZIPPED, 'power-plant'])

interface Splits {
  readonly features: number[]
  readonly target: number
  readonly test: number[][]
}

/** A UCI set whole, with the rows of its standard test splits. */
export async function loadRegression(name: string): Promise<{ data: DataSet; test: number[][] }> {
  const splits = dataFile('uci-regression', name, GZIPPED_SPLITS.has(name) ? 'splits.json.gz' : 'splits.json')
  const { features, target, test } = JSON.parse(new TextDecoder().decode(splits)) as Splits
  const bytes = dataFile('uci-regression', name, GZIPPED.has(name) ? 'data.txt.gz' : 'data.txt')
  const all = await csvDataSet(bytes, { target, task: 'regression', header: false })
  return { data: { ...all, x: pick(all.x, features) }, test }
}

/** The set without the named rows, and those rows. */
export function heldOut(data: DataSet, rows: readonly number[]): { train: DataSet; test: DataSet } {
  const out = new Set(rows)
  const kept = Array.from({ length: data.x.shape[0] }, (_, row) => row).filter(row => !out.has(row))
  return { train: takeRows(data, kept), test: takeRows(data, rows) }
}

/** The named columns of x; the readers name them by their place in the file, the target is left out already. */
function pick({ data, shape: [n, d] }: DataSet['x'], features: number[]): DataSet['x'] {
  const width = features.length
  const kept = new Float64Array(n * width)
  for (let i = 0; i < n; i++) for (let k = 0; k < width; k++) kept[i * width + k] = data[i * d + k]
  return { data: kept, shape: [n, width] }
}

/** Passes over each set that a comparison at equal epochs makes. */
const EPOCHS: Readonly<Record<string, number>> = { energy: 200, kin8nm: 40, 'power-plant': 40 }

/** Sets of noisy tabular regression, 50 tanh units, standardised, with the epochs that they are trained for. */
export async function regressionSets(names: readonly string[]) {
  return Promise.all(
    names.map(async name => {
      const { x, y } = (await loadRegression(name)).data
      const network = (seed: number): Model => sequential({ input: x.shape[1], seed }, [dense(50, 'tanh'), dense(1)])
      return { name, train: { x, y }, epochs: EPOCHS[name], standardize: true, network }
    }),
  )
}
