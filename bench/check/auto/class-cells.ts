import { split } from '../../../src/data/split.js'
import { a9a, mnist, mushrooms, optdigits, some } from '../classification-sets.js'
import { type Cell, usual } from './cell.js'
import { clouds } from './clouds.js'

const classes = { ...usual, kind: 'classes', activation: 'relu' } as const

async function pictures() {
  const { train, test } = await mnist()
  return { train: some(train, 10_000), test }
}

/** Classes from 2 to 1,000, rows from 20 to 500,000, dense and sparse, raw and standardised. */
export const classCells: Cell[] = [
  {
    ...classes,
    name: 'classes-20',
    about: '20 × 2 → 2',
    hidden: [20],
    seconds: 1,
    table: clouds({ rows: 20, inputs: 2, classes: 2, each: 1, spread: 0.8 }),
  },
  {
    ...classes,
    name: 'classes-200',
    about: '200 × 10 → 2',
    hidden: [50],
    seconds: 2,
    table: clouds({ rows: 200, inputs: 10, classes: 2, each: 3, spread: 1 }),
  },
  {
    ...classes,
    name: 'hundred-2000',
    about: '2,000 × 20 → 100',
    hidden: [64],
    seconds: 3,
    table: clouds({ rows: 2000, inputs: 20, classes: 100, each: 1, spread: 0.6 }),
  },
  {
    ...classes,
    name: 'thousand-3000',
    about: '3,000 × 20 → 1,000',
    hidden: [64, 64],
    activation: 'tanh',
    seconds: 3,
    table: clouds({ rows: 3000, inputs: 20, classes: 1000, each: 1, spread: 0.3 }),
  },
  { ...classes, name: 'optdigits', about: '3,823 × 64 → 10', hidden: [100], seconds: 5, table: optdigits },
  {
    ...classes,
    name: 'mushrooms',
    about: '7,312 × 112 → 2, 0/1, raw',
    hidden: [50],
    standardize: false,
    seconds: 5,
    table: async seed => split(await mushrooms(), 0.1, seed),
  },
  {
    ...classes,
    name: 'pictures-10000',
    about: '10,000 × 784 → 10, raw',
    hidden: [200],
    standardize: false,
    seconds: 8,
    table: pictures,
  },
  {
    ...classes,
    name: 'letters-20000',
    about: '20,000 × 16 → 26',
    hidden: [128],
    seconds: 8,
    table: clouds({ rows: 20_000, inputs: 16, classes: 26, each: 3, spread: 0.9 }),
  },
  { ...classes, name: 'a9a', about: '32,561 × 123 → 2, 0/1', hidden: [50], seconds: 8, table: a9a },
  {
    ...classes,
    name: 'ten-200000',
    about: '200,000 × 20 → 10',
    hidden: [64],
    seconds: 8,
    table: clouds({ rows: 200_000, inputs: 20, classes: 10, each: 3, spread: 1 }),
  },
  {
    ...classes,
    name: 'two-500000',
    about: '500,000 × 20 → 2',
    hidden: [64],
    seconds: 10,
    seeds: 1,
    table: clouds({ rows: 500_000, inputs: 20, classes: 2, each: 8, spread: 1 }),
  },
]
