import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WoodburyError } from '../src/errors.js'

test('WoodburyError carries code and facts beside its sentence', () => {
  const error = new WoodburyError('BAD_OPTION', 'fit: no option "lamda". Did you mean "lambda"?', { option: 'lamda' })
  assert.instance(error, Error)
  assert.is(error.code, 'BAD_OPTION')
  assert.equal(error.facts, { option: 'lamda' })
})

test.run()
