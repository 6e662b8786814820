/**
 * What a step of the mini-block Fisher costs, its blocks averaged and refreshed as its defaults say: processor time beside Adam's
 * on the same batch, 784-500-10 relu on MNIST, one thread, the two in turns, medians of ROUNDS (5). A run of so many refresh
 * intervals less one of a single interval, so that what comes once does not count.
 * Bar: at most 3 steps of Adam, with the batch of its defaults.
 */
import { adam, dense, fit, miniBlockFisher, type Optimizer, sequential } from '../../src/index.js'
import { bar, median, say } from './bars.js'
import { mnist } from './classification-sets.js'

const ROUNDS = Number(process.env.ROUNDS ?? 5)
/** Batches from one inversion to the next. */
const INTERVAL = 20
const MOST = 3

const { train } = await mnist()
const net = sequential({ input: 784, seed: 0 }, [dense(500, 'relu'), dense(10)])

/** Milliseconds of processor time of a run. */
async function time(optimizer: Optimizer, steps: number): Promise<number> {
  const before = process.cpuUsage()
  await fit(net, train, { optimizer, steps, epochs: 100, threads: 1 })
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const perStep = async (optimizer: Optimizer) => {
  const once = await time(optimizer, INTERVAL)
  return ((await time(optimizer, 3 * INTERVAL)) - once) / (2 * INTERVAL)
}

for (const gradientBatch of [250, 500]) {
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await perStep(miniBlockFisher({ gradientBatch, inverseInterval: INTERVAL })))
    theirs.push(await perStep(adam({ gradientBatch })))
  }
  const ratio = median(ours.map((value, round) => value / theirs[round]))
  const figure = `${ratio.toFixed(2)} (${median(ours).toFixed(1)} ms, Adam ${median(theirs).toFixed(1)} ms)`
  if (gradientBatch === 500) bar(`a step at most ${MOST} of Adam's, batch ${gradientBatch}`, ratio <= MOST, figure)
  else say(`  batch ${gradientBatch}: ${figure}`)
}
