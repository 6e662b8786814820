/**
 * MNIST, 784-500-10 relu, default options: at least 98.0 % on the test set with smw-ng in 5 epochs, 97.5 % with smw-gn
 * in 4; beside them, for the docs, the paper's own setting (empirical Fisher, gain ratio with 1.01, nothing else).
 */
import { dense, evaluate, fit, gainRatio, type Optimizer, sequential, smwGN, smwNG } from '../../src/index.js'
import { bar, say } from './bars.js'
import { mnist } from './classification-sets.js'

const { train, test } = await mnist()

async function run(name: string, optimizer: Optimizer, epochs: number): Promise<number> {
  const net = sequential({ input: 784, seed: 0 }, [dense(500, 'relu'), dense(10)])
  const { model, seconds, threads, simd, history } = await fit(net, train, {
    loss: 'softmaxCrossEntropy',
    optimizer,
    epochs,
  })
  const { accuracy = Number.NaN } = await evaluate(model, test)
  const { loss } = await evaluate(model, train)
  const { lambda } = history[history.length - 1]
  say(
    `${name}: ${epochs} epochs, ${seconds.toFixed(1)} s (${threads} threads, ${simd}), training loss ${loss.toFixed(4)}, test accuracy ${(100 * accuracy).toFixed(2)} %, lambda at the end ${lambda?.toPrecision(3)}`,
  )
  return accuracy
}

const ng = await run('smw-ng', smwNG(), 5)
const gn = await run('smw-gn', smwGN(), 4)
const paper = {
  momentum: 0,
  klClip: 0,
  lossBound: 0,
  rejectBadSteps: false,
  learningRate: 1,
  gradientBatch: 1000,
  curvatureBatch: 1000,
}
await run(
  'the paper: smw-ng',
  smwNG({ ...paper, fisher: 'empirical', damping: gainRatio({ lambda: 1, boost: 1.01, tau: 1e-3 }) }),
  5,
)
bar('smw-ng, 5 epochs: at least 98.0 %', ng >= 0.98, `${(100 * ng).toFixed(2)} %`)
bar('smw-gn, 4 epochs: at least 97.5 %', gn >= 0.975, `${(100 * gn).toFixed(2)} %`)
