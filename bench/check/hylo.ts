/**
 * HyLo with a tenth of the rows beside TENGraD, which has them all, on optdigits at equal epochs, both at their defaults:
 * medians of the training losses over the seeds in WOODBURY_SEEDS (0,1,2).
 * Bar: HyLo's is at most 1.05 times TENGraD's.
 */
import { evaluate, fit, hylo, type Optimizer, tengrad } from '../../src/index.js'
import { bar, median, say, short } from './bars.js'
import { classificationSets } from './classification-sets.js'

const SEEDS = (process.env.WOODBURY_SEEDS ?? '0,1,2').split(',').map(Number)
const MOST = 1.05

const set = (await classificationSets()).find(({ name }) => name === 'optdigits')
if (!set) throw new Error('optdigits is no longer among the sets')
const { network, train, epochs, standardize } = set

async function figures(name: string, optimizer: Optimizer): Promise<number> {
  const losses: number[] = []
  const seconds: number[] = []
  for (const seed of SEEDS) {
    const run = await fit(network(seed), train, { optimizer, epochs, seed, standardize, threads: 1 })
    losses.push((await evaluate(run.model, train)).loss)
    seconds.push(run.seconds)
  }
  say(
    `${name}: training loss ${short(median(losses))} (${losses.map(short).join(', ')}), ${median(seconds).toFixed(1)} s`,
  )
  return median(losses)
}

const exact = await figures('tengrad', tengrad())
await figures('hylo, kis', hylo({ compression: 'kis' }))
const tenth = await figures('hylo', hylo({ share: 0.1 }))
bar(
  "hylo's training loss with a tenth of the rows",
  tenth <= MOST * exact,
  `${short(tenth / exact)} of tengrad's, bar ${MOST}`,
)
