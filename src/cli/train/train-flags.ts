import { type Command, Option } from 'commander'
import { type Activation, dampings, type LossSpec, lossNames, optimizers, type Task } from '../../index.js'
import {
  batch,
  belowOne,
  count,
  lossSpec,
  nonNegative,
  path,
  paths,
  positive,
  several,
  share,
  threadCount,
  whole,
  widths,
} from '../arguments.js'
import { addCsvFlags, type CsvFlags, missingHelp } from '../csv-flags.js'
import { AUTO, kebab } from './names.js'

export interface TrainFlags extends CsvFlags {
  data?: string
  target?: string[]
  ignore?: string[]
  missing?: 'error' | 'omit'
  idx?: string[]
  libsvm?: string
  features?: number
  npy?: string[]
  arm?: boolean
  test?: number
  testData?: string
  testIdx?: string[]
  testLibsvm?: string
  testNpy?: string[]
  validation?: number
  patience?: number
  task?: Task
  noise?: 'some' | 'none'
  hidden?: number[]
  activation?: Activation
  loss?: LossSpec
  optimizer?: string
  gradientBatch?: number | 'full'
  curvatureBatch?: number
  learningRate?: number
  schedule?: 'constant' | 'cosine' | 'linear'
  damping?: string
  lambda?: number
  tau?: number
  momentum?: number
  klClip?: number
  lossBound?: number
  fisher?: 'sampled' | 'empirical' | 'improved-empirical'
  set?: string[]
  weightDecay?: number
  regularization?: 'auto' | 'none' | 'evidence' | 'hold-out'
  epochs?: number
  steps?: number
  seconds?: number
  seed: number
  threads?: number
  dtype?: 'float32' | 'float64'
  checkpoint?: string
  checkpointEvery?: number
  resume?: string
  out?: string
  report?: string
  json?: boolean
  quiet?: boolean
  profile?: boolean
}

const ACTIVATIONS = ['linear', 'relu', 'leakyRelu', 'tanh', 'sigmoid', 'softplus', 'gelu', 'silu', 'sin']

const choice = (flags: string, text: string, choices: readonly string[], byDefault?: string) =>
  new Option(flags, text).choices(choices).default(undefined, byDefault)

const examples = `
Examples:
  woodbury train --arm --seconds 20 --out arm.safetensors --report arm.html
  woodbury train --data houses.csv --target price --test 0.2 --out m.safetensors
  woodbury train --idx train-images.gz train-labels.gz --hidden 500 --epochs 5 \\
      --test-idx t10k-images.gz t10k-labels.gz

Files are replaced once what replaces them is whole. A checkpoint outlives even
kill -9; for budgets in steps or epochs the run goes on as if never stopped.

Exit codes: 0 done, or stalled, which a note explains, 2 wrong use or bad input,
3 diverged (the model is that of the best epoch); on a signal what was reached
is written first, then 130 (SIGINT), 143 (SIGTERM) or 129 (SIGHUP). A second
signal ends the command at once.`

/** Every option of `woodbury train`, in the groups of its help. */
export function addTrainFlags(command: Command): Command {
  addDataFlags(command)
  addHeldOutFlags(command)
  addNetworkFlags(command)
  addMethodFlags(command)
  addRunFlags(command)
  return command
    .optionsGroup('Output:')
    .option('--out <file>', 'write the model as safetensors', path)
    .option('--report <file>', 'write the course of the run as an HTML page', path)
    .option('--json', 'print the result as one JSON object on stdout')
    .option('--profile', 'print where the time of a step goes, by phase')
    .option('--quiet', 'no progress, no notes, no table')
    .addHelpOption(new Option('-h, --help', 'print this help').helpGroup('Output:'))
    .addHelpText('after', `${examples}\n${missingHelp}`)
}

function addDataFlags(command: Command): void {
  command
    .optionsGroup('Training data, one of:')
    .option('--data <file>', 'CSV file; needs --target', path)
    .option('--idx <images> <labels...>', 'two IDX files, as those of MNIST', paths)
    .option('--libsvm <file>', 'LIBSVM file', path)
    .option('--npy <x> <y...>', 'two NumPy files', paths)
    .option('--arm', 'robot arm from its formula: joint angles to hand')
    .optionsGroup('How to read it (gzip is recognised by itself):')
    .option(
      '--target <column>',
      'CSV: column to predict, name or number from 0; once more for each further one',
      several,
    )
    .option('--ignore <column>', 'CSV: column to leave out; once more for others', several)
  addCsvFlags(command)
    .addOption(choice('--missing <what>', 'CSV: rows with a missing value', ['error', 'omit'], 'error'))
    .option('--features <n>', 'LIBSVM: how many, if the file lacks the last', count)
    .addOption(choice('--task <task>', 'what the targets are', ['regression', 'classification'], 'as found'))
    .addOption(
      choice('--noise <noise>', 'none: exact targets, as of a formula', ['some', 'none'], 'some; none for --arm'),
    )
}

