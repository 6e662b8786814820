import { adam, cosine, dense, evaluate, fit, type Optimizer, sequential, smwGN } from '../../src/index.js'
import type { Context } from '../context.js'
import {
  ADAM_GRID,
  type ArmBudget,
  type ArmRival,
  type ArmSets,
  armRivals,
  armSets,
  HIDDEN,
  runArmRival,
  settingText,
} from '../rivals/arm/rivals.js'

const SECONDS = Number(process.env.SECONDS ?? 20)

type DType = 'float32' | 'float64'

/** Test RMS hand error √mean ‖Δhand‖² of our own training. */
async function ownError(
  data: ArmSets,
  scored: 'trial' | 'test',
  dtype: DType,
  optimizer: Optimizer,
  { seconds, threads }: { seconds: number; threads: number },
) {
  const layers = [...HIDDEN.map(units => dense(units, 'tanh')), dense(2)]
  const net = sequential({ input: 3, seed: 0, dtype }, layers)
  const options = { optimizer, seconds, threads, seed: 0, noise: 'none', standardize: true } as const
  const { model, steps } = await fit(net, data.train, options)
  return { error: Math.sqrt(2) * ((await evaluate(model, data[scored])).rmse ?? Number.NaN), steps }
}

/** Our Adam as the rivals are run: settings raced at a quarter of the time, the winner in both types, the best at full time. */
async function ownAdam(data: ArmSets, { seconds, threads, settings }: ArmBudget) {
  const optimizerOf = (rate: number, gradientBatch: number) => adam({ gradientBatch, learningRate: cosine(rate) })
  const trial = async ({ rate, batch }: { rate: number; batch: number }, dtype: DType) => {
    const budget = { seconds: seconds / 4, threads }
    return { rate, batch, dtype, ...(await ownError(data, 'trial', dtype, optimizerOf(rate, batch), budget)) }
  }
  const raced = []
  for (const setting of ADAM_GRID.slice(0, settings)) raced.push(await trial(setting, 'float32'))
  const single = raced.reduce((best, one) => (one.error < best.error ? one : best))
  const double = await trial(single, 'float64')
  const { rate, batch, dtype } = double.error < single.error ? double : single
  const run = await ownError(data, 'test', dtype, optimizerOf(rate, batch), { seconds, threads })
  return { ...run, note: settingText({ rate, batch, dtype, steps: run.steps }) }
}

/**
 * The robot arm, 3-64-64-2 tanh, 10,000 exact samples, standardised: the test RMS hand error after SECONDS (20) of SMW-GN at its
 * defaults in float64, against our Adam and against PyTorch and scikit-learn, in one and in two threads each.
 */
export async function armRows(context: Context): Promise<void> {
  const data = armSets()
  const seconds = context.quick ? 3 : SECONDS
  for (const threads of [1, 2]) {
    const nameOf = (rival: string) => `arm.${rival}.threads-${threads}`
    const budget = { seconds, threads, settings: context.quick ? 2 : 5 }
    const others: { rival: string; error: number; note: string }[] = []
    for (const rival of Object.keys(armRivals) as ArmRival[]) {
      if (!context.wants(nameOf(rival))) continue
      const found = runArmRival(rival, data, budget, context)
      if (!found) continue
      const { handError: error, setting, steps } = found
      others.push({ rival, error, note: settingText({ ...setting, steps, seconds: found.seconds.toFixed(1) }) })
    }
    if (context.wants(nameOf('own-adam'))) others.push({ rival: 'own-adam', ...(await ownAdam(data, budget)) })
    if (others.length === 0) continue
    const { error: value } = await ownError(data, 'test', 'float64', smwGN(), budget)
    for (const { rival, error, note } of others) {
      const said = { value, unit: '', rival, rivalValue: error, ratio: error / value, residual: 0, note }
      context.add({ name: nameOf(rival), threads, ...said })
    }
  }
}
