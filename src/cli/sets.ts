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
} from '../index.js'
import { refuse, type Source } from './check-flags.js'
import { csvOptions } from './csv-flags.js'
import { readBytes } from './files.js'
import type { TrainFlags } from './train-flags.js'

const ARM_TRAINING = 10_000
const ARM_TEST = 5_000

export interface Sets {
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
  if (flags.validation === undefined) return { train: rest, test }
  const { train, test: validation } = split(rest, flags.validation, flags.seed)
  return { train, validation, test }
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

/** A test set of its own, read as the training data was: same columns, same classes. */
async function readTest(source: Source, flags: TrainFlags, train: DataSet): Promise<DataSet | undefined> {
  const { testData, testIdx, testNpy, testLibsvm, task, seed } = flags
  const { columns, classes } = train
  if (testData !== undefined) return readCsv(testData, flags, { columns, classes })
  if (testIdx) return readTwo(idxDataSet, testIdx, { task, classes })
  if (testNpy) return readTwo(npyDataSet, testNpy, { task, classes })
  if (testLibsvm !== undefined)
    return libsvmDataSet(await readBytes(testLibsvm), { name: testLibsvm, task: train.task, columns, classes })
  return source === 'arm' ? armData({ samples: ARM_TEST, seed: seed + 1 }) : undefined
}

async function readCsv(
  name: string,
  flags: TrainFlags,
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
