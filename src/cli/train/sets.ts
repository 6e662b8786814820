import {
  armData,
  csvDataSet,
  type DataSet,
  type IdxOptions,
  idxDataSet,
  libsvmDataSet,
  npyDataSet,
  parseCsv,
  split,
  unpack,
} from '../../index.js'
import { type CsvFlags, csvOptions } from '../csv-flags.js'
import { readBytes } from '../files/files.js'
import { refuse, type Source } from './check-flags.js'
import type { TrainFlags } from './train-flags.js'

const ARM_TRAINING = 10_000
const ARM_TEST = 5_000

export interface Sets {
  /** What was taken for what in the files, a sentence each. */
  readonly notes: readonly string[]
  readonly train: DataSet
  readonly validation?: DataSet
  readonly test?: DataSet
}

/** Reads the data and splits it as asked. @throws WoodburyError */
export async function readSets(source: Source, flags: TrainFlags): Promise<Sets> {
  const all = await READ[source](flags)
  checkClasses(all)
  const { train: rest, test } =
    flags.test === undefined
      ? { train: all, test: await readTest(source, flags, all) }
      : split(all, flags.test, flags.seed)
  const notes = [...new Set([...all.hints, ...(test?.hints ?? [])])]
  if (flags.validation === undefined) return { notes, train: rest, test }
  const { train, test: validation } = split(rest, flags.validation, flags.seed)
  return { notes, train, validation, test }
}

const READ: Readonly<Record<Source, (flags: TrainFlags) => Promise<DataSet>>> = {
  data: async flags => readCsv(flags.data as string, flags),
  idx: ({ idx, task }) => readTwo(idxDataSet, idx as string[], { task }),
  npy: ({ npy, task }) => readTwo(npyDataSet, npy as string[], { task }),
  libsvm: async ({ libsvm, task, features }) => {
    const name = libsvm as string
    return libsvmDataSet(await readBytes(name), { name, task, features })
  },
  arm: async ({ seed }) => armData({ samples: ARM_TRAINING, seed }),
}

/** A test set of its own, read as the training data was. */
async function readTest(source: Source, flags: TrainFlags, train: DataSet): Promise<DataSet | undefined> {
  const { testData: data, testIdx: idx, testNpy: npy, testLibsvm: libsvm, seed } = flags
  return (await readAlike({ data, idx, npy, libsvm }, flags, train)) ?? (source === 'arm' ? armTest(seed) : undefined)
}

/** The samples on which a surrogate of the arm is tested: others than those of the training with that seed. */
export const armTest = (seed: number): DataSet => armData({ samples: ARM_TEST, seed: seed + 1 })

/** What of a set makes another one comparable. */
export type Known = Pick<DataSet, 'task' | 'columns' | 'targets' | 'classes'>

/** Reads a set as another was: same task, columns and targets by name, same classes; undefined where no file is named. @throws WoodburyError */
export async function readAlike(
  { data, idx, npy, libsvm }: Place,
  flags: ReadingFlags,
  { task, columns, targets, classes }: Known,
): Promise<DataSet | undefined> {
  const target = targets ? [...targets] : flags.target
  if (data !== undefined) return readCsv(data, { ...flags, target, task }, { columns, classes })
  if (idx) return readTwo(idxDataSet, idx, { task, classes })
  if (npy) return readTwo(npyDataSet, npy, { task, classes })
  if (libsvm === undefined) return undefined
  return libsvmDataSet(await readBytes(libsvm), { name: libsvm, task, columns, classes })
}

/** The files of a set, in the one format it has. */
type Place = Pick<TrainFlags, 'data' | 'idx' | 'npy' | 'libsvm'>

/** How a CSV file becomes a set. */
export type ReadingFlags = CsvFlags & Pick<TrainFlags, 'target' | 'ignore' | 'missing' | 'task'>

async function readCsv(
  name: string,
  flags: ReadingFlags,
  trained: Pick<DataSet, 'columns' | 'classes'> = {},
): Promise<DataSet> {
  const { target, ignore, missing, task } = flags
  const bytes = await readBytes(name)
  const options = csvOptions(flags, name)
  if (target === undefined) {
    const { columns } = parseCsv(await unpack(bytes, name), options)
    const names = columns.slice(0, 12).map(column => column.name)
    refuse(
      `--data needs --target, the column to predict. ${name} has ${names.join(', ')}${columns.length > 12 ? ', …' : ''}.`,
    )
  }
  return csvDataSet(bytes, { ...options, target, ignore, missing, task, ...trained })
}

type ReadTwo = typeof idxDataSet | typeof npyDataSet

async function readTwo(read: ReadTwo, names: string[], options: Pick<IdxOptions, 'task' | 'classes'>) {
  const [first, second] = names
  return read(await readBytes(first), await readBytes(second), { ...options, names: [first, second] })
}

function checkClasses({ classes }: DataSet): void {
  if (classes?.length === 1) refuse(`all targets are "${classes[0]}". Pass data with two classes or more.`)
}
