import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  dense,
  evaluate,
  fit,
  hessianFree,
  lbfgs,
  type Optimizer,
  sequential,
  sgd,
  smwGN,
  smwNG,
} from '../../src/index.js'
import { checkedOptimizer } from '../../src/optim/check-optimizer.js'
import { refuses } from '../helpers/refuses.js'

const net = sequential({ input: 2, seed: 1 }, [dense(3, 'tanh'), dense(2)])
const data = {
  x: [
    [0, 1],
    [1, 0],
    [1, 1],
    [2, 1],
  ],
  y: [
    [0, 1],
    [1, 0],
    [1, 1],
    [2, 1],
  ],
}
const run = (optimizer: unknown) => fit(net, data, { optimizer: optimizer as Optimizer, steps: 3, threads: 1 })

test('a description written by hand trains as the one its function makes, to the bit', async () => {
  for (const [written, made] of [
    [{ method: 'smwGN', rows: 'ggn', damping: 0.5 }, smwGN({ damping: 0.5 })],
    [{ method: 'smwGN', rows: 'ggn', learningRate: 0.5 }, smwGN({ learningRate: 0.5 })],
    [{ method: 'smwNG', rows: 'empirical', damping: 2 }, smwNG({ fisher: 'empirical', damping: 2 })],
    [{ method: 'sgd', learningRate: 0.1 }, sgd({ learningRate: 0.1 })],
    [{ method: 'adam', learningRate: 0.1 }, adam({ learningRate: 0.1 })],
  ] as const)
    assert.equal((await run(written)).model.params, (await run(made)).model.params)
})

test('the optimizer of a result, through JSON, trains as it did, to the bit', async () => {
  for (const said of [smwGN(), smwNG({ fisher: 'improvedEmpirical' }), hessianFree(), lbfgs(), sgd(), adam()]) {
    const first = await run(said)
    const again = await run(JSON.parse(JSON.stringify(first.optimizer)))
    assert.equal(again.model.params, first.model.params)
  }
})

test('what the functions refuse is refused in a description too', async () => {
  for (const [optimizer, says] of [
    [{ method: 'adam', beta1: 5 }, 'beta1 is 5'],
    [{ method: 'adam', rate: 1 }, 'no option "rate"'],
    [{ method: 'sgd', learningRate: { kind: 'cosine', rate: Number.NaN } }, 'learningRate.rate is NaN'],
    [{ method: 'smwGN', momentum: Number.NaN }, 'momentum is NaN'],
    [{ method: 'smwNG', rows: 'ggn' }, 'fisher is "ggn"'],
    [{ method: 'smwNG', rows: 'sampled', damping: { kind: 'gainRatio', lambda: -1 } }, 'gainRatio'],
    [{ method: 'sdg' }, 'sgd'],
    [{ method: 'hessianFree', rejectBadSteps: false }, 'rejectBadSteps is false'],
    [{ method: 'lbfgs', gradientBatch: 32 }, 'gradientBatch is 32'],
  ] as const)
    await refuses(() => run(optimizer), { code: 'BAD_OPTION', says: [says] })
  for (const value of [null, [], 'adam', { method: 3 }])
    await refuses(() => checkedOptimizer('fit', value), { code: 'BAD_OPTION', says: ['optimizer'] })
})

test('a loss that is none is refused by fit and evaluate alike', async () => {
  for (const loss of [0, 1e-300, null, [], 'crossEntropy', { dense_1: 'mse' }] as never[]) {
    await refuses(() => fit(net, data, { loss }), {}, `fit ${loss}`)
    await refuses(() => evaluate(net, data, { loss }), {}, `evaluate ${loss}`)
  }
})

test('values that no text is made of are shown by their kind: a seed, a share, a shape, a one-hot row', async () => {
  const bare = Object.create(null)
  await refuses(() => sequential({ input: 1, seed: bare }, [dense(1)]), { code: 'BAD_OPTION', says: ['an object'] })
  await refuses(() => fit(net, { ...data, x: { data: new Float32Array(8), shape: [bare, 2] } }), {
    says: ['an object'],
  })
  await refuses(
    () =>
      fit(
        net,
        {
          ...data,
          y: [
            [bare, 1],
            [0, 1],
            [0, 1],
            [0, 1],
          ],
        },
        { loss: 'softmaxCrossEntropy' },
      ),
    {
      says: ['an object'],
    },
  )
})

test.run()
