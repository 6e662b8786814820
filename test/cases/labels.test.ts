/** tensorflow#3739, keras#7339, tensorflow#18651, BalancedMetaSoftmax#15, caffe#589: what can be wrong with labels. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { csvDataSet, dense, fit, sequential, smwGN, smwNG } from '../../src/index.js'
import { refuses } from '../helpers/refuses.js'
import { imbalanced } from './imbalanced.js'
import { table, u } from './u.js'

const softmax = { loss: 'softmaxCrossEntropy', steps: 5 } as const

test('label 8 of 8 classes is refused with its row, and the advice to subtract 1', async () => {
  const x = Array.from({ length: 8 }, (_, i) => [i / 10, 1 - i / 10])
  const net = sequential({ input: 2, seed: 0 }, [dense(8)])
  const says = ['row 5', '8', 'from 0 to 7', 'subtract 1']
  const facts = { row: 5, value: 8 }
  await refuses(() => fit(net, { x, y: [1, 2, 3, 4, 7, 8, 9, 10] }, softmax), {
    code: 'LABEL_OUT_OF_RANGE',
    says,
    facts,
  })
  for (const odd of [-1, 2.5, Number.NaN, '3'])
    await refuses(() => fit(net, { x, y: [0, 1, 2, odd as number, 4, 5, 6, 7] }, softmax), { facts: { row: 3 } })
})

test('letters as codes 97 … 122 are refused at row 0; as text they are 26 sorted classes that travel with the model', async () => {
  const x = Array.from({ length: 26 }, (_, i) => [i / 26])
  const net = sequential({ input: 1, seed: 0 }, [dense(26)])
  const codes = x.map((_, i) => 97 + i)
  await refuses(() => fit(net, { x, y: codes }, softmax), { code: 'LABEL_OUT_OF_RANGE', facts: { row: 0, value: 97 } })
  const letters = [...'qwertyuiopasdfghjklzxcvbnm']
  const csv = `t,letter\n${letters.map((letter, i) => `${i / 26},${letter}`).join('\n')}\n`
  const data = await csvDataSet(new TextEncoder().encode(csv), { target: 'letter' })
  const { model } = await fit(net, data, softmax)
  assert.equal(model.classes?.[model.graph.outputs[0]], [...letters].sort())
})

test('one-hot rows, indices and a column give the same loss to 1e-12; other rows are errors that name theirs', async () => {
  const x = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]
  const net = sequential({ input: 2, seed: 1, dtype: 'float64' }, [dense(3)])
  const run = async (y: number[] | number[][]) =>
    (await fit(net, { x, y }, { ...softmax, optimizer: smwGN() })).history.map(({ loss }) => loss)
  const indices = await run([0, 1, 1, 2])
  for (const y of [
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    [[0], [1], [1], [2]],
  ])
    (await run(y)).forEach((loss, k) => {
      assert.ok(Math.abs(loss - indices[k]) <= 1e-12)
    })
  await refuses(
    () =>
      fit(
        net,
        {
          x,
          y: [
            [1, 0],
            [0, 1],
            [0, 1],
            [1, 0],
          ],
        },
        softmax,
      ),
    { code: 'SHAPE_MISMATCH', says: ['row 0'] },
  )
  await refuses(() => fit(net, { x, y: x.map(() => [0, 0, 0, 1]) }, softmax), { code: 'SHAPE_MISMATCH' })
  await refuses(
    () =>
      fit(
        net,
        {
          x,
          y: [
            [1, 0, 0],
            [0, 1, 1],
            [0, 1, 0],
            [0, 0, 1],
          ],
        },
        softmax,
      ),
    { says: ['row 1'] },
  )
})

for (const [name, optimizer] of [
  ['smwGN', smwGN()],
  ['smwNG', smwNG()],
] as const)
  for (const label of [0, 2])
    test(`all rows of class ${label}, ${name}: the loss falls below 1e-2, the empty classes are named`, async () => {
      const x = table(20, 3, (k, j) => u(3 * k + j))
      const net = sequential({ input: 3, seed: 0 }, [dense(4, 'tanh'), dense(3)])
      const result = await fit(net, { x, y: x.map(() => label) }, { ...softmax, optimizer, steps: 200 })
      assert.ok(
        result.history[result.history.length - 1].loss < 1e-2,
        `${result.history[result.history.length - 1].loss}`,
      )
      assert.ok(result.model.params.every(Number.isFinite))
      const missing = label === 2 ? 'no samples of classes 0 and 1' : 'no samples of classes 1 and 2'
      assert.ok(result.warnings.includes(missing), result.warnings.join())
    })

test('90 % zeros: the full batch reaches the maximum-likelihood answer, batches of 8 come within 10 % of its loss', async () => {
  const net = sequential({ input: 2, seed: 0, dtype: 'float64' }, [dense(1)])
  const options = { loss: 'sigmoidCrossEntropy', steps: 50 } as const
  const full = await fit(net, imbalanced, { ...options, optimizer: smwGN({ gradientBatch: 'full' }) })
  ;[0.9855799387, -0.7109181126, -2.570803112].forEach((value, p) => {
    assert.ok(Math.abs(full.model.params[p] - value) <= 1e-6, `${full.model.params[p]} for ${value}`)
  })
  const { loss } = full.history[full.history.length - 1]
  assert.ok(Math.abs(loss - 0.315192574402) <= 1e-10, `${loss}`)
  const small = await fit(net, imbalanced, { ...options, optimizer: smwGN({ gradientBatch: 8 }), steps: 500 })
  const { evaluate } = await import('../../src/index.js')
  const reached = (await evaluate(small.model, imbalanced)).loss
  assert.ok(reached < 1.1 * 0.315192574402, `${reached}`)
})

test.run()
