import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { predictionCsv, predictionJson } from '../../src/cli/prediction.js'

test('float32 values are written with the digits that give them back, float64 whole', () => {
  const single = { data: Float32Array.of(0.1, 1 / 3, 16_777_216, 1e-30), shape: [4, 1] as const }
  assert.is(predictionCsv(single), 'prediction\n0.1\n0.33333334\n16777216\n1e-30\n')
  for (const [k, text] of predictionCsv(single).trim().split('\n').slice(1).entries())
    assert.is(Math.fround(Number(text)), single.data[k])
  const double = { data: Float64Array.of(1 / 3), shape: [1, 1] as const }
  assert.is(predictionCsv(double), 'prediction\n0.3333333333333333\n')
})

test('class names with separators and quotes are quoted', () => {
  const predicted = { data: Float64Array.of(0.25, 0.75), shape: [1, 2] as const, classes: ['a,b', 'say "c"'] }
  assert.is(predictionCsv(predicted), 'class,"p_a,b","p_say ""c"""\n"say ""c""",0.25,0.75\n')
})

test('one sigmoid output is the probability of the second of two classes', () => {
  const predicted = { data: Float64Array.of(0.25, 0.75), shape: [2, 1] as const, classes: ['no', 'yes'] }
  assert.is(predictionCsv(predicted), 'class,p_no,p_yes\nno,0.75,0.25\nyes,0.25,0.75\n')
  assert.equal(predictionJson(predicted), {
    rows: 2,
    classes: ['no', 'yes'],
    class: ['no', 'yes'],
    probabilities: [
      [0.75, 0.25],
      [0.25, 0.75],
    ],
  })
})

test('several outputs are called by their targets, or numbered', () => {
  const predicted = { data: Float64Array.of(1, 2), shape: [1, 2] as const }
  assert.is(predictionCsv({ ...predicted, targets: ['x', 'y'] }), 'prediction_x,prediction_y\n1,2\n')
  assert.is(predictionCsv(predicted), 'prediction_0,prediction_1\n1,2\n')
  assert.equal(predictionJson({ ...predicted, targets: ['x', 'y'] }), {
    rows: 1,
    targets: ['x', 'y'],
    prediction: [[1, 2]],
  })
})

test.run()
