import { type Command, Option } from 'commander'
import type { Activation, Task } from '../index.js'
import { batch, number, several, whole, widths } from './arguments.js'
import { addCsvFlags, type CsvFlags } from './csv-flags.js'

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
  hidden: number[]
  activation?: Activation
  loss?: (typeof LOSSES)[number]
  optimizer?: (typeof OPTIMIZERS)[number]
  gradientBatch?: number | 'full'
  curvatureBatch?: number
  learningRate?: number
  schedule?: 'constant' | 'cosine' | 'linear'
  damping?: 'gain-ratio' | 'nielsen' | 'constant'
  lambda?: number
  tau?: number
  momentum?: number
  klClip?: number
  fisher?: 'sampled' | 'empirical' | 'improved-empirical'
  weightDecay?: number
  epochs?: number
  steps?: number
  seconds?: number
  seed: number
  threads?: number
  dtype?: 'float32' | 'float64'
  out?: string
  report?: string
  json?: boolean
  quiet?: boolean
}

export const LOSSES = ['mean-squared-error', 'softmax-cross-entropy', 'sigmoid-cross-entropy'] as const
export const OPTIMIZERS = ['smw-gn', 'smw-ng', 'sgd', 'adam'] as const

const ACTIVATIONS = ['linear', 'relu', 'leakyRelu', 'tanh', 'sigmoid', 'softplus', 'gelu', 'silu', 'sin']

const choice = (flags: string, text: string, choices: readonly string[]) => new Option(flags, text).choices(choices)

/** Every option of `woodbury train`, in the groups of its help. */
export function addTrainFlags(command: Command): Command {
  command
    .optionsGroup('Training data, one of:')
    .option('--data <file>', 'CSV file; needs --target')
    .option('--idx <images> <labels...>', 'two IDX files, as those of MNIST')
    .option('--libsvm <file>', 'LIBSVM file')
    .option('--npy <x> <y...>', 'two NumPy files')
    .option('--arm', 'a robot arm made from its formula: 3 joint angles in, hand position out')
    .optionsGroup('How to read it (gzip is recognised by itself):')
    .option('--target <column>', 'CSV: column to predict, name or number from 0; again for each further one', several)
    .option('--ignore <column>', 'CSV: column to leave out; again for further ones', several)
  addCsvFlags(command)
    .addOption(choice('--missing <what>', 'CSV: rows with empty cells (default: error)', ['error', 'omit']))
    .option('--features <n>', 'LIBSVM: number of features, if the file lacks the last', whole)
    .addOption(choice('--task <task>', 'what the targets are, if not as found', ['regression', 'classification']))
    .addOption(choice('--noise <noise>', 'none: targets are exact, as a surrogate', ['some', 'none']))
    .optionsGroup('Data held out:')
    .option('--test <fraction>', 'share of the data to test on', number)
    .option('--test-data <file>', 'CSV file to test on')
    .option('--test-idx <images> <labels...>', 'IDX files to test on')
    .option('--test-libsvm <file>', 'LIBSVM file to test on')
    .option('--test-npy <x> <y...>', 'NumPy files to test on')
    .option('--validation <fraction>', 'share of the rest to measure after each epoch', number)
    .option('--patience <epochs>', 'stop after so many without a better validation loss, return the best', whole)
    .optionsGroup('Network:')
    .addOption(
      new Option('--hidden <widths>', "widths of the hidden layers, or 'none'")
        .argParser(widths)
        .default([64, 64], '64,64'),
    )
    .addOption(choice('--activation <name>', 'of the hidden layers (default: tanh; relu for classes)', ACTIVATIONS))
    .addOption(choice('--loss <loss>', 'default: by the task', LOSSES))
    .optionsGroup('Method (what is left open is chosen by task and size):')
    .addOption(choice('--optimizer <method>', 'default: smw-gn; smw-ng for classes', OPTIMIZERS))
    .option('--gradient-batch <n>', "samples of a step's gradient, or 'full'", batch)
    .option('--curvature-batch <n>', "samples of a step's curvature", whole)
    .option('--learning-rate <rate>', 'step length at the start; constant without --schedule', number)
    .addOption(choice('--schedule <kind>', 'how the step length goes', ['constant', 'cosine', 'linear']))
    .addOption(choice('--damping <rule>', 'how lambda goes', ['gain-ratio', 'nielsen', 'constant']))
    .option('--lambda <x>', 'damping at the start; constant without --damping', number)
    .option('--tau <x>', 'least damping, with gain-ratio or nielsen', number)
    .option('--momentum <m>', 'from 0 to below 1', number)
    .option('--kl-clip <k>', 'longest step, as a KL divergence; 0 for any', number)
    .addOption(choice('--fisher <labels>', 'rows of smw-ng', ['sampled', 'empirical', 'improved-empirical']))
    .option('--weight-decay <w>', 'adds w/2 of the squared parameters to the loss', number)
    .optionsGroup('Run (the first limit reached ends it; default: 10 epochs):')
    .option('--epochs <n>', 'passes over the data', number)
    .option('--steps <n>', 'steps', whole)
    .option('--seconds <s>', 'seconds', number)
    .addOption(new Option('--seed <k>', 'decides splits, first weights, batches').argParser(whole).default(0))
    .option('--threads <t>', 'default: what the hardware has and the work needs', whole)
    .addOption(choice('--dtype <type>', 'default: float32; float64 for --arm', ['float32', 'float64']))
    .optionsGroup('Output:')
    .option('--out <file>', 'write the model as safetensors')
    .option('--report <file>', 'write the course of the run as an HTML page')
    .option('--json', 'print the result as one JSON object on stdout')
    .option('--quiet', 'no progress, no notes, no table')
  return command
}
