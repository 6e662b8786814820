/**
 * Semi-stochastic mode on 2,000 MNIST samples, 784-500-10 relu: the loss, recomputed by `evaluate` in float64 after
 * every accepted step, falls each time; at least 80 % of the steps are accepted; the end is at most a tenth of the start.
 */

import { takeRows } from '../../src/data/split.js'
import { dense, evaluate, fit, load, type Model, type Optimizer, sequential, smwGN, smwNG } from '../../src/index.js'
import { bar, say, short } from './bars.js'
import { mnist } from './classification-sets.js'

const STEPS = Number(process.env.STEPS ?? 60)
const { train } = await mnist()
const data = takeRows(
  train,
  Array.from({ length: 2000 }, (_, i) => i),
)

/** Losses of all states of a run, seen from its checkpoints. */
async function run(name: string, optimizer: Optimizer): Promise<void> {
  const net = sequential({ input: 784, seed: 0 }, [dense(500, 'relu'), dense(10)])
  const states: Uint8Array[] = []
  const { history } = await fit(net, data, {
    loss: 'softmaxCrossEntropy',
    optimizer,
    steps: STEPS,
    checkpointEvery: 1,
    onCheckpoint: bytes => states.push(bytes),
  })
  const loss = async (model: Model) =>
    (await evaluate(model, data, { loss: 'softmaxCrossEntropy', dtype: 'float64' })).loss
  const start = await loss(net)
  let before = start
  let falls = true
  for (const [k, { accepted }] of history.entries()) {
    if (!accepted) continue
    const after = await loss(load(states[k]))
    falls &&= after < before
    before = after
  }
  const share = history.filter(({ accepted }) => accepted).length / history.length
  say(`${name}: ${history.length} steps, loss ${short(start)} to ${short(before)}`)
  bar(`${name}: the loss falls at every accepted step`, falls, falls ? 'yes' : 'no')
  bar(`${name}: at least 80 % accepted`, share >= 0.8, `${(100 * share).toFixed(0)} %`)
  bar(`${name}: the end is at most 1/10 of the start`, before <= start / 10, `1/${(start / before).toFixed(0)}`)
}

await run('smw-gn', smwGN({ gradientBatch: 'full' }))
await run('smw-ng', smwNG({ gradientBatch: 'full' }))
