import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, dispose, type FitOptions, fit, foof, sequential } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { distance } from '../reference/linear.js'

const random = stream(7, 2)
/** Column 3 is 0 throughout; columns 5 and 6 are in one sample each, which the factor may see late. */
const x = Array.from({ length: 22 }, (_, i) =>
  Array.from({ length: 12 }, (__, c) =>
    c === 3 || (c === 5 && i !== 9) || (c === 6 && i !== 17) ? 0 : random.normal(),
  ),
)
const y = x.map(row => [+(row[0] * row[1] > 0), +(row[0] * row[1] <= 0)])

/** Far from the noise of a divergence. */
const gentle = { learningRate: 0.05, damping: 0.5 }

/** A clip asks for the gradient; 1e9 is never reached. */
const run = (klClip: number, options: FitOptions = {}, bias = true) => {
  const net = sequential({ input: 12, seed: 4 }, [dense(30, 'relu', { bias }), dense(2)])
  const optimizer = foof({ gradientBatch: 4, klClip, factorInterval: 3, inverseInterval: 5, ...gentle })
  const more = { loss: 'softmaxCrossEntropy', epochs: 3, seed: 9, dtype: 'float64', threads: 1 } as const
  return fit(net, { x, y }, { optimizer, ...more, ...options })
}

for (const [dtype, bound] of [['float64', 1e-9] as const, ['float32', 1e-4] as const])
  for (const bias of [true, false])
    test(`foof by the inputs, ${dtype}, ${bias ? 'a' : 'no'} bias: the steps and norms of the gradient's way, to ${bound}`, async () => {
      const [byInputs, formed] = [await run(0, { dtype }, bias), await run(1e9, { dtype }, bias)]
      assert.ok(distance(byInputs.model.params, formed.model.params) < bound)
      byInputs.history.forEach(({ gradientNorm }, step) => {
        assert.ok(Math.abs(gradientNorm / formed.history[step].gradientNorm - 1) < bound)
      })
    })

test('foof by the inputs: the same bits when resumed between two inversions, and to 1e-9 with two threads', async () => {
  const checkpoints: Uint8Array[] = []
  const onCheckpoint = (bytes: Uint8Array) => {
    checkpoints.push(bytes)
  }
  const whole = await run(0, { checkpointEvery: 7, onCheckpoint })
  assert.equal((await run(0, { resume: checkpoints[0] })).model.params, whole.model.params)
  assert.ok(distance((await run(0, { threads: 2 })).model.params, whole.model.params) < 1e-9)
})

test('foof: batches beyond the cache go by the gradient', async () => {
  const wide = sequential({ input: 600, seed: 4 }, [dense(1300, 'relu'), dense(1)])
  const rows = Array.from({ length: 521 }, () => Float32Array.from({ length: 600 }, () => random.normal()))
  const set = { x: rows, y: Int32Array.from(rows, row => +(row[0] > 0)) }
  const optimizer = foof({ gradientBatch: 520, curvatureBatch: 500, klClip: 0 })
  const { history } = await fit(wide, set, { optimizer, loss: 'sigmoidCrossEntropy', steps: 1, threads: 1 })
  assert.ok(history[0].gradientNorm > 0)
})

test.after(dispose)

test.run()
