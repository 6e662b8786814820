import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, load, predict, save, sequential } from '../src/index.js'
import * as small from '../src/predict.js'
import { refuses } from './helpers/refuses.js'

const x = Array.from({ length: 1100 }, (_, i) => [Math.sin(i), Math.cos(3 * i)])

for (const dtype of ['float32', 'float64'] as const)
  test(`woodbury/predict gives the bits of predict, ${dtype}`, async () => {
    const net = sequential({ input: 2, seed: 1, dtype }, [dense(33, 'tanh'), dense(9, 'relu'), dense(3)])
    const loaded = small.load(save(net))
    assert.equal(await small.predict(loaded, x), await predict(load(save(net)), x))
  })

test('woodbury/predict holds nothing else', () =>
  assert.equal(Object.keys(small).sort(), ['WoodburyError', 'load', 'predict']))

test('its errors are those of the package', () =>
  refuses(() => small.predict(sequential({ input: 2 }, [dense(1)]), [[1]]), { code: 'SHAPE_MISMATCH' }))

test.run()
