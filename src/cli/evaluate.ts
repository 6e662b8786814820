import { type Command, Option } from 'commander'
import { evaluate, lossOf, type Model } from '../index.js'
import { count, path, paths, several, whole } from './arguments.js'
import { addCsvFlags, missingHelp } from './csv-flags.js'
import { EXIT, type ExitCode } from './exit-codes.js'
import { readBytes } from './files/files.js'
import { loadModel } from './load-model.js'
import { figureTables } from './show/figure-tables.js'
import { checkSource, refuse } from './train/check-flags.js'
import { armTest, type Known, type ReadingFlags, readAlike } from './train/sets.js'

interface EvaluateFlags extends ReadingFlags {
  model: string
  data?: string
  idx?: string[]
  libsvm?: string
  features?: number
  npy?: string[]
  arm?: boolean
  seed?: number
  json?: boolean
}

const examples = `
Examples:
  woodbury evaluate --model m.safetensors --data held-out.csv
  woodbury evaluate --model mnist.safetensors --idx images.gz labels.gz

Columns, target, classes and scaling are those of the model; the figures are
those that train prints of a test set.`

export function addEvaluate(program: Command, done: (code: ExitCode) => void): void {
  const command = program
    .command('evaluate')
    .description('measure a trained model on data whose targets are known')
    .optionsGroup('Model:')
    .requiredOption('--model <file>', 'model written by train', path)
    .optionsGroup('Data, one of:')
    .option('--data <file>', 'CSV file with the columns of the training data; others are left alone', path)
    .option('--idx <images> <labels...>', 'two IDX files, as those of MNIST', paths)
    .option('--libsvm <file>', 'LIBSVM file', path)
    .option('--npy <x> <y...>', 'two NumPy files', paths)
    .option('--arm', 'robot arm from its formula: joint angles to hand')
    .optionsGroup('How to read it (gzip is recognised by itself):')
    .option('--target <column>', "CSV: column of the targets, if not that of the model's training", several)
    .option('--ignore <column>', 'CSV: column that was left out; once more for others', several)
  addCsvFlags(command)
    .addOption(
      new Option('--missing <what>', 'CSV: rows with a missing value')
        .choices(['error', 'omit'])
        .default(undefined, 'error'),
    )
    .option('--features <n>', 'LIBSVM: how many; those of the model', count)
    .addOption(new Option('--seed <k>', 'with --arm: that of the training').argParser(whole).default(undefined, '0'))
    .optionsGroup('Output:')
    .option('--json', 'print one JSON object on stdout')
    .addHelpOption(new Option('-h, --help', 'print this help').helpGroup('Output:'))
    .addHelpText('after', `${examples}\n${missingHelp}`)
    .action(async (flags: EvaluateFlags) => done(await evaluateFile(flags)))
}

async function evaluateFile(flags: EvaluateFlags): Promise<ExitCode> {
  const source = checkSource('evaluate', flags)
  if (flags.seed !== undefined && source !== 'arm') refuse(`--seed goes with --arm, not with --${source}.`, 'evaluate')
  const model = loadModel(await readBytes(flags.model), flags.model)
  const known = knownOf(model)
  if (flags.features !== undefined && known.columns && flags.features !== known.columns.length)
    refuse(
      `--features ${flags.features} does not fit the model, which takes ${known.columns.length}. Leave it out.`,
      'evaluate',
    )
  const targets = flags.target ?? known.targets
  if (source === 'data' && targets === undefined)
    refuse('--data needs --target, since the model does not say which column it predicts.', 'evaluate')
  const data = (await readAlike(flags, flags, { ...known, targets })) ?? armTest(flags.seed ?? 0)
  for (const hint of data.hints) process.stderr.write(`note: ${hint}\n`)
  const test = await evaluate(model, data)
  if (flags.json) process.stdout.write(`${JSON.stringify({ model: flags.model, samples: data.x.shape[0], test })}\n`)
  else process.stdout.write(`${figureTables({ test }, { test: data }).join('\n\n')}\n`)
  return EXIT.done
}

/** What a model knows of the data it was trained on. */
function knownOf({ graph, columns, classes, losses }: Model): Known {
  const [output] = graph.outputs
  return {
    task: losses?.[output] ? lossOf(losses[output]).task : 'regression',
    columns: columns?.[graph.inputs[0]],
    targets: columns?.[output],
    classes: classes?.[output],
  }
}