function addHeldOutFlags(command: Command): void {
  command
    .optionsGroup('Data held out:')
    .option('--test <fraction>', 'share of the data to test on', share)
    .option('--test-data <file>', 'CSV file to test on', path)
    .option('--test-idx <images> <labels...>', 'IDX files to test on', paths)
    .option('--test-libsvm <file>', 'LIBSVM file to test on', path)
    .option('--test-npy <x> <y...>', 'NumPy files to test on', paths)
    .option('--validation <fraction>', 'share of the rest, measured after each epoch', share)
    .option('--patience <epochs>', 'stop after so many without a better validation loss; the best model is kept', count)
}

function addNetworkFlags(command: Command): void {
  const loss = choice(
    '--loss <loss>',
    'what is made small; options as in huber:delta=0.5',
    lossNames.map(kebab),
    'by the task',
  )
  const hidden = new Option('--hidden <widths>', 'widths of the hidden layers, or none')
  command
    .optionsGroup('Network:')
    .addOption(hidden.argParser(widths).default(undefined, '64,64'))
    .addOption(choice('--activation <name>', 'of the hidden layers', ACTIVATIONS, 'tanh; relu for classes'))
    .addOption(loss.argParser(lossSpec))
}

function addMethodFlags(command: Command): void {
  command
    .optionsGroup('Method (what is left open is chosen by task and size):')
    .addOption(
      choice(
        '--optimizer <method>',
        'method',
        [AUTO, ...optimizers().map(({ name }) => kebab(name))],
        'auto; with options: smw-gn, for classes smw-ng',
      ),
    )
    .option('--gradient-batch <n>', 'samples of the gradient of a step, or full', batch)
    .option('--curvature-batch <n>', 'samples of the curvature of a step', count)
    .option('--learning-rate <rate>', 'step length; constant without --schedule', positive)
    .addOption(choice('--schedule <kind>', 'how the step length goes', ['constant', 'cosine', 'linear']))
    .addOption(choice('--damping <rule>', 'how lambda goes', dampings().map(kebab)))
    .option('--lambda <x>', 'lambda at the start; constant without --damping', positive)
    .option('--tau <x>', 'floor of lambda, with gain-ratio and nielsen', nonNegative)
    .option('--momentum <m>', 'from 0 to below 1', belowOne)
    .option('--kl-clip <k>', 'longest step, as a KL divergence; 0: any', nonNegative)
    .option('--loss-bound <c>', 'no step promises more than c times the loss of its batch; 0: any', nonNegative)
    .addOption(choice('--fisher <labels>', 'rows of smw-ng', ['sampled', 'empirical', 'improved-empirical'], 'sampled'))
    .option('--set <name=value>', 'another option of the method, as of its function; once more for others', several)
    .option('--weight-decay <w>', 'adds w/2 of the squared parameters to the loss', nonNegative)
    .addOption(
      choice('--regularization <what>', 'against over-fitting', ['auto', 'none', 'evidence', 'hold-out'], 'auto'),
    )
}

function addRunFlags(command: Command): void {
  command
    .optionsGroup('Run (the first limit reached ends it; default: 10 epochs):')
    .option('--epochs <n>', 'passes over the data', positive)
    .option('--steps <n>', 'steps', count)
    .option('--seconds <s>', 'seconds', positive)
    .addOption(new Option('--seed <k>', 'of splits, first weights and batches').argParser(whole).default(0, '0'))
    .option('--threads <t>', 'how many; left open, as many as pay', threadCount)
    .addOption(choice('--dtype <type>', 'arithmetic', ['float32', 'float64'], 'float32; float64 for --arm'))
    .option('--checkpoint <file>', 'what a later run needs to go on, written as it goes and at the end', path)
    .addOption(
      new Option('--checkpoint-every <seconds>', 'time between two checkpoints')
        .argParser(positive)
        .default(undefined, '10'),
    )
    .option('--resume <file>', 'go on from a checkpoint, with the same data and options', path)
}
