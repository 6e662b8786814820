/**
 * The arm surrogate, 3-64-64-2 tanh, 10,000 samples, standardised, float64, one thread: test RMS hand error of the quasi-Newton
 * methods on the whole set beside those of SMW-GN at its defaults, Hessian-free, KFAC, Adam, and scikit-learn's
 * MLPRegressor(solver='lbfgs') on the same samples, all for SECONDS (20).
 * Bar: SMW-GN at most 1/5 of the best of the others.
 */
import {
  adam,
  cosine,
  dense,
  evaluate,
  fit,
  hessianFree,
  kfac,
  lbfgs,
  type Optimizer,
  sequential,
  smwGN,
  ssBroyden,
} from '../../src/index.js'
import { armSets, HIDDEN, runArmRival } from '../rivals/arm/rivals.js'
import { bar, say, short } from './bars.js'

const SECONDS = Number(process.env.SECONDS ?? 20)
const sets = armSets()

async function error(optimizer: Optimizer): Promise<number> {
  const layers = [...HIDDEN.map(units => dense(units, 'tanh')), dense(2)]
  const net = sequential({ input: 3, seed: 0, dtype: 'float64' }, layers)
  const options = { optimizer, seconds: SECONDS, seed: 0, noise: 'none', standardize: true, threads: 1 } as const
  const { model, steps } = await fit(net, sets.train, options)
  const figure = Math.sqrt(2) * ((await evaluate(model, sets.test)).rmse ?? Number.NaN)
  say(`  ${optimizer.method}: ${short(figure)} after ${steps} steps`)
  return figure
}

/** The same of scikit-learn, where Python has it. */
function rival(): number | undefined {
  const budget = { seconds: SECONDS, threads: 1, settings: 1 }
  const found = runArmRival('sklearn-lbfgs', sets, budget, { missing() {}, used() {} })
  if (!found) return undefined
  say(`  scikit-learn lbfgs: ${short(found.handError)} after ${found.steps} iterations, ${found.seconds.toFixed(1)} s`)
  return found.handError
}

const ours = await error(smwGN())
const others = [await error(lbfgs()), await error(ssBroyden())]
for (const rate of [1e-3, 3e-3, 1e-2]) others.push(await error(adam({ learningRate: cosine(rate) })))
for (const optimizer of [hessianFree(), kfac()]) await error(optimizer)
const theirs = rival()
if (theirs === undefined) say('  scikit-learn: not there (python3-sklearn; PYTHON names another interpreter)')
else others.push(theirs)
const ratio = ours / Math.min(...others)
bar(
  'smw-gn at most 1/5 of the best of quasi-Newton, Adam and scikit-learn',
  ratio <= 0.2,
  `1/${(1 / ratio).toFixed(1)}`,
)
