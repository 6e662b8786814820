import { type Command, Option } from 'commander'
import { lossOf, type Matrix, type Model, predict, WoodburyError } from '../index.js'
import { path } from './arguments.js'
import { addCsvFlags, missingHelp } from './csv-flags.js'
import { EXIT, type ExitCode } from './exit-codes.js'
import { checkOutputs } from './files/check-outputs.js'
import { readBytes } from './files/files.js'
import { isStdout } from './files/target.js'
import { write } from './files/write.js'
import { type PredictFlags, readInputs, sourceOf } from './inputs.js'
import { loadModel } from './load-model.js'
import { type Predicted, predictionCsv, predictionJson } from './prediction.js'

const examples = `
Examples:
  woodbury predict --model m.safetensors --data new.csv --out predictions.csv
  woodbury predict --model mnist.safetensors --idx t10k-images.gz | head

Regression writes the column prediction (prediction_<target> for several), the
mean for counts, and deviation beside it where the loss was gaussian-nll;
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
    .addOption(
      new Option('--missing <what>', 'CSV: rows with a missing value; empty: their predictions are')
        .choices(['error', 'omit', 'empty'])
        .default(undefined, 'error'),
    )
    .optionsGroup('Output:')
    .option('--out <file>', 'write the predictions as CSV (default: stdout)', path)
    .option('--json', 'print one JSON object on stdout')
    .addHelpOption(new Option('-h, --help', 'print this help').helpGroup('Output:'))
    .addHelpText('after', `${examples}\n${missingHelp}`)
    .action(async (flags: PredictFlags) => done(await predictFile(flags)))
}

async function predictFile(flags: PredictFlags): Promise<ExitCode> {
  const source = sourceOf(flags)
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
  const inputs = await readInputs(model, source, flags)
  for (const note of inputs.notes) process.stderr.write(`note: ${note}\n`)
  const predicted = { ...(await predictedBy(model, inputs.x)), rows: inputs.rows }
  if (flags.out !== undefined) await write(flags.out, predictionCsv(predicted))
  if (flags.json) process.stdout.write(`${JSON.stringify(predictionJson(predicted))}\n`)
  else if (flags.out === undefined) process.stdout.write(predictionCsv(predicted))
  return EXIT.done
}

/** Probabilities for a model with classes, else values, means of counts, or means and deviations. */
async function predictedBy(model: Model, x: Matrix): Promise<Predicted> {
  const [output] = model.graph.outputs
  const classes = model.classes?.[output]
  const loss = model.losses?.[output]
  const deviations = loss !== undefined && lossOf(loss).unitsPerColumn > 1
  const { data, shape } = await predict(model, x, { response: true })
  return { data, shape, classes, targets: model.columns?.[output], deviations }
}
