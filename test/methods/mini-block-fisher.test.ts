import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, dispose, fit, miniBlockFisher, type Optimizer, sequential } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { refuses } from '../helpers/refuses.js'
import { distance } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import { backward, flat, forward, gradientOf, solveShifted, transposed, type Weights, weightsOf } from './plain-net.js'

const { samples, data } = curves(stream(9, 2))
const LAMBDA = 0.05
const plain = { gradientBatch: 'full', learningRate: 1, momentum: 0, klClip: 0, damping: LAMBDA } as const

async function after(optimizer: Optimizer, steps: number, weightDecay = 0): Promise<number[]> {
  const run = await fit(net, data, { optimizer, steps, dtype: 'float64', threads: 1, weightDecay })
  return Array.from(run.model.params)
}

/** By layer and neuron: the mean over the samples of δ_o² h hᵀ. */
function blocksOf(weights: Weights): number[][][][] {
  const blocks = weights.map(W => W[0].map(() => W.map(() => W.map(() => 0))))
  for (const { x, y } of samples) {
    const { inputs, z } = forward(weights, x)
    const seed = z.map((value, a) => value - y[a])
    backward(weights, inputs, seed).forEach((delta, l) => {
      delta.forEach((value, o) => {
        inputs[l].forEach((a, r) => {
          inputs[l].forEach((b, c) => {
            blocks[l][o][r][c] += (value * value * a * b) / samples.length
          })
        })
      })
    })
  }
  return blocks
}

const mean = (blocks: number[][][]) =>
  blocks[0].map((row, r) => row.map((_, c) => blocks.reduce((sum, B) => sum + B[r][c], 0) / blocks.length))
const averaged = (weights: Weights) => blocksOf(weights).map(layer => layer.map(() => mean(layer)))

/** (F_o + λ I)⁻¹ of column o of each layer's V. */
const preconditioned = (blocks: number[][][][], V: Weights, lambda: number): Weights =>
  V.map((v, l) => {
    const columns = transposed(v).map((column, o) =>
      solveShifted(
        blocks[l][o],
        lambda,
        column.map(value => [value]),
      ).flat(),
    )
    return transposed(columns)
  })

const theta = Array.from(net.params)

const forms = { averaged, neuron: blocksOf } as const

for (const [blocks, of] of Object.entries(forms) as ['averaged' | 'neuron', typeof averaged][]) {
  test(`${blocks}: the first step is −(F + λ I)⁻¹ V, weight decay in V and λ, to 1e-10`, async () => {
    const w = 0.02
    const reached = await after(miniBlockFisher({ ...plain, blocks }), 1, w)
    const V = weightsOf(gradientOf(theta, samples).map((value, p) => value + w * theta[p]))
    const expected = flat(preconditioned(of(weightsOf(theta)), V, LAMBDA + w))
    const moved = reached.map((value, p) => theta[p] - value)
    assert.ok(distance(moved, expected) < 1e-10, String(distance(moved, expected)))
  })

  test(`${blocks}: the second step has running means and momentum, to 1e-9`, async () => {
    const options = { ...plain, momentum: 0.7, decay: 0.4, factorInterval: 1, inverseInterval: 1, learningRate: 0.3 }
    const optimizer = miniBlockFisher({ ...options, blocks })
    const [one, two] = [await after(optimizer, 1), await after(optimizer, 2)]
    const [before, now] = [theta, one].map(params => of(weightsOf(params)))
    const mixed = now.map((layer, l) =>
      layer.map((B, o) => B.map((row, r) => row.map((value, c) => 0.4 * before[l][o][r][c] + 0.6 * value))),
    )
    const first = flat(preconditioned(before, weightsOf(gradientOf(theta, samples)), LAMBDA))
    const u = flat(preconditioned(mixed, weightsOf(gradientOf(one, samples)), LAMBDA))
    const moved = two.map((value, p) => one[p] - value)
    const expected = u.map((value, p) => 0.3 * (value + 0.7 * first[p]))
    assert.ok(distance(moved, expected) < 1e-9, String(distance(moved, expected)))
  })
}

test('a block a neuron: the same bits when resumed, and with two threads the same to 1e-9', async () => {
  const optimizer = miniBlockFisher({ gradientBatch: 5, blocks: 'neuron', inverseInterval: 3, factorInterval: 2 })
  const options = { optimizer, steps: 9, epochs: 100, dtype: 'float64' } as const
  const checkpoints: Uint8Array[] = []
  const onCheckpoint = (bytes: Uint8Array) => {
    checkpoints.push(bytes)
  }
  const whole = await fit(net, data, { ...options, threads: 1, checkpointEvery: 5, onCheckpoint })
  const resumed = await fit(net, data, { ...options, threads: 1, resume: checkpoints[0] })
  assert.equal(resumed.model.params, whole.model.params)
  const two = await fit(net, data, { ...options, threads: 2 })
  assert.ok(distance(two.model.params, whole.model.params) < 1e-9)
})

test('a block a neuron of a wide layer is refused with its size before anything is allocated', async () => {
  const wide = sequential({ input: 784 }, [dense(500, 'relu'), dense(10)])
  const x = [new Array(784).fill(0.5), new Array(784).fill(0.25)]
  await refuses(() => fit(wide, { x, y: Int32Array.of(0, 9) }, { optimizer: miniBlockFisher({ blocks: 'neuron' }) }), {
    code: 'BAD_OPTION',
    says: ['miniBlockFisher', '3.5 GiB', "blocks: 'averaged'"],
  })
})

test.after(dispose)

test.run()
