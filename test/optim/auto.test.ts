import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, fit, type LossName, type Optimizer, sequential, smwGN, smwNG } from '../../src/index.js'
import { lossOf } from '../../src/model/losses/table.js'
import { choose, lines } from '../../src/optim/auto.js'
import { settle } from '../../src/optim/table.js'
import type { Task } from '../../src/optim/task.js'
import { refuses } from '../helpers/refuses.js'

const head = (loss: LossName, m: number) => [{ loss: lossOf(loss), m }]

/** 20-64-64-1, squared errors, in numbers about 1. */
const task = (more: Partial<Task>): Task => ({
  samples: 20_000,
  parameters: 5569,
  inputs: 20,
  widths: 277,
  dtype: 'float32',
  heads: head('meanSquaredError', 1),
  noise: 'some',
  raw: false,
  ...more,
})

const outputLayer = { columns: 33, below: 32, outputs: 20, hidden: 1216, widths: 100 }

const reached: readonly [of: string, more: Partial<Task>, takes: Optimizer][] = [
  [
    'regression, so many outputs that 40 samples do not fit into a step of any kind',
    { heads: head('meanSquaredError', 5000), parameters: 330_000, outputLayer: 'it is not linear', seconds: 1 },
    smwGN(),
  ],
  [
    'regression of 12 outputs or more, the output layer in closed form',
    { heads: head('meanSquaredError', 20), outputLayer },
    smwGN(),
  ],
  ['regression in numbers about 1, lambda following the residual', {}, smwGN()],
  ['regression by a loss that is the whole one, lambda by trial', { samples: 100 }, smwGN()],
  ['regression of exact targets, lambda down to its floor', { noise: 'none' }, smwGN()],
  ['regression', { raw: true, samples: 450_000, seconds: 2 }, smwGN()],
  [
    'classes of up to 500 samples, the whole set each step',
    { heads: head('softmaxCrossEntropy', 3), samples: 500 },
    smwNG(),
  ],
  ['two classes', { heads: head('softmaxCrossEntropy', 2) }, smwNG()],
  ['classes', { heads: head('softmaxCrossEntropy', 10) }, smwNG()],
]

test('every line of the rule is reached, with the recipe of its method', () => {
  for (const [of, more, takes] of reached) {
    const { said, settled, sentence } = choose(task(more))
    assert.ok(sentence.startsWith(`${settled.method}: ${of}; `), `${sentence} is not ${of}`)
    assert.equal(said, takes)
    assert.equal(settled, settle(takes, task(more)))
  }
  assert.equal(
    reached.map(([of]) => of),
    lines(),
  )
})

const net = sequential({ input: 1, seed: 1 }, [dense(4, 'tanh'), dense(1)])
const data = { x: Array.from({ length: 30 }, (_, k) => [k / 30]), y: Array.from({ length: 30 }, (_, k) => [k / 15]) }

test('auto is what nothing said is, to the bit, and says why; a method that is named says nothing', async () => {
  const silent = await fit(net, data, { steps: 3, threads: 1 })
  const auto = await fit(net, data, { steps: 3, threads: 1, optimizer: 'auto' })
  assert.equal(auto.model.params, silent.model.params)
  assert.is(auto.chosen, silent.chosen)
  assert.match(auto.chosen ?? '', /^smwGN: regression by a loss that is the whole one, /)
  const named = await fit(net, data, { steps: 3, threads: 1, optimizer: smwGN() })
  assert.equal(named.model.params, auto.model.params)
  assert.not('chosen' in named)
})

test('another word is refused, with auto among what is offered', () =>
  refuses(() => fit(net, data, { optimizer: 'best' as 'auto', steps: 1 }), { code: 'BAD_OPTION', says: ["'auto'"] }))

test.run()
