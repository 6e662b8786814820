import { takeRows } from '../../src/data/split.js'
import { type DataSet, evaluate, type FitResult, fit, load, type Model, type StepRecord } from '../../src/index.js'
import type { Cell, Experiment, Setting } from './experiment.js'
import type { Damped, RunKey, RunRecord, Snapshot } from './record.js'

/** Weights × rows of which a snapshot's losses are: measuring is to take less than training. */
const SNAPSHOT_WORK = 4e9

/** Points of a trace of λ. */
const TRACE = 80

/** Snapshots that are kept. */
const MOST_SNAPSHOTS = 24

/** The first rows of a set that is larger; the sets are in no order of theirs. */
function first(data: DataSet, count: number): DataSet {
  return data.x.shape[0] <= count
    ? data
    : takeRows(
        data,
        Array.from({ length: count }, (_, i) => i),
      )
}

/** Without the names of columns and classes, which the figures have no use for. */
const plain = ({ x, y }: DataSet) => ({ x, y })

interface Taken {
  readonly step: StepRecord
  readonly bytes: Uint8Array
}

/** Runs one setting for its budget, then measures what it was at each of `count` snapshots, so that measuring costs it no time. */
export async function run(
  experiment: Experiment,
  cell: Cell,
  { optimizer, dtype = 'float32' }: Setting,
  key: RunKey,
  count: number,
): Promise<RunRecord> {
  const { train, validation, test } = await cell.load(key.seed)
  const { threads, loss, test: metric } = experiment
  const net = cell.network(key.seed, dtype)
  const taken: Taken[] = []
  let last: StepRecord | undefined
  const result = await fit(net, plain(train), {
    ...cell.options,
    optimizer,
    seconds: key.seconds,
    seed: key.seed,
    threads,
    onStep: step => {
      last = step
    },
    ...(count > 0 && {
      checkpointEvery: { seconds: key.seconds / (count + 1) },
      onCheckpoint: (bytes: Uint8Array) => {
        if (last) taken.push({ step: last, bytes })
      },
    }),
  })
  const batch = samplesOf(result, train)
  const epochs = (steps: number) => (steps * batch) / train.x.shape[0]
  const lossOf = async (model: Model, data: DataSet) => loss.of((await evaluate(model, plain(data))).loss)
  const testOf = async (model: Model, data: DataSet) => metric.of(await evaluate(model, plain(data)))
  const rows = Math.ceil(SNAPSHOT_WORK / net.params.length)
  const shown = { train: first(train, rows), test: first(test, rows) }
  const snapshot = async (model: Model, step: number, seconds: number): Promise<Snapshot> => ({
    step,
    epochs: epochs(step),
    seconds,
    train: await lossOf(model, shown.train),
    ...(validation && { validation: await lossOf(model, validation) }),
    test: await testOf(model, shown.test),
  })
  const snapshots = count > 0 ? [await snapshot(net, 0, 0)] : []
  for (const { step, bytes } of taken) snapshots.push(await snapshot(load(bytes), step.step, step.seconds))
  const { model, steps, seconds, stopped } = result
  snapshots.push(await snapshot(model, steps, seconds))
  return {
    ...key,
    threads: result.threads,
    simd: result.simd,
    steps,
    stopped,
    snapshots: evenly(snapshots, MOST_SNAPSHOTS),
    // Pages draw the first seed's.
    damping: key.kind === 'final' && key.seed === 0 ? evenly(dampedOf(result), TRACE) : [],
    ...(validation && { early: earliest(snapshots) }),
    end: {
      train: await lossOf(model, count > 0 ? train : shown.train),
      test: await testOf(model, count > 0 ? test : shown.test),
      seconds,
      epochs: epochs(steps),
    },
  }
}

function samplesOf({ optimizer }: FitResult, { x }: DataSet): number {
  const { gradientBatch } = optimizer as { gradientBatch?: number | 'full' }
  return typeof gradientBatch === 'number' ? Math.min(gradientBatch, x.shape[0]) : x.shape[0]
}

const dampedOf = ({ history }: FitResult): Damped[] =>
  history
    .filter(({ lambda }) => lambda !== undefined)
    .map(({ step, lambda, gainRatio }) => ({ step, lambda, ...(gainRatio !== undefined && { gainRatio }) }))

/** At most so many of them, and the last. */
function evenly<T>(all: readonly T[], most: number): T[] {
  const every = Math.ceil(all.length / most)
  return all.filter((_, k) => k % every === 0 || k === all.length - 1)
}

/** The snapshot of the least validation loss: where a patient user would have stopped. */
const earliest = (snapshots: readonly Snapshot[]): Snapshot =>
  snapshots.reduce((best, one) => ((one.validation ?? 0) < (best.validation ?? 0) ? one : best))
