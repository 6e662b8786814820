import { type Command, Option } from 'commander'
import {
  csvInputs,
  idxInputs,
  libsvmInputs,
  type Matrix,
  type Model,
  npyInputs,
  parseCsv,
  predict,
  unpack,
  WoodburyError,
} from '../index.js'
import { path } from './arguments.js'
import { checkOutputs } from './check-outputs.js'
import { addCsvFlags, type CsvFlags, csvOptions } from './csv-flags.js'
import { EXIT, type ExitCode } from './exit-codes.js'
import { readBytes } from './files.js'
import { loadModel } from './load-model.js'
import { type Predicted, predictionCsv, predictionJson } from './prediction.js'
import { isStdout } from './target.js'
import { write } from './write.js'

interface PredictFlags extends CsvFlags {
  model: string
  data?: string
  idx?: string
  libsvm?: string
  npy?: string
  out?: string
  json?: boolean
}

const SOURCES = ['data', 'idx', 'libsvm', 'npy'] as const

const examples = `
Examples:
  woodbury predict --model m.safetensors --data new.csv --out predictions.csv
  woodbury predict --model mnist.safetensors --idx t10k-images.gz | head

Regression writes the column prediction (prediction_<target> for several);
classes write class and p_<name>, the probability of each.`

export function addPredict(program: Command, done: (code: ExitCode) => void): void {
  const command = program
    .command('predict')
    .description('apply a trained model to a file')
    .optionsGroup('Model:')
    .requiredOption('--model <file>', 'model written by train', path)
    .optionsGroup('Inputs, one of (gzip is recognised by itself):')
    .option('--data <file>', 'CSV file with the columns of the training data; others are left alone', path)
    .option('--idx <images>', 'IDX file', path)
    .option('--libsvm <file>', 'LIBSVM file; its labels are not looked at', path)
    .option('--npy <x>', 'NumPy file', path)
  addCsvFlags(command)
    .optionsGroup('Output:')
    .option('--out <file>', 'write the predictions as CSV (default: stdout)', path)
    .option('--json', 'print one JSON object on stdout')
    .addHelpOption(new Option('-h, --help', 'print this help').helpGroup('Output:'))
    .addHelpText('after', examples)
    .action(async (flags: PredictFlags) => done(await predictFile(flags)))
}

async function predictFile(flags: PredictFlags): Promise<ExitCode> {
  const given = SOURCES.filter(source => flags[source] !== undefined)
  if (given.length !== 1)
    throw new WoodburyError(
      'BAD_OPTION',
      `predict: ${given.length === 0 ? 'no inputs' : 'several inputs'}. Pass one of --data file.csv, --idx images, --libsvm file or --npy x.`,
    )
  const { out, json, data, idx, libsvm, npy } = flags
  await checkOutputs(
    'predict',
    { '--out': out },
    { '--model': flags.model, '--data': data, '--idx': idx, '--libsvm': libsvm, '--npy': npy },
  )
  if (json && out !== undefined && (await isStdout(out)))
    throw new WoodburyError(
      'BAD_OPTION',
      `predict: --json prints on stdout, as --out ${out} does. Leave one of them out.`,
    )
  const model = loadModel(await readBytes(flags.model), flags.model)
  const x = await inputsOf(model, given[0], flags)
  const predicted = await predictedBy(model, x)
  if (flags.out !== undefined) await write(flags.out, predictionCsv(predicted))
  if (flags.json) process.stdout.write(`${JSON.stringify(predictionJson(predicted))}\n`)
  else if (flags.out === undefined) process.stdout.write(predictionCsv(predicted))
  return EXIT.done
}

async function inputsOf(model: Model, source: (typeof SOURCES)[number], flags: PredictFlags): Promise<Matrix> {
  const name = flags[source] as string
  const bytes = await readBytes(name)
  const columns = model.columns?.[model.graph.inputs[0]]
  if (source === 'idx') return idxInputs(bytes, { name })
  if (source === 'npy') return npyInputs(bytes, { name })
  if (source === 'libsvm') return libsvmInputs(bytes, columns ?? numbered(model), { name })
  const options = csvOptions(flags, name)
  return csvInputs(
    bytes,
    columns ?? parseCsv(await unpack(bytes, name), options).columns.map(column => column.name),
    options,
  )
}

/** Columns as LIBSVM counts them, for a model that was not trained on named ones. */
function numbered({ graph }: Model): string[] {
  const input = graph.nodes.find(node => node.name === graph.inputs[0])
  return Array.from({ length: input?.kind === 'input' ? input.units : 0 }, (_, k) => String(k + 1))
}

/** Probabilities for a model with classes, the outputs themselves otherwise. */
async function predictedBy(model: Model, x: Matrix): Promise<Predicted> {
  const [output] = model.graph.outputs
  const classes = model.classes?.[output]
  const probabilities = model.losses?.[output]?.endsWith('CrossEntropy') ?? false
  const { data, shape } = await predict(model, x, { probabilities })
  return { data, shape, classes, targets: model.columns?.[output] }
}
