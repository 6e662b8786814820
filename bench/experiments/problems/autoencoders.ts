import { takeRows } from '../../../src/data/split.js'
import { type DataSet, dense, type Model, sequential } from '../../../src/index.js'
import { mnist } from '../../check/classification-sets.js'
import type { Experiment, Parts } from '../experiment.js'
import { AUTOENCODER, AUTOENCODER_CANDIDATES } from '../grids.js'
import { curves } from './curves.js'
import { faces } from './faces.js'
import { once } from './once.js'

type Pictures = DataSet['x']

/** Mirrored layers of tanh around a linear code, and a linear picture. */
const mirrored =
  (pixels: number, widths: readonly number[]) =>
  (seed: number, dtype: 'float32' | 'float64'): Model => {
    const code = widths[widths.length - 1]
    const way = widths.slice(0, -1)
    const tanh = (units: number) => dense(units, 'tanh')
    return sequential({ input: pixels, seed, dtype }, [
      ...way.map(tanh),
      dense(code),
      ...[...way].reverse().map(tanh),
      dense(pixels),
    ])
  }

const itself = (x: Pictures): DataSet => ({ x, y: x, task: 'regression', standardize: false, hints: [] })

interface Autoencoder {
  readonly name: string
  readonly title: string
  readonly about: string
  readonly seconds: number
  readonly pixels: number
  readonly widths: readonly number[]
  pictures(): Promise<{ train: Pictures; test: Pictures }>
}

/** Half the squared error of a picture, summed over its pixels, as the literature tells it. */
const autoencoder = ({ name, title, about, seconds, pixels, widths, pictures }: Autoencoder): Experiment => {
  const half = (shown: number) => (shown * pixels) / 2
  const load = async (): Promise<Parts> => {
    const { train, test } = await pictures()
    return { train: itself(train), test: itself(test) }
  }
  return {
    name,
    title,
    about: `${about} ${[pixels, ...widths].join('-')} mirrored, tanh, code and output linear. Two threads.`,
    seconds: [seconds],
    threads: 2,
    snapshots: 16,
    cells: [{ name, options: { loss: 'meanSquaredError' }, load: once(load), network: mirrored(pixels, widths) }],
    methods: AUTOENCODER,
    candidates: AUTOENCODER_CANDIDATES,
    loss: { label: 'training loss, ½ Σ over pixels', of: half },
    test: { label: 'test loss, ½ Σ over pixels', of: ({ loss }) => half(loss) },
    goals: { loss: [], test: [] },
  }
}

async function digits() {
  const { train, test } = await mnist()
  const some = (data: DataSet, count: number) =>
    takeRows(
      data,
      Array.from({ length: count }, (_, i) => i),
    ).x
  return { train: some(train, 20_000), test: some(test, 5_000) }
}

const paper = {
  title: 'Autoencoder of MNIST',
  about: '20,000 pictures, 0 … 1; 5,000 test pictures.',
  pixels: 784,
  pictures: digits,
}

export const paperAutoencoder = autoencoder({
  ...paper,
  name: 'paper-autoencoder',
  seconds: 120,
  widths: [500, 250, 30],
})

export const paperAutoencoderFull = autoencoder({
  ...paper,
  name: 'paper-autoencoder-full',
  seconds: 300,
  widths: [1000, 500, 250, 30],
})

export const curvesAutoencoder = autoencoder({
  name: 'curves-autoencoder',
  title: 'Autoencoder of curves',
  about: '10,000 generated pictures of a smooth curve through three random points; 2,000 test pictures.',
  seconds: 30,
  pixels: 784,
  widths: [400, 200, 100, 50, 25, 6],
  pictures: async () => curves(),
})

export const facesAutoencoder = autoencoder({
  name: 'faces-autoencoder',
  title: 'Autoencoder of faces',
  about: 'Olivetti: 360 pictures of 36 persons, halved to 32 × 32, 0 … 1; the 40 pictures of 4 other persons to test.',
  seconds: 20,
  pixels: 1024,
  widths: [500, 250, 30],
  pictures: faces,
})
