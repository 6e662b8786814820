/**
 * Seconds to training loss 0.01 on full MNIST, 784-500-10 relu: FOOF and KFAC at their defaults and FOOF tuned, with batches of 125,
 * at one budget after another until the loss of the end is there, against tuned Adam (the best settings of a grid).
 * Bar: FOOF or KFAC in fewer seconds than Adam.
 */
import {
  adam,
  cosine,
  dampingSchedule,
  dense,
  evaluate,
  fit,
  foof,
  kfac,
  linear,
  type Optimizer,
  sequential,
} from '../../src/index.js'
import { bar, say, short } from './bars.js'
import { mnist } from './classification-sets.js'

const GOAL = 0.01
const { train } = await mnist()

/** Seconds of the shortest of these budgets that reaches the goal. */
async function secondsOf(name: string, optimizer: Optimizer, budgets: readonly number[]): Promise<number> {
  for (const epochs of budgets) {
    const net = sequential({ input: 784, seed: 0 }, [dense(500, 'relu'), dense(10)])
    const { model, seconds } = await fit(net, train, { optimizer, epochs, seed: 0 })
    const { loss } = await evaluate(model, train)
    say(`  ${name}, ${epochs} epochs: ${short(loss)} in ${seconds.toFixed(1)} s`)
    if (loss <= GOAL) return seconds
  }
  return Number.POSITIVE_INFINITY
}

const small = {
  gradientBatch: 125,
  learningRate: linear(0.2),
  damping: dampingSchedule({ from: 0.2, to: 0.05 }),
  factorInterval: 8,
  inverseInterval: 80,
}
const ours = [
  await secondsOf('foof, batch 125', foof(small), [1.95, 2, 2.25]),
  await secondsOf('foof', foof(), [2.5, 3, 4]),
  await secondsOf('kfac', kfac(), [2.5, 3, 4]),
]
const large = { gradientBatch: 256 }
const theirs = [
  await secondsOf('adam 2e-3, batch 128', adam({ learningRate: cosine(2e-3) }), [5.5, 6.5]),
  await secondsOf('adam 1e-2, batch 256', adam({ ...large, learningRate: cosine(1e-2) }), [4.5, 5, 6]),
  await secondsOf('adam 1e-2 linear, batch 256', adam({ ...large, learningRate: linear(1e-2) }), [4, 4.25, 4.5, 5]),
]
const ratio = Math.min(...theirs) / Math.min(...ours)
bar(`foof or kfac at ${GOAL} before tuned Adam`, ratio > 1, `${ratio.toFixed(2)} times as fast`)
