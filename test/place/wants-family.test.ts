import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { methodNames } from '../../src/optim/table.js'
import { wantsFamily } from '../../src/place/wants-family.js'
import { familySteppers } from '../../src/step/family-steppers.js'
import { paperSteppers } from '../../src/step/steppers.js'

test('a method is of the family unless the small worker knows it, and every one has its steps', () => {
  for (const method of methodNames() as 'adam'[]) {
    assert.is(wantsFamily({ method }), paperSteppers(method) === undefined, method)
    assert.type(familySteppers(method), 'function')
  }
})

test("an eliminated output layer is of the family, rows are the paper's", () => {
  const said = (outputLayer: 'rows' | 'eliminated') =>
    wantsFamily({ method: 'smwGN', outputLayer } as { method: 'smwGN' })
  assert.equal([said('rows'), said('eliminated')], [false, true])
})

test.run()
