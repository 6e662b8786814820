import { WoodburyError } from '../../index.js'
import type { TrainFlags } from './train-flags.js'

export const SOURCES = ['data', 'idx', 'libsvm', 'npy', 'arm'] as const

export type Source = (typeof SOURCES)[number]

/** Options that mean something with one kind of data only. */
const BELONGS: readonly (readonly [keyof TrainFlags, string, Source])[] = [
  ['target', '--target', 'data'],
  ['ignore', '--ignore', 'data'],
  ['delimiter', '--delimiter', 'data'],
  ['decimal', '--decimal', 'data'],
  ['missing', '--missing', 'data'],
  ['missingValues', '--missing-values', 'data'],
  ['testData', '--test-data', 'data'],
  ['features', '--features', 'libsvm'],
  ['testLibsvm', '--test-libsvm', 'libsvm'],
  ['testIdx', '--test-idx', 'idx'],
  ['testNpy', '--test-npy', 'npy'],
]

const TESTS = ['test', 'testData', 'testIdx', 'testLibsvm', 'testNpy'] as const

const PAIRS = [
  ['idx', '--idx'],
  ['npy', '--npy'],
  ['testIdx', '--test-idx'],
  ['testNpy', '--test-npy'],
] as const

export function refuse(sentence: string, command = 'train'): never {
  throw new WoodburyError('BAD_OPTION', `${command}: ${sentence}`)
}

/** Which data is given; refuses options that belong to another kind. @throws WoodburyError BAD_OPTION */
export function checkSource(command: string, flags: Partial<TrainFlags>): Source {
  const given = SOURCES.filter(source => flags[source] !== undefined)
  const [source] = given
  if (!source)
    return refuse(
      'no data. Pass --data file.csv --target column, --idx images labels, --libsvm file, --npy x y or --arm.',
      command,
    )
  if (given.length > 1)
    refuse(`${given.map(name => `--${name}`).join(' and ')} are both given. Pass one kind of data.`, command)
  for (const [key, flag] of PAIRS)
    if (flags[key] && flags[key].length !== 2)
      refuse(`${flag} takes two files, ${flags[key].length} given. Pass both.`, command)
  for (const [key, flag, owner] of BELONGS)
    if (flags[key] !== undefined && owner !== source)
      refuse(`${flag} goes with --${owner}, not with --${source}.`, command)
  if (flags.header !== undefined && source !== 'data')
    refuse(`${flags.header ? '--header' : '--no-header'} goes with --data, not with --${source}.`, command)
  return source
}

/** Which data is given; refuses options that contradict each other or would be ignored. @throws WoodburyError BAD_OPTION */
export function checkFlags(flags: TrainFlags): Source {
  const source = checkSource('train', flags)
  const tests = TESTS.filter(key => flags[key] !== undefined)
  if (tests.length > 1) refuse('several test sets are given. Pass one of --test and --test-<format>.')
  if (flags.patience !== undefined && flags.validation === undefined)
    refuse('--patience watches the validation loss. Pass --validation too, as in --validation 0.1.')
  if (flags.activation !== undefined && flags.hidden?.length === 0)
    refuse('--activation is that of the hidden layers, and --hidden none has none. Leave one of them out.')
  if (flags.checkpointEvery !== undefined && flags.checkpoint === undefined)
    refuse('--checkpoint-every says how often a file is written. Pass --checkpoint too.')
  if (source === 'arm' && flags.task === 'classification') refuse('--arm is regression. Leave out --task.')
  return source
}
