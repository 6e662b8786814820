import { takeRows } from '../../src/data/split.js'
import { dense, type Model, sequential } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { mnist } from './classification-sets.js'

interface Table {
  readonly x: number[][]
  readonly y: number[][]
}

/** Curves of m numbers over four inputs: linear in them, or with phases and sines of them. */
export function spectra(kind: 'linear' | 'nonlinear', m: number, count: number): { train: Table; test: Table } {
  const random = stream(5, 120)
  const table = (rows: number): Table => {
    const x = Array.from({ length: rows }, () => Array.from({ length: 4 }, () => 2 * random.uniform() - 1))
    const part = (u: number[], k: number, j: number) =>
      kind === 'linear'
        ? u[k] * Math.cos(0.01 * (k + 1) * j)
        : Math.sin(2 * u[k] + 0.3 * k) * Math.cos(0.01 * (k + 1) * j + u[1])
    const y = x.map(u => Array.from({ length: m }, (_, j) => [0, 1, 2, 3].reduce((sum, k) => sum + part(u, k, j), 0)))
    return { x, y }
  }
  return { train: table(count), test: table(500) }
}

export const spectraNetwork =
  (m: number, dtype: 'float32' | 'float64') =>
  (seed: number): Model =>
    sequential({ input: 4, seed, dtype }, [dense(32, 'tanh'), dense(32, 'tanh'), dense(m)])

const WIDTHS = [200, 50, 10, 50, 200]
export const PIXELS = 784

export const autoencoder = (seed: number): Model =>
  sequential({ input: PIXELS, seed }, [...WIDTHS.map(units => dense(units, 'tanh')), dense(PIXELS)])

/** Pictures as their own targets: 10,000 to train on, 2,000 new ones. */
export async function pictures() {
  const { train, test } = await mnist()
  const some = (set: typeof train, count: number) => {
    const { x } = takeRows(
      set,
      Array.from({ length: count }, (_, i) => i),
    )
    return { x, y: x }
  }
  return { train: some(train, 10_000), test: some(test, 2_000) }
}
