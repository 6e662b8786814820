/**
 * The classification defaults, untouched, on five sets and three seeds, against Adam on the same kernels.
 * Bars: both methods end without divergence; smw-ng's training loss is below that of Adam at its own default on all
 * five sets and below the best of three rates on at least three (medians of the seeds).
 */
import { adam, cosine, evaluate, fit, type Optimizer, smwGN, smwNG } from '../../src/index.js'
import { bar, median, say, short } from './bars.js'
import { type ClassificationSet, classificationSets } from './classification-sets.js'

const SEEDS = [0, 1, 2]
const RATES = [1e-3, 3e-3, 1e-2]

async function figures(set: ClassificationSet, optimizer: Optimizer) {
  const losses: number[] = []
  const accuracies: number[] = []
  let diverged = false
  let seconds = 0
  const lambdas = new Set<number | undefined>()
  for (const seed of SEEDS) {
    const { network, train, test, epochs, standardize } = set
    const run = await fit(network(seed), train, { loss: 'softmaxCrossEntropy', optimizer, epochs, seed, standardize })
    diverged ||= run.stopped !== 'epochs'
    seconds += run.seconds
    for (const { lambda } of run.history) lambdas.add(lambda)
    losses.push((await evaluate(run.model, train)).loss)
    accuracies.push((await evaluate(run.model, test)).accuracy ?? Number.NaN)
  }
  return { loss: median(losses), accuracy: median(accuracies), seconds: seconds / SEEDS.length, diverged, lambdas }
}

let aheadOfDefault = 0
let aheadOfBest = 0
let quiet = true
let constant = true
const sets = await classificationSets()
for (const set of sets) {
  const ng = await figures(set, smwNG())
  const gn = await figures(set, smwGN())
  const adams = []
  for (const rate of RATES) adams.push(await figures(set, adam({ learningRate: cosine(rate) })))
  const best = Math.min(...adams.map(({ loss }) => loss))
  if (ng.loss < adams[0].loss) aheadOfDefault++
  if (ng.loss < best) aheadOfBest++
  quiet &&= !ng.diverged && !gn.diverged
  constant &&= ng.lambdas.size === 1 && gn.lambdas.size === 1
  const line = (name: string, { loss, accuracy, seconds }: typeof ng) =>
    `${name} ${short(loss)} / ${accuracy.toFixed(4)} (${seconds.toFixed(1)} s)`
  say(
    `${set.name}: ${line('smw-ng', ng)}, ${line('smw-gn', gn)}, ${adams.map((figure, k) => line(`adam ${RATES[k]}`, figure)).join(', ')}`,
  )
}
bar('no divergence, both methods, all sets', quiet, quiet ? 'all runs used their epochs' : 'a run stopped early')
bar('lambda constant in classification', constant, constant ? 'one value in every run' : 'lambda moved')
bar('smw-ng below Adam at its default', aheadOfDefault === sets.length, `${aheadOfDefault} of ${sets.length}`)
bar('smw-ng below the best of three Adam rates', aheadOfBest >= 3, `${aheadOfBest} of ${sets.length}, bar 3`)
