import { type DataSet, type Matrix, zeros } from '../../../src/data/table.js'
import { PURPOSE, type Random, stream } from '../../../src/random/index.js'
import type { Table } from './cell.js'

const TEST_ROWS = 2000

/** Targets of one row; the row is filled on the way. */
export type FillRow = (x: Matrix['data'], at: number, random: Random) => readonly number[]

export interface Shape {
  readonly rows: number
  readonly inputs: number
  readonly outputs?: number
}

function part({ rows, inputs, outputs = 1 }: Shape, random: Random, fill: FillRow): DataSet {
  const x = zeros(rows, inputs, 'float32')
  const y = zeros(rows, outputs, 'float32')
  for (let row = 0; row < rows; row++) y.data.set(fill(x.data, row * inputs, random), row * outputs)
  return { x, y, task: 'regression', standardize: true, hints: [] }
}

/** A generated table: new training and test rows for every seed. */
export const generated = (shape: Shape, seed: number, fill: FillRow): Table => ({
  train: part(shape, stream(seed, PURPOSE.generateData, 0), fill),
  test: part({ ...shape, rows: TEST_ROWS }, stream(seed, PURPOSE.generateData, 1), fill),
})

/** Uniform in ±1. */
export const either = (random: Random): number => 2 * random.uniform() - 1
