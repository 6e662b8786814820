import type { Command } from 'commander'
import { csvInputs, load, type Model, type Prediction, predict, WoodburyError } from '../index.js'
import { addCsvFlags, type CsvFlags, csvOptions } from './csv-flags.js'
import { EXIT, type ExitCode } from './exit-codes.js'
import { checkWritable, readBytes, write } from './files.js'

interface PredictFlags extends CsvFlags {
  model: string
  data: string
  out?: string
  json?: boolean
}

const example = `
Example:
  woodbury predict --model iris.safetensors --data flowers.csv --out species.csv`

export function addPredict(program: Command, done: (code: ExitCode) => void): void {
  const command = program
    .command('predict')
    .description('predict the rows of a CSV file with a saved model')
    .requiredOption('--model <file>', 'model written by train --out')
    .requiredOption('--data <file>', 'CSV file with the columns the model was trained on, in any order')
    .option('--out <file>', 'write here instead of stdout')
    .option('--json', 'print { columns, rows } as one JSON object')
    .addHelpText('after', example)
  addCsvFlags(command).action(async (flags: PredictFlags) => done(await run(flags)))
}

async function run(flags: PredictFlags): Promise<ExitCode> {
  await checkWritable(flags.out)
  const model = load(await readBytes(flags.model))
  const [input] = model.graph.inputs
  const columns = model.columns?.[input]
  if (!columns)
    throw new WoodburyError(
      'BAD_MODEL',
      `predict: ${flags.model} does not say which columns it was trained on. Train it with woodbury train, or use predict() in a program.`,
    )
  const x = await csvInputs(await readBytes(flags.data), columns, csvOptions(flags, flags.data))
  const table = await tableOf(model, x)
  const text = flags.json ? `${JSON.stringify(table)}\n` : csvOf(table)
  if (flags.out === undefined) process.stdout.write(text)
  else await write(flags.out, text)
  return EXIT.done
}

interface Rows {
  readonly columns: string[]
  readonly rows: (string | number)[][]
}

/** The prediction, or for classes the class and the probability of each. */
async function tableOf(model: Model, x: Parameters<typeof predict>[1]): Promise<Rows> {
  const [output] = model.graph.outputs
  const loss = model.losses?.[output]
  const classes = model.classes?.[output]
  const isClass = loss === 'softmaxCrossEntropy' || loss === 'sigmoidCrossEntropy'
  const { data, shape } = (await predict(model, x as never, { probabilities: isClass })) as Prediction
  const [n, m] = shape
  const rows = Array.from({ length: n }, (_, i) => Array.from(data.subarray(i * m, (i + 1) * m)))
  if (!isClass)
    return {
      columns: [...(model.columns?.[output] ?? rows[0].map((_, k) => (m === 1 ? 'prediction' : `prediction_${k}`)))],
      rows,
    }
  const full = loss === 'sigmoidCrossEntropy' && m === 1 ? rows.map(([p]) => [1 - p, p]) : rows
  const names = classes ?? full[0].map((_, k) => String(k))
  const best = (p: number[]) => names[p.indexOf(Math.max(...p))]
  return { columns: ['class', ...names.map(name => `p_${name}`)], rows: full.map(p => [best(p), ...p]) }
}

const cell = (value: string | number) =>
  /[",\n\r]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value)

const csvOf = ({ columns, rows }: Rows): string =>
  `${[columns, ...rows].map(row => row.map(cell).join(',')).join('\n')}\n`
