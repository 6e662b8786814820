import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fit, fngd } from '../../src/index.js'
import { PURPOSE, stream } from '../../src/random/index.js'
import { distance, solveDense } from '../reference/linear.js'
import { byLayer, damped, data, net, rowsByLayer, samples } from './plain-blocks.js'

const [LAMBDA, RATE, BATCH, SEED] = [0.3, 0.1, 5, 9]
const optimizer = fngd({ gradientBatch: BATCH, learningRate: RATE, momentum: 0, klClip: 0, damping: LAMBDA })

for (const w of [0, 0.02])
  test(`the coefficients of epoch 1 weigh the samples of epoch 2, decay ${w}, to 1e-10`, async () => {
    const Lambda = LAMBDA + w
    const options = { optimizer, seed: SEED, dtype: 'float64', threads: 1, epochs: 100, weightDecay: w } as const
    let theta = Array.from(net.params)
    const kept: number[][] = byLayer(theta).map(() => samples.map(() => 0))
    for (let step = 0; step < 6; step++) {
      const [epoch, first] = [Math.floor(step / 3), (step % 3) * BATCH]
      const places = stream(SEED, PURPOSE.shuffle, epoch)
        .permutation(samples.length)
        .subarray(first, first + BATCH)
      const batch = Array.from(places, place => samples[place])
      const N = batch.length
      const d = rowsByLayer(theta, batch).flatMap(({ U }, l) => {
        const own = byLayer(theta)[l]
        let c = Array.from(places, place => kept[l][place] / N)
        if (epoch === 0) {
          const F = damped(U, 1 / N, Lambda)
          const ofDecay = U.map(row => row.reduce((sum, value, p) => sum + (w * value * own[p]) / Lambda, 0))
          c = solveDense(
            F,
            ofDecay.map(value => (1 - value) / N),
          )
          // What is kept has no decay in it.
          const pure =
            w === 0
              ? c
              : solveDense(
                  F,
                  U.map(() => 1 / N),
                )
          for (const [i, place] of places.entries()) kept[l][place] = pure[i] * N
        }
        return own.map((value, p) => -U.reduce((sum, row, i) => sum + c[i] * row[p], (w * value) / Lambda))
      })
      const reached = await fit(net, data, { ...options, steps: step + 1 })
      const expected = theta.map((value, p) => value + RATE * d[p])
      assert.ok(distance(reached.model.params, expected) < 1e-10, `step ${step + 1}`)
      theta = expected
    }
  })

test.run()
