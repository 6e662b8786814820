/**
 * KFAC and FOOF with one set of options, untouched, on the five sets of classification and three of regression, against
 * Adam at three rates on the same kernels, equal epochs, medians of the seeds in WOODBURY_SEEDS (0,1,2).
 * Bar: KFAC's training loss is at or below the best of the three on at least seven of the eight.
 */
import { adam, cosine, evaluate, fit, foof, kfac, type Optimizer } from '../../src/index.js'
import { bar, median, say, short } from './bars.js'
import { classificationSets } from './classification-sets.js'
import { regressionSets } from './regression-sets.js'

const SEEDS = (process.env.WOODBURY_SEEDS ?? '0,1,2').split(',').map(Number)
const RATES = [1e-3, 3e-3, 1e-2]

const chosen = process.argv.slice(2)
const all = [...(await classificationSets()), ...(await regressionSets(['energy', 'kin8nm', 'power-plant']))]
const sets = chosen.length > 0 ? all.filter(({ name }) => chosen.some(word => name.includes(word))) : all

let ahead = 0
for (const { name, network, train, epochs, standardize } of sets) {
  const lossOf = async (optimizer: Optimizer) => {
    const losses: number[] = []
    let seconds = 0
    for (const seed of SEEDS) {
      const run = await fit(network(seed), train, { optimizer, epochs, seed, standardize })
      losses.push(run.stopped === 'diverged' ? Number.POSITIVE_INFINITY : (await evaluate(run.model, train)).loss)
      seconds += run.seconds / SEEDS.length
    }
    return { loss: median(losses), seconds }
  }
  const ours = await lossOf(kfac())
  const neurons = await lossOf(foof())
  const adams = []
  for (const rate of RATES) adams.push(await lossOf(adam({ learningRate: cosine(rate) })))
  const best = Math.min(...adams.map(({ loss }) => loss))
  if (ours.loss <= best) ahead++
  const line = (title: string, { loss, seconds }: typeof ours) => `${title} ${short(loss)} (${seconds.toFixed(1)} s)`
  const rivals = adams.map((one, k) => line(`adam ${RATES[k]}`, one))
  say(
    `${name}: ${[line('kfac', ours), line('foof', neurons), ...rivals].join(', ')}; ${short(ours.loss / best)} of the best`,
  )
}
bar('kfac at or below the best of three Adam rates', ahead >= sets.length - 1, `${ahead} of ${sets.length}`)
