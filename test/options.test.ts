import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WoodburyError } from '../src/errors.js'
import {
  checkOptions,
  fraction,
  nearest,
  nonNegative,
  nonNegativeInteger,
  oneOf,
  positiveInteger,
  positiveNumber,
  show,
  trueOrFalse,
  wholeNumber,
} from '../src/options.js'

function refusal(call: () => unknown): WoodburyError {
  try {
    call()
  } catch (error) {
    assert.instance(error, WoodburyError)
    assert.is((error as WoodburyError).code, 'BAD_OPTION')
    return error as WoodburyError
  }
  throw new Error('nothing was refused')
}

test('nearest finds slips of one or two letters, swaps and case, and nothing for a stranger', () => {
  const known = ['lambda', 'tau', 'gradientBatch', 'momentum']
  assert.is(nearest('lamda', known), 'lambda')
  assert.is(nearest('lmabda', known), 'lambda')
  assert.is(nearest('gradientbatch', known), 'gradientBatch')
  assert.is(nearest('momentums', known), 'momentum')
  assert.is(nearest('architecture', known), undefined)
  assert.is(nearest('x', []), undefined)
})

test('checkOptions names the nearest option, a hint, or all of them', () => {
  const known = ['lambda', 'gradientBatch']
  checkOptions('smwNG', known, { lambda: undefined })
  assert.is(
    refusal(() => checkOptions('smwNG', known, { lamda: 1 })).message,
    'smwNG: no option "lamda". Did you mean "lambda"?',
  )
  assert.is(
    refusal(() => checkOptions('fit', known, { batchSize: 1 }, { batchSize: 'gradientBatch' })).message,
    'fit: no option "batchSize". Did you mean "gradientBatch"?',
  )
  assert.is(
    refusal(() => checkOptions('fit', known, { constructor: 1 })).message,
    'fit: no option "constructor". Known: "lambda", "gradientBatch".',
  )
})

test('checkOptions refuses what is no object', () => {
  for (const garbage of [null, 5, 'x', ['lambda']])
    assert.match(
      refusal(() => checkOptions('fit', ['lambda'], garbage as unknown as object)).message,
      /^fit: options are .+\. Pass an object of "lambda"\.$/,
    )
})

const garbage = ['1', null, undefined, Number.NaN, Number.POSITIVE_INFINITY, {}, [1], true, 1n, () => 1]
const ranges: [check: (where: string, option: string, value: unknown) => number, good: number[], bad: number[]][] = [
  [positiveInteger, [1, 1e12], [0, -1, 2.5]],
  [nonNegativeInteger, [0, 7], [-1, 0.5]],
  [wholeNumber, [-3, 0, 2 ** 53 - 1], [0.5, 2 ** 53]],
  [positiveNumber, [1e-300, 2.5], [0, -1]],
  [nonNegative, [0, 2.5], [-1e-300]],
  [fraction, [0, 0.999], [1, -0.1]],
]
for (const [check, good, bad] of ranges)
  test(`${check.name} returns what it takes and refuses the rest with the option's name and the value`, () => {
    for (const value of good) assert.is(check('fit', 'k', value), value)
    for (const value of [...bad, ...garbage]) {
      const error = refusal(() => check('fit', 'k', value))
      assert.ok(error.message.startsWith(`fit: k is ${show(value)}. Pass a `), error.message)
      assert.is(error.facts.option, 'k')
    }
  })

test('positiveInteger holds an upper bound', () => {
  assert.is(positiveInteger('dense', 'units', 8, 8), 8)
  assert.is(
    refusal(() => positiveInteger('dense', 'units', 9, 8)).message,
    'dense: units is 9. Pass a whole number from 1 to 8.',
  )
})

test('trueOrFalse takes only booleans', () => {
  assert.is(trueOrFalse('dense', 'bias', false), false)
  assert.is(refusal(() => trueOrFalse('dense', 'bias', 0)).message, 'dense: bias is 0. Pass true or false.')
})

test('oneOf names the nearest word, or all of them', () => {
  const known = ['relu', 'tanh'] as const
  assert.is(oneOf('dense', 'activation', 'tanh', known), 'tanh')
  const messages = ['rellu', 'nothing like it', 3].map(
    value => refusal(() => oneOf('dense', 'activation', value, known)).message,
  )
  assert.equal(messages, [
    'dense: activation is "rellu". Did you mean "relu"?',
    'dense: activation is "nothing like it". Known: "relu", "tanh".',
    'dense: activation is 3. Pass one of "relu", "tanh".',
  ])
})

test.run()
