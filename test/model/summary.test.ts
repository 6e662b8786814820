import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { model, sequential } from '../../src/model/build.js'
import { dense } from '../../src/model/layer-specs.js'
import { add, connect, input } from '../../src/model/node-specs.js'
import { summary } from '../../src/model/summary.js'
import { refuses } from '../helpers/refuses.js'

test('a line for each node and the total', () => {
  const net = sequential({ input: 784 }, [dense(500, 'relu'), dense(10)])
  assert.is(
    summary(net),
    [
      'node     layer         reads    units  parameters',
      '-------------------------------------------------',
      'input_0  input                    784           0',
      'dense_0  dense relu    input_0    500     392,500',
      'dense_1  dense linear  dense_0     10       5,010',
      '-------------------------------------------------',
      '397,510 parameters, float32, 1,590,040 bytes',
    ].join('\n'),
  )
})

test('long names and many inputs are cut so that 80 columns are enough', () => {
  const x = input(1024, 'the_angles_of_all_three_joints')
  const h = connect(dense(1024, 'leakyRelu', { name: 'a_layer_with_a_long_name' }), x)
  const lines = summary(model(x, add(h, h, x, h), { dtype: 'float64' })).split('\n')
  assert.ok(lines.every(line => line.length <= 80))
  assert.match(lines[3], /^a_layer_with_a_… +dense leakyRelu +the_angles_… +1024 +1,049,600$/)
})

test('what is no model is refused', () =>
  refuses(() => summary({} as never), { code: 'BAD_MODEL', says: ['summary: '] }))

test.run()
