import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sequential } from '../../src/model/build.js'
import { activations, type Initialiser } from '../../src/model/graph.js'
import { activation, dense } from '../../src/model/layer-specs.js'
import { assertAtMost } from '../helpers/assert-close.js'

const IN = 200
const OUT = 300
const N = IN * OUT

const kernelOf = (layer: ReturnType<typeof dense>, seed = 1) =>
  sequential({ input: IN, seed, dtype: 'float64' }, [layer]).params.subarray(0, N)

const moment = (values: ArrayLike<number>, k: number) =>
  Array.from(values, value => value ** k).reduce((sum, power) => sum + power, 0) / values.length

// Variance of the mean of w² is (kurtosis − 1) σ⁴ / n: kurtosis 3 for a normal, 9/5 for a uniform draw.
const methods: [init: Initialiser, variance: number, kurtosis: number][] = [
  ['lecun', 1 / IN, 3],
  ['he', 2 / IN, 3],
  ['glorot', 2 / (IN + OUT), 9 / 5],
]
for (const [init, variance, kurtosis] of methods)
  test(`${init}: mean, variance and kurtosis within 5 standard errors of ${N} draws`, () => {
    const kernel = kernelOf(dense(OUT, 'tanh', { init }))
    assertAtMost(Math.abs(moment(kernel, 1)), 5 * Math.sqrt(variance / N), 'mean')
    assertAtMost(Math.abs(moment(kernel, 2) / variance - 1), 5 * Math.sqrt((kurtosis - 1) / N), 'variance')
    // Eighth moments: 105 for a normal draw, 9 for a uniform one.
    const spread = init === 'glorot' ? 9 - kurtosis ** 2 : 105 - kurtosis ** 2
    assertAtMost(Math.abs(moment(kernel, 4) / variance ** 2 - kurtosis), 5 * Math.sqrt(spread / N), 'kurtosis')
  })

test('glorot stays within ±√(6/(in + out))', () => {
  const kernel = kernelOf(dense(OUT, 'tanh', { init: 'glorot' }))
  assertAtMost(Math.max(...kernel.map(Math.abs)), Math.sqrt(6 / (IN + OUT)))
})

test('auto is he for relu, leakyRelu, gelu and silu, else lecun', () => {
  for (const name of activations) {
    const init = ['relu', 'leakyRelu', 'gelu', 'silu'].includes(name) ? 'he' : 'lecun'
    assert.equal(kernelOf(dense(OUT, name)), kernelOf(dense(OUT, name, { init })), name)
  }
})

test('biases start at 0 behind their kernels', () => {
  const { params } = sequential({ input: 3, seed: 2 }, [dense(4), dense(2)])
  assert.equal([...params.subarray(12, 16), ...params.subarray(24)], [0, 0, 0, 0, 0, 0])
  assert.ok([...params.subarray(0, 12), ...params.subarray(16, 24)].every(value => value !== 0))
})

test('the same seed gives the same bits, another seed or layer other numbers', () => {
  const net = (seed: number) => sequential({ input: 3, seed }, [dense(3), dense(3)]).params
  assert.equal(net(7), net(7))
  assert.is(new Set([...net(7), ...net(8)]).size, 2 * 18 + 1)
})

test('float32 parameters are the float64 ones, rounded', () => {
  const net = (dtype: 'float32' | 'float64') => sequential({ input: 3, seed: 7, dtype }, [dense(64)]).params
  assert.equal(net('float32'), Float32Array.from(net('float64')))
})

test('a dense layer draws the same numbers whatever stands around it', () => {
  const last = (layers: Parameters<typeof sequential>[1]) =>
    sequential({ input: 5, seed: 7 }, layers).params.subarray(-(5 * 2 + 2))
  const plain = last([dense(5, 'relu'), dense(2)])
  assert.equal(last([dense(5, 'linear', { bias: false }), activation('relu'), dense(2)]), plain)
  const first = sequential({ input: 5, seed: 7 }, [dense(5), dense(9), dense(2)]).params.subarray(0, 30)
  assert.equal(first, sequential({ input: 5, seed: 7 }, [dense(5)]).params)
})

test.run()
