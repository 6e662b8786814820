/**
 * Many outputs with squared errors, at what `fit` takes for them (`smwGN`, its output layer in closed form), and 1,000 classes
 * with their output layer eliminated, against the best of three Adam rates on the same kernels, equal CPU seconds in one thread,
 * whatever else the machine does: 200 spectra of 2,000 numbers, linear and not, in both dtypes; 2,000 samples of 20, 50 and 200
 * outputs; an autoencoder of 10,000 MNIST pictures, KFAC beside it; 3,000 samples of 1,000 classes, KFAC and `smwNG` beside
 * them. Words pick cells by their names;
 * WOODBURY_SEEDS (0) gives medians, WOODBURY_SCALE (1) other budgets.
 */
import {
  adam,
  cosine,
  type DataSet,
  dense,
  evaluate,
  type FitOptions,
  fit,
  kfac,
  type Model,
  type Optimizer,
  sequential,
  smwGN,
  smwNG,
} from '../../src/index.js'
import { clouds } from './auto/clouds.js'
import { bar, median, say, short } from './bars.js'
import { autoencoder, PIXELS, pictures, spectra, spectraNetwork } from './output-sets.js'

const SCALE = Number(process.env.WOODBURY_SCALE ?? 1)
const SEEDS = (process.env.WOODBURY_SEEDS ?? '0').split(',').map(Number)
const RATES = [1e-3, 3e-3, 1e-2]
/** Share of the budget that a run must take before its CPU time tells that of a step. */
const PROBE = 0.1

const FEW = 2

interface Cell {
  readonly name: string
  readonly seconds: number
  readonly options: FitOptions
  /** Adam's loss over ours: at least, in training and, where asked, on new data. */
  readonly bar: number
  readonly onTest: boolean
  /** Ours, where that is not what `fit` takes. */
  readonly optimizer?: Optimizer
  /** Other methods, of which none is to end below ours. */
  readonly others?: Readonly<Record<string, Optimizer>>
  /** A figure of the mean of squares. */
  readonly figure: (shown: number) => number
  network(seed: number): Model
  data(): Promise<{ train: Pick<DataSet, 'x'>; test: Pick<DataSet, 'x'> }> | { train: object; test: object }
}

const same = (shown: number) => shown

const spectrum = (kind: 'linear' | 'nonlinear', m: number, count: number, dtype: 'float32' | 'float64'): Cell => ({
  name: `${kind} spectra, ${count} samples, ${m} outputs, ${dtype}`,
  seconds: m === 2000 ? 30 : 5,
  options: { standardize: true, noise: 'none', dtype },
  bar: m === 2000 ? (kind === 'linear' ? 100 : 3) : 5,
  onTest: kind === 'nonlinear' && m === 2000,
  figure: same,
  network: spectraNetwork(m, dtype),
  data: () => spectra(kind, m, count),
})

const cells: Cell[] = [
  spectrum('linear', 2000, 200, 'float64'),
  spectrum('linear', 2000, 200, 'float32'),
  spectrum('nonlinear', 2000, 200, 'float64'),
  spectrum('nonlinear', 2000, 200, 'float32'),
  ...[20, 50, 200].flatMap(m => (['float64', 'float32'] as const).map(t => spectrum('nonlinear', m, 2000, t))),
  {
    name: 'autoencoder, 10,000 pictures',
    seconds: 10,
    options: { loss: 'meanSquaredError' },
    bar: 1,
    onTest: false,
    others: {
      kfac: kfac(),
      'kfac, tuned': kfac({ gradientBatch: 500, damping: 0.1, klClip: 0.3, inverseInterval: 40 }),
    },
    figure: shown => (shown * PIXELS) / 2,
    network: autoencoder,
    data: pictures,
  },
  {
    name: 'classes, 3,000 samples of 1,000',
    seconds: 3,
    options: { loss: 'softmaxCrossEntropy', standardize: true },
    bar: 1,
    onTest: true,
    optimizer: smwGN({ outputLayer: 'eliminated' }),
    others: { smwNG: smwNG(), kfac: kfac({ damping: 0.1 }) },
    figure: same,
    network: seed => sequential({ input: 20, seed }, [dense(64, 'tanh'), dense(64, 'tanh'), dense(1000)]),
    data: () => clouds({ rows: 3000, inputs: 20, classes: 1000, each: 1, spread: 0.3 })(0),
  },
]

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** A run of as many steps as take the cell's CPU seconds, and its losses. */
async function run(cell: Cell, data: { train: object; test: object }, optimizer: Optimizer, seed: number) {
  const train = data.train as DataSet
  const fitted = async (steps: number) => {
    const start = cpuSeconds()
    const result = await fit(cell.network(seed), train, { ...cell.options, optimizer, steps, seed, threads: 1 })
    return { result, took: cpuSeconds() - start }
  }
  const budget = SCALE * cell.seconds
  // The difference of two runs leaves out what a run takes to begin.
  const begin = (await fitted(FEW)).took
  let aStep = Number.NaN
  for (let steps = 4 * FEW; !(aStep > 0); steps *= 2) {
    const took = (await fitted(steps)).took - begin
    if (took >= PROBE * budget) aStep = took / (steps - FEW)
  }
  const { result, took } = await fitted(Math.max(10, Math.round(budget / aStep)))
  const lossOf = async (set: DataSet) => cell.figure((await evaluate(result.model, set)).loss)
  return { train: await lossOf(train), test: await lossOf(data.test as DataSet), steps: result.steps, took }
}

type Reached = Awaited<ReturnType<typeof run>>

const words = process.argv.slice(2)
for (const cell of cells.filter(({ name }) => words.length === 0 || words.every(word => name.includes(word)))) {
  const data = await cell.data()
  const medians = async (title: string, optimizer: Optimizer): Promise<Reached> => {
    const runs: Reached[] = []
    for (const seed of SEEDS) runs.push(await run(cell, data, optimizer, seed))
    const of = (pick: (run: Reached) => number) => median(runs.map(pick))
    const told = { train: of(r => r.train), test: of(r => r.test), steps: of(r => r.steps), took: of(r => r.took) }
    say(`  ${title}: ${short(told.train)} / ${short(told.test)}, ${told.steps} steps, ${told.took.toFixed(1)} s of CPU`)
    return told
  }
  say(`${cell.name}: training / new data`)
  const ours = await medians('smwGN', cell.optimizer ?? smwGN())
  const adams: Reached[] = []
  for (const rate of RATES) adams.push(await medians(`adam ${rate}`, adam({ learningRate: cosine(rate) })))
  const least = (pick: (run: Reached) => number, among: readonly Reached[]) => Math.min(...among.map(pick))
  const ratio = least(r => r.train, adams) / ours.train
  bar(`${cell.name}: training loss at most 1/${cell.bar} of Adam's`, ratio >= cell.bar, `1/${short(ratio)}`)
  if (cell.onTest) {
    const onNew = least(r => r.test, adams) / ours.test
    bar(`${cell.name}: and on new data`, onNew >= cell.bar, `1/${short(onNew)}`)
  }
  if (cell.others) {
    const told: Reached[] = []
    for (const [title, optimizer] of Object.entries(cell.others)) told.push(await medians(title, optimizer))
    const best = least(r => r.train, told)
    const names = Object.keys(cell.others).join(', ')
    bar(`${cell.name}: below ${names}`, ours.train <= best, `${short(ours.train)} against ${short(best)}`)
  }
}
