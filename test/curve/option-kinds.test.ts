import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkJacobian, fitCurve, gaussian, plus } from '../../src/curve/index.js'

const x = [1, 2, 3, 4]
const y = [2, 4, 6, 8.1]
const fit = fitCurve('a*x', { x, y }, { start: { a: 1 } })

const isTyped = (call: () => unknown, says: RegExp) =>
  assert.throws(
    call,
    (error: { name: string; message: string }) => error.name === 'WoodburyError' && says.test(error.message),
  )

for (const [option, value] of Object.entries({
  fixed: 'a',
  ordered: 'ab',
  variables: 'x',
  shared: 'a',
  linear: 'all',
  ties: ['a'],
  derived: 'a',
  tolerance: 1e-6,
  jacobian: [[1]],
  onIteration: true,
  geodesic: 'on',
  signal: 5,
}))
  test(`${option} of the wrong kind is refused by its name`, () => {
    isTyped(() => fitCurve('a*x', { x, y }, { start: { a: 1 }, [option]: value }), new RegExp(`${option} is`))
  })

test('a finished fit refuses what it is asked wrongly', () => {
  isTyped(() => fit.predict('x' as never), /x is "x"/)
  isTyped(() => fit.predict(undefined as never), /x is undefined/)
  isTyped(() => fit.confidenceIntervals(95), /level is 95/)
  isTyped(() => fit.profile('b'), /"b"/)
  isTyped(() => fit.bootstrap(0.9, { samples: 0 }), /samples is 0/)
})

test('the shape of other libraries is told what a model is', () => {
  isTyped(
    () =>
      fitCurve(
        (([a]: [number]) =>
          (t: number) =>
            a * t) as never,
        { x, y },
        { start: [1] },
      ),
    /A model is \(x, p\)/,
  )
  isTyped(() => fitCurve(((t: number) => () => t) as never, { x, y }, { start: [1] }), /A model takes both at once/)
})

test('what is no options, no model and no name is refused where it is asked for', () => {
  for (const wrong of [null, 5, 'x', []]) {
    isTyped(() => fit.bootstrap(0.9, wrong as never), /bootstrap/)
    isTyped(() => fit.predict([1], wrong as never), /predict/)
    isTyped(() => checkJacobian(t => t, { x, y }, wrong as never), /checkJacobian/)
    isTyped(() => plus(gaussian(), wrong as never), /no ready-made model/)
  }
  isTyped(() => fit.predict([1], { bands: 'confidence' } as never), /Did you mean "band"/)
  isTyped(() => checkJacobian('a*x' as never, { x, y }, { start: { a: 1 }, jacobian: () => [1] }), /exact derivatives/)
})

test.run()
