import { adam, fit, type Optimizer, smwGN, smwNG } from '../../src/index.js'
import { mnist } from '../check/classification-sets.js'
import type { Context } from '../context.js'
import { network } from '../trainer.js'

/** Training loss, as a mean over the last steps, at which the clock stops. */
const TARGET = 0.1

/** Steps over which the loss of mini-batches is averaged. */
const WINDOW = 20

/** Epochs of the runs among which a method has its best: its schedule stretches with them. */
const BUDGETS = [3, 6]

/** Seconds of training until the running mean of the batch losses is below the target; Infinity where it never is. */
async function secondsTo(data: Parameters<typeof fit>[1], optimizer: Optimizer, epochs: number): Promise<number> {
  const recent: number[] = []
  let reached = Number.POSITIVE_INFINITY
  const stop = new AbortController()
  await fit(network(), data, {
    optimizer,
    epochs,
    threads: 1,
    signal: stop.signal,
    onStep({ loss, seconds }) {
      recent.push(loss)
      if (recent.length > WINDOW) recent.shift()
      const mean = recent.reduce((a, b) => a + b, 0) / recent.length
      if (stop.signal.aborted || recent.length < WINDOW || mean > TARGET) return
      reached = seconds
      stop.abort()
    },
  })
  return reached
}

/** Seconds to a training loss on MNIST against our own Adam, each at its best budget. */
export async function timeToLossRows(context: Context): Promise<void> {
  if (!process.env.WOODBURY_DATA) {
    context.missing('MNIST in WOODBURY_DATA')
    return
  }
  const { train: data } = await mnist()
  const best = async (optimizer: Optimizer) => {
    const seconds: number[] = []
    for (const epochs of context.quick ? [1] : BUDGETS) seconds.push(await secondsTo(data, optimizer, epochs))
    return Math.min(...seconds)
  }
  const rival = await best(adam())
  const ours = { 'smw-ng': smwNG(), 'smw-gn': smwGN() }
  for (const [method, optimizer] of Object.entries(ours)) {
    const name = `time-to-loss.${method}.mnist`
    if (!context.wants(name)) continue
    const value = await best(optimizer)
    const said = { value, unit: 's', rival: 'own-adam', rivalValue: rival }
    context.add({ name, threads: 1, ...said, ratio: rival / value, residual: 0 })
  }
}
