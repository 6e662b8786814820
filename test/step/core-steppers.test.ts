/** What an edge function has of the methods, and what it says of the others. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { egn, levenbergMarquardt, optimizers, thermodynamicNGD, WoodburyError } from '../../src/index.js'
import { coreSteppers } from '../../src/step/core/core-steppers.js'
import type { StepRun } from '../../src/step/step.js'

optimizers()

const refusal = (act: () => unknown): WoodburyError => {
  try {
    act()
  } catch (error) {
    return error as WoodburyError
  }
  throw new Error('it was taken')
}

test('the methods that defaults are chosen from, and those whose file holds their own mathematics, are there', () => {
  for (const name of [
    'smwGN',
    'smwNG',
    'kfac',
    'ekfac',
    'foof',
    'hessianFree',
    'lbfgs',
    'ssBroyden',
    'adam',
    'muon',
    'mkor',
  ])
    assert.type(coreSteppers(name), 'function', name)
})

test('the others are refused by name with what works', () => {
  const run = { plan: {} } as StepRun
  for (const act of [
    () => coreSteppers(levenbergMarquardt().method),
    () => coreSteppers(thermodynamicNGD().method),
    () => coreSteppers('egn')?.(run, { ...egn(), search: 'armijo' } as never),
  ]) {
    const error = refusal(act)
    assert.instance(error, WoodburyError)
    assert.is(error.code, 'NOT_SUPPORTED')
    assert.match(error.message, /not at the edge.*kfac\(\)/)
  }
})

test.run()
