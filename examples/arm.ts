/**
 * Trains the surrogate of a robot arm (3 joint angles in, hand position out) with SMW-GN, then with Adam for the same
 * number of seconds, prints both and writes arm-report.html and arm.safetensors.   --seconds 20
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import {
  adam,
  armData,
  cosine,
  dense,
  evaluate,
  type FitResult,
  fit,
  type Optimizer,
  report,
  save,
  sequential,
  smwGN,
} from '../src/index.js'
import { hasTerminal, progressLine } from './progress-line.js'

// Node 20 has the fused multiply-add of relaxed SIMD behind this flag; later versions have it on.
if (process.version.startsWith('v20.')) setFlagsFromString('--experimental-wasm-relaxed-simd')

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '20' } } })
const seconds = Number(values.seconds)
const train = armData({ samples: 10_000, seed: 0 })
const test = armData({ samples: 5_000, seed: 1 })
const net = sequential({ input: 3, seed: 0, dtype: 'float64' }, [dense(64, 'tanh'), dense(64, 'tanh'), dense(2)])

/** √mean ‖Δhand‖²: both coordinates count, so √2 times the RMSE of one. */
async function handError({ model }: FitResult): Promise<number> {
  return Math.SQRT2 * ((await evaluate(model, test)).rmse ?? Number.NaN)
}

async function run(name: string, optimizer: Optimizer, dtype: 'float32' | 'float64') {
  const options = { optimizer, seconds, dtype, noise: 'none', standardize: true } as const
  const result = await fit(net, train, { ...options, onStep: record => progressLine(name, record, seconds) })
  if (hasTerminal) process.stderr.write('\n')
  return { name, result, error: await handError(result) }
}

process.stderr.write(`Two runs of ${seconds} seconds: ${net.params.length} parameters, 10,000 samples.\n`)
const ours = await run('SMW-GN', smwGN(), 'float64')
const theirs = await run('Adam', adam({ gradientBatch: 64, learningRate: cosine(0.003) }), 'float32')

const runs = [ours, theirs]
process.stdout.write('\n          hand error (RMS, test)     steps   seconds\n')
for (const { name, result, error } of runs)
  process.stdout.write(
    `${name.padEnd(10)}${error.toExponential(2).padStart(22)}${String(result.steps).padStart(10)}${result.seconds.toFixed(1).padStart(10)}\n`,
  )
process.stdout.write(
  `\nSMW-GN's error is ${(theirs.error / ours.error).toFixed(0)} times smaller. The arm's links are 1, 0.7 and 0.4 long.\n\n`,
)

const about =
  'A planar arm with links 1, 0.7 and 0.4: joint angles within ±π/2 in, hand position out. 3-64-64-2 tanh, 10,000 samples.'
const page = report({
  title: 'Surrogate of a robot arm',
  about,
  runs: runs.map(({ name, result, error }) => ({
    name,
    result,
    figures: { 'hand error (RMS, test)': error.toExponential(2) },
  })),
})
await writeFile('arm-report.html', page)
await writeFile('arm.safetensors', save(ours.result.model))
process.stdout.write(
  'Wrote arm-report.html: open it in a browser for the curves,\n' +
    '      arm.safetensors: load() it, or npx woodbury predict --model arm.safetensors\n',
)
