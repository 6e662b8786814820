import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  cosine,
  dense,
  evaluate,
  type FitOptions,
  fit,
  forecast,
  type Model,
  type Optimizer,
  sequential,
  smwGN,
  smwNG,
} from '../../src/index.js'
import { stream } from '../../src/random/index.js'

const GIB = 2 ** 30

/** Samples around one random centre a class. */
function clusters(classes: number, count: number, inputs = 20) {
  const random = stream(7, 120)
  const normals = () => Array.from({ length: inputs }, () => random.normal())
  const centres = Array.from({ length: classes }, normals)
  const y = Array.from({ length: count }, () => random.below(classes))
  return { x: y.map(label => normals().map((noise, k) => centres[label][k] + 0.3 * noise)), y }
}

const softmax = { loss: 'softmaxCrossEntropy', seed: 0 } as const

test('smwGN on 1,000 classes, 20-64-64-1000, 3,000 samples: a loss of at most 5 after 20 steps, below 100 MB, and a word of the 999 rows', async () => {
  const data = clusters(1000, 3000)
  const net = sequential({ input: 20, seed: 1 }, [dense(64, 'tanh'), dense(64, 'tanh'), dense(1000)])
  const run = fit(net, data, { ...softmax, optimizer: smwGN(), steps: 20 })
  assert.ok(forecast(run) < 1e8)
  const { model, warnings } = await run
  const { loss } = await evaluate(model, data)
  assert.ok(loss <= 5, String(loss))
  assert.ok(
    warnings.some(text => /a sample has 999 rows.*random combination/.test(text)),
    warnings.join(),
  )
})

test('random combinations do not depend on the threads: parameters of one and of two agree to 1e-4', async () => {
  const data = clusters(40, 200, 5)
  const net = sequential({ input: 5, seed: 1 }, [dense(8, 'tanh'), dense(40)])
  const reached = async (threads: number) => {
    const options: FitOptions = { ...softmax, optimizer: smwGN({ gradientBatch: 50 }), steps: 5, threads }
    const { model, optimizer } = await fit(net, data, options)
    assert.is((optimizer as { rows?: string }).rows, 'sketched')
    return model.params
  }
  const [one, two] = [await reached(1), await reached(2)]
  one.forEach((value, p) => {
    assert.ok(Math.abs(value - two[p]) <= 1e-4, `${p}: ${value} and ${two[p]}`)
  })
})

test('the optimizer of such a run, handed to the next, trains as it did and is warned of no more', async () => {
  const data = clusters(40, 100, 5)
  const net = sequential({ input: 5, seed: 1 }, [dense(8, 'tanh'), dense(40)])
  const first = await fit(net, data, { ...softmax, optimizer: smwGN({ gradientBatch: 50 }), steps: 2 })
  const again = await fit(net, data, { ...softmax, optimizer: JSON.parse(JSON.stringify(first.optimizer)), steps: 2 })
  assert.equal(again.model.params, first.model.params)
  assert.not.ok(again.warnings.some(text => text.includes('rows')))
})

test('an exact autoencoder of 784 outputs fits into 1 GiB', async () => {
  const random = stream(8, 120)
  const x = Array.from({ length: 50 }, () => Array.from({ length: 784 }, () => random.uniform()))
  const net = sequential({ input: 784, seed: 1 }, [dense(32, 'tanh'), dense(784)])
  const run = fit(net, { x, y: x }, { noise: 'none', steps: 1 })
  assert.ok(forecast(run) <= GIB / 32, String(forecast(run)))
  assert.equal((await run).warnings, [])
})

/** 200 curves of 2,000 numbers, Σ_k u_k cos(0.01 (k + 1) j). */
function spectra() {
  const random = stream(9, 120)
  const x = Array.from({ length: 200 }, () => Array.from({ length: 4 }, () => 2 * random.uniform() - 1))
  const y = x.map(u =>
    Array.from({ length: 2000 }, (_, j) => u.reduce((sum, each, k) => sum + each * Math.cos(0.01 * (k + 1) * j), 0)),
  )
  return { x, y }
}

test('200 spectra of 2,000 numbers: 15 steps with nothing said end at a tenth of what 90 steps of Adam do', async () => {
  const data = spectra()
  const net = sequential({ input: 4, seed: 1 }, [dense(32, 'tanh'), dense(32, 'tanh'), dense(2000)])
  const options = { standardize: true, seed: 0, threads: 1, noise: 'none' } as const
  // A step of the closed form takes as long as three of Adam's.
  const told = await fit(net, data, { ...options, steps: 15 })
  assert.is((told.optimizer as { outputLayer?: string }).outputLayer, 'eliminated')
  const rival = await fit(net, data, { ...options, steps: 90, optimizer: adam({ learningRate: cosine(1e-2) }) })
  const lossOf = async (model: Model) => (await evaluate(model, data)).loss
  const [ours, theirs] = [await lossOf(told.model), await lossOf(rival.model)]
  assert.ok(ours <= theirs / 10, `${ours} and ${theirs}`)
})

test('300 classes with their output layer eliminated: 20 steps end at half the loss of 40 steps of smwNG', async () => {
  const data = clusters(300, 900)
  const net = sequential({ input: 20, seed: 1 }, [dense(32, 'tanh'), dense(32, 'tanh'), dense(300)])
  const reached = async (optimizer: Optimizer, steps: number) => {
    const run = await fit(net, data, { ...softmax, standardize: true, optimizer, steps, threads: 1 })
    assert.not.ok(run.warnings.some(text => text.includes('rows')))
    return (await evaluate(run.model, data)).loss
  }
  const [ours, theirs] = [await reached(smwGN({ outputLayer: 'eliminated' }), 20), await reached(smwNG(), 40)]
  assert.ok(ours <= theirs / 2, `${ours} and ${theirs}`)
})

test('with all rows asked for, Adam trains instead and says so', async () => {
  const net = sequential({ input: 4, seed: 1 }, [dense(32, 'tanh'), dense(2000)])
  const told = await fit(net, spectra(), { standardize: true, steps: 2, optimizer: smwGN({ outputLayer: 'rows' }) })
  assert.is(told.optimizer.method, 'adam')
  assert.ok(told.warnings.some(text => /a sample has 2000 rows.*adam trains instead/.test(text)))
})

test.run()
