import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { WoodburyError } from '../../src/errors.js'
import { dense, fit, sequential, smwGN, smwNG } from '../../src/index.js'
import { lossOf } from '../../src/model/losses/table.js'
import { settle } from '../../src/optim/table.js'
import type { RunPlan } from '../../src/place/plan.js'
import { fittingLayout } from '../../src/prepare/fitting-layout.js'
import { stream } from '../../src/random/index.js'
import { layoutOf } from '../../src/step/layout.js'
import { denseGraph } from '../helpers/dense-graph.js'
import { refuses } from '../helpers/refuses.js'

const LARGEST = 2 ** 32

const random = stream(3, 121)

/** A run of random size with a curvature batch that was asked for; nothing of it is allocated. */
function planOf(): RunPlan {
  const units = 2 + random.below(4000)
  const hidden = 1 + random.below(300)
  const count = 1 + random.below(200_000)
  const graph = denseGraph(3, [hidden, units])
  const loss = random.below(2) ? ('softmaxCrossEntropy' as const) : ('meanSquaredError' as const)
  const said = { gradientBatch: 'full' as const, curvatureBatch: 1 + random.below(random.below(2) ? 100 : count) }
  const dtype = random.below(2) ? ('float32' as const) : ('float64' as const)
  const task = {
    samples: count,
    parameters: 0,
    inputs: 0,
    widths: 0,
    dtype,
    heads: [{ loss: lossOf(loss), m: units }],
    noise: 'some' as const,
  }
  const optimizer = settle((random.below(2) ? smwGN : smwNG)(said), task)
  const training = { count, inputs: [{ length: 3 * count }], targets: [] }
  return {
    graph,
    dtype,
    heads: [{ loss, weight: 1 }],
    optimizer,
    training,
    weightDecay: 0,
    threads: 2,
  } as unknown as RunPlan
}

test('of 200 runs those above 4 GiB are refused with the largest curvatureBatch that fits: it passes, one more does not', () => {
  let refused = 0
  for (let k = 0; k < 200; k++) {
    const plan = planOf()
    if (layoutOf(plan).bytes <= LARGEST - 2 ** 17) {
      fittingLayout(plan)
      continue
    }
    let error: WoodburyError | undefined
    try {
      fittingLayout(plan)
    } catch (thrown) {
      error = thrown as WoodburyError
    }
    if (!error) throw new Error(`${layoutOf(plan).bytes} bytes pass`)
    if (error.code === 'OUT_OF_MEMORY') continue
    refused++
    const fits = error.facts.fits as number
    assert.ok(error.message.includes(`Pass curvatureBatch: ${fits} or less`), error.message)
    const bytes = (curvatureBatch: number) =>
      layoutOf({ ...plan, optimizer: { ...plan.optimizer, curvatureBatch } as RunPlan['optimizer'] }).bytes
    assert.ok(
      bytes(fits) <= LARGEST && bytes(fits + 1) > LARGEST - 2 ** 17,
      `${fits}: ${bytes(fits)}, ${bytes(fits + 1)}`,
    )
  }
  assert.ok(refused >= 30, `${refused} refused`)
})

const classes = Array.from({ length: 300 }, (_, i) => i % 100)
const data = { x: classes.map(label => [label / 100, 1]), y: classes }
const net = sequential({ input: 2, seed: 1 }, [dense(50, 'tanh'), dense(50, 'tanh'), dense(2000)])

test('all 1,999 rows of 300 samples are refused at the call, with a value that the next call takes', async () => {
  const options = { loss: 'softmaxCrossEntropy', steps: 1 } as const
  const call = (curvatureBatch: number) =>
    fit(net, data, { ...options, optimizer: smwGN({ curvatureBatch, solve: 'rows' }), signal: AbortSignal.abort() })
  let fits = 0
  try {
    call(300)
  } catch (error) {
    fits = (error as WoodburyError).facts.fits as number
  }
  assert.ok(fits >= 1 && fits < 300, String(fits))
  await call(1)
  await refuses(() => call(fits + 1), { code: 'BAD_OPTION', says: ['curvatureBatch', `Pass curvatureBatch: ${fits}`] })
})

test("a parameter side that does not fit is refused with solve: 'auto'", () =>
  refuses(
    () => fit(net, data, { loss: 'softmaxCrossEntropy', optimizer: smwGN({ curvatureBatch: 1, solve: 'parameters' }) }),
    { code: 'BAD_OPTION', says: ["solve: 'auto'"] },
  ))

test.run()
