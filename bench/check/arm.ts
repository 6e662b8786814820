/**
 * The arm surrogate: links 1, 0.7, 0.4, 10,000 training and 5,000 test samples, 3-64-64-2 tanh, test RMS hand error
 * √mean ‖Δhand‖² at equal seconds, SMW-GN at its defaults against the best Adam of a grid (rates × schedules × batches).
 * Bars: at most 1/300 of Adam's on each of three seeds and 1e-5 for angles within ±π/2; 1/20 within ±π.
 * The grid is raced at a quarter of the time on the first seed; the best three settings run at full length on every one.
 * Seconds from SECONDS (20), seeds from SEEDS (3).
 */
import {
  adam,
  armData,
  cosine,
  dense,
  evaluate,
  fit,
  type Model,
  type Optimizer,
  sequential,
  smwGN,
} from '../../src/index.js'
import { bar, say, short } from './bars.js'

const SECONDS = Number(process.env.SECONDS ?? 20)
const SEEDS = Array.from({ length: Number(process.env.SEEDS ?? 3) }, (_, seed) => seed)
const RATES = [3e-4, 1e-3, 3e-3, 1e-2]
const BATCHES = [64, 128, 256]
const FINALISTS = 3

interface Setting {
  readonly name: string
  readonly optimizer: Optimizer
}

const grid: Setting[] = RATES.flatMap(rate =>
  BATCHES.flatMap(gradientBatch => [
    { name: `rate ${rate}, batch ${gradientBatch}, constant`, optimizer: adam({ gradientBatch, learningRate: rate }) },
    {
      name: `rate ${rate}, batch ${gradientBatch}, cosine`,
      optimizer: adam({ gradientBatch, learningRate: cosine(rate) }),
    },
  ]),
)

async function error(
  range: number,
  seed: number,
  seconds: number,
  optimizer: Optimizer,
  ours: boolean,
): Promise<number> {
  const dtype = ours ? 'float64' : 'float32'
  const train = armData({ samples: 10_000, range, seed, dtype })
  const test = armData({ samples: 5_000, range, seed: seed + 1000, dtype })
  const net: Model = sequential({ input: 3, seed, dtype }, [dense(64, 'tanh'), dense(64, 'tanh'), dense(2)])
  const run = await fit(net, train, { optimizer, seconds, seed, noise: 'none', standardize: true })
  return Math.sqrt(2) * ((await evaluate(run.model, test)).rmse ?? Number.NaN)
}

for (const [title, range, share] of [
  ['±π/2', Math.PI / 2, 300],
  ['±π', Math.PI, 20],
] as const) {
  const raced: { setting: Setting; figure: number }[] = []
  for (const setting of grid) {
    const figure = await error(range, 0, SECONDS / 4, setting.optimizer, false)
    raced.push({ setting, figure })
    say(`  ${title} race: Adam ${setting.name}: ${short(figure)}`)
  }
  const finalists = raced.sort((a, b) => a.figure - b.figure).slice(0, FINALISTS)
  const ratios: number[] = []
  const errors: number[] = []
  for (const seed of SEEDS) {
    const ours = await error(range, seed, SECONDS, smwGN(), true)
    let best = Number.POSITIVE_INFINITY
    for (const { setting } of finalists) {
      const figure = await error(range, seed, SECONDS, setting.optimizer, false)
      say(`  ${title} seed ${seed}: Adam ${setting.name}: ${short(figure)}`)
      best = Math.min(best, figure)
    }
    say(`${title} seed ${seed}: smw-gn ${short(ours)}, best Adam ${short(best)}, ratio 1/${(best / ours).toFixed(1)}`)
    ratios.push(best / ours)
    errors.push(ours)
  }
  const least = Math.min(...ratios)
  bar(`angles within ${title}: at most 1/${share} of the best Adam's`, least >= share, `1/${least.toFixed(1)} at worst`)
  const most = Math.max(...errors)
  if (range < Math.PI) bar('in absolute terms at most 1e-5', most <= 1e-5, short(most))
}
