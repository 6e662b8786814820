import { type DataSet, zeros } from '../../../src/data/table.js'
import { PURPOSE, type Random, stream } from '../../../src/random/index.js'
import type { Table } from './cell.js'

const TEST_ROWS = 2000

export interface Clouds {
  readonly rows: number
  readonly inputs: number
  readonly classes: number
  /** Clouds of a class; their centres are standard normal. */
  readonly each: number
  /** Standard deviation of a row about its centre. */
  readonly spread: number
}

function part({ rows, inputs, classes, each, spread }: Clouds, centres: Float64Array, random: Random): DataSet {
  const x = zeros(rows, inputs, 'float32')
  const y = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const cloud = random.below(classes * each)
    y[row] = Math.floor(cloud / each)
    for (let k = 0; k < inputs; k++) x.data[row * inputs + k] = centres[cloud * inputs + k] + spread * random.normal()
  }
  const names = Array.from({ length: classes }, (_, k) => `${k}`)
  return { x, y, task: 'classification', classes: names, standardize: true, hints: [] }
}

/** Classes that are clouds of normal rows: centres and rows are new for every seed. */
export const clouds =
  (of: Clouds) =>
  (seed: number): Table => {
    const random = stream(seed, PURPOSE.generateData, 2)
    const centres = Float64Array.from({ length: of.classes * of.each * of.inputs }, () => random.normal())
    const piece = (rows: number, index: number) =>
      part({ ...of, rows }, centres, stream(seed, PURPOSE.generateData, index))
    return { train: piece(of.rows, 0), test: piece(TEST_ROWS, 1) }
  }
