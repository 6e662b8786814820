import { csvDataSet, idxDataSet, libsvmDataSet } from '../../src/data/index.js'
import { takeRows } from '../../src/data/split.js'
import { type DataSet, dense, type Model, sequential } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { dataFile } from './files.js'

/** A classification set with the network and the epochs it is trained for. */
export interface ClassificationSet {
  readonly name: string
  readonly train: DataSet
  readonly test: DataSet
  readonly epochs: number
  readonly standardize: boolean
  network(seed: number): Model
}

const mlp = (inputs: number, hidden: number, classes: number) => (seed: number) =>
  sequential({ input: inputs, seed }, [dense(hidden, 'relu'), dense(classes)])

/** `count` rows of a set, drawn from seed 0. */
export const some = (data: DataSet, count: number): DataSet =>
  takeRows(data, stream(0, 100).permutation(data.x.shape[0]).slice(0, count))

async function images(folder: string) {
  const part = (name: string) => dataFile(folder, `${name}-idx${name.endsWith('images') ? 3 : 1}-ubyte.gz`)
  const train = await idxDataSet(part('train-images'), part('train-labels'))
  const test = await idxDataSet(part('t10k-images'), part('t10k-labels'), { classes: train.classes })
  return { train, test }
}

/** A set with the part of it that is new to whoever trained on the other. */
export interface Parts {
  readonly train: DataSet
  readonly test: DataSet
}

export const mnist = (): Promise<Parts> => images('mnist')

export const fashion = (): Promise<Parts> => images('fashion-mnist')

/** Both parts as they are published, 0 … 16 a pixel. */
export async function optdigits(): Promise<Parts> {
  const options = { target: 64, task: 'classification' } as const
  const train = await csvDataSet(dataFile('small', 'optdigits.tra'), options)
  const test = await csvDataSet(dataFile('small', 'optdigits.tes'), { ...options, classes: train.classes })
  return { train, test }
}

export async function a9a(): Promise<Parts> {
  const train = await libsvmDataSet(dataFile('libsvm', 'a9a.gz'), { features: 123 })
  const test = await libsvmDataSet(dataFile('libsvm', 'a9a.t.gz'), { columns: train.columns, classes: train.classes })
  return { train, test }
}

export const mushrooms = (): Promise<DataSet> => libsvmDataSet(dataFile('libsvm', 'mushrooms.gz'))

export async function covtype(): Promise<Parts> {
  const all = await csvDataSet(dataFile('libsvm', 'covtype-20k.csv.gz'), { target: 54, task: 'classification' })
  const order = stream(0, 100).permutation(all.x.shape[0])
  return { train: takeRows(all, order.slice(0, 16_000)), test: takeRows(all, order.slice(16_000)) }
}

/** The five sets of the classification defaults: full MNIST and Fashion-MNIST cut to what a check has time for. */
export async function classificationSets(): Promise<ClassificationSet[]> {
  const digits = await mnist()
  const clothes = await fashion()
  const set = (name: string, data: Parts, epochs: number, standardize: boolean, network: (seed: number) => Model) => ({
    name,
    ...data,
    epochs,
    standardize,
    network,
  })
  return [
    set('MNIST 20k', { ...digits, train: some(digits.train, 20_000) }, 5, false, mlp(784, 500, 10)),
    set('Fashion 10k', { ...clothes, train: some(clothes.train, 10_000) }, 10, false, mlp(784, 500, 10)),
    set('optdigits', await optdigits(), 30, true, mlp(64, 100, 10)),
    set('a9a', await a9a(), 4, true, mlp(123, 50, 2)),
    set('covtype 16k', await covtype(), 15, true, mlp(54, 100, 7)),
  ]
}
