import { split } from '../../../src/data/split.js'
import { armData, type DataSet, dense, type Model, sequential } from '../../../src/index.js'
import { abalone, standardSplit, whiteWine } from '../../check/auto/small-tables.js'
import { smooth } from '../../check/auto/smooth-tables.js'
import { a9a, covtype, mushrooms } from '../../check/classification-sets.js'
import { type Cell, type Experiment, type Parts, testError, testRmse } from '../experiment.js'
import { CLASS_CANDIDATES, CLASSES, EXACT, EXACT_CANDIDATES, TABLE, TABLE_CANDIDATES } from '../grids.js'
import { once } from './once.js'

const layers =
  (inputs: number, hidden: readonly number[], outputs: number, activation: 'relu' | 'tanh') =>
  (seed: number, dtype: 'float32' | 'float64'): Model =>
    sequential({ input: inputs, seed, dtype }, [...hidden.map(units => dense(units, activation)), dense(outputs)])

const VALIDATION = 0.1

/** A tenth of the training rows says when to stop. */
function validated({ train, test }: { train: DataSet; test: DataSet }, seed: number): Parts {
  const { train: kept, test: validation } = split(train, VALIDATION, seed)
  return { train: kept, validation, test }
}

const ofClasses = (name: string, network: Cell['network'], load: () => Promise<Parts>): Cell => ({
  name,
  options: { standardize: true },
  load: once(load),
  network,
})

async function twoMushrooms(): Promise<Parts> {
  return split(await mushrooms(), 0.2)
}

export const tabular: Experiment = {
  name: 'tabular',
  title: 'Classes of tables',
  about:
    'a9a 123-50-2 (32,561 rows), covtype 54-100-7 (16,000 rows), mushrooms 112-50-2 (6,499 rows), relu, standardised. One thread.',
  seconds: [6],
  threads: 1,
  snapshots: 16,
  cells: [
    ofClasses('a9a', layers(123, [50], 2, 'relu'), a9a),
    ofClasses('covtype', layers(54, [100], 7, 'relu'), covtype),
    ofClasses('mushrooms', layers(112, [50], 2, 'relu'), twoMushrooms),
  ],
  methods: CLASSES,
  candidates: CLASS_CANDIDATES,
  loss: { label: 'training loss', of: shown => shown },
  test: testError,
  goals: { loss: [], test: [] },
}

const INPUTS: Readonly<Record<string, number>> = {
  'boston-housing': 13,
  concrete: 8,
  energy: 8,
  kin8nm: 8,
  naval: 16,
  'power-plant': 4,
  protein: 9,
  'wine-quality-red': 11,
}

const ofNumbers = (
  name: string,
  inputs: number,
  load: (seed: number) => Promise<{ train: DataSet; test: DataSet }>,
): Cell => ({
  name,
  options: { standardize: true },
  load: async seed => validated(await load(seed), seed),
  network: layers(inputs, [50], 1, 'tanh'),
})

const regression = {
  threads: 1,
  snapshots: 60,
  methods: TABLE,
  candidates: TABLE_CANDIDATES,
  loss: { label: 'training RMSE', of: Math.sqrt },
  test: testRmse,
  goals: { loss: [], test: [] },
}

export const uciRegression: Experiment = {
  ...regression,
  name: 'uci-regression',
  title: 'Regression of UCI tables',
  about:
    'Eight sets by their published splits and two that nothing was tuned on (abalone, white wine; a tenth held out), 50 tanh units, standardised; a tenth of the training rows says when to stop. One thread.',
  seconds: [0.6, 3],
  cells: [
    ...Object.entries(INPUTS).map(([name, inputs]) => ofNumbers(name, inputs, standardSplit(name))),
    ofNumbers('abalone', 10, abalone),
    ofNumbers('white wine', 11, whiteWine),
  ],
}

const range = Math.PI / 2

export const arm: Experiment = {
  ...regression,
  name: 'arm',
  title: 'Surrogate of a robot arm',
  about:
    'Links 1, 0.7 and 0.4, angles within ±π/2, 10,000 exact samples, 3-64-64-2 tanh, standardised; RMS error of the hand on 5,000 new samples. One thread.',
  seconds: [20],
  snapshots: 20,
  cells: [
    {
      name: 'arm',
      options: { standardize: true, noise: 'none' },
      load: async seed => ({
        train: armData({ samples: 10_000, range, seed, dtype: 'float64' }),
        test: armData({ samples: 5_000, range, seed: seed + 1000, dtype: 'float64' }),
      }),
      network: layers(3, [64, 64], 2, 'tanh'),
    },
  ],
  methods: EXACT,
  candidates: EXACT_CANDIDATES,
  // Both coordinates of the hand.
  loss: { label: 'training RMS hand error', of: shown => Math.sqrt(2 * shown) },
  test: { label: 'test RMS hand error', of: ({ rmse = Number.NaN }) => Math.SQRT2 * rmse },
  goals: { loss: [1e-2, 1e-3, 1e-4], test: [] },
}

const LARGE_ROWS = 450_000

export const largeTable: Experiment = {
  ...regression,
  name: 'large-table',
  title: 'A large noisy table',
  about:
    '450,000 × 20, y = sin(3 x₀) x₁ + x₂ x₃ + noise uniform in ±0.05 (RMS 0.0289), 64-64 tanh, standardised; 2,000 new rows. Two threads.',
  seconds: [20],
  threads: 2,
  snapshots: 16,
  cells: [
    {
      name: 'large table',
      options: { standardize: true },
      load: once(async () => smooth(LARGE_ROWS, 0.1)(0)),
      network: layers(20, [64, 64], 1, 'tanh'),
    },
  ],
  methods: { ...TABLE, SGD: TABLE.SGD },
}
