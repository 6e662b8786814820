/** Arrays of more numbers than a call looks at: the others are looked at before the first step. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, dispose, type FitOptions, fit, sequential, type WoodburyError } from '../../src/index.js'
import { AT_CALL } from '../../src/prepare/look-over.js'
import { refuses } from '../helpers/refuses.js'

const N = AT_CALL + 100
const net = sequential({ input: 1, seed: 0 }, [dense(2, 'tanh'), dense(1)])
const options = { loss: 'sigmoidCrossEntropy', steps: 2, threads: 1 } as const

/** Shares of a half, which y may change in one place. */
function set(at: 'x' | 'y', place: number, value: number) {
  const data = { x: new Float32Array(N), y: new Float32Array(N).fill(0.5) }
  data[at][place] = value
  return data
}

const refusesLate = async (at: 'x' | 'y', value: number, code: 'NON_FINITE_INPUT' | 'LABEL_OUT_OF_RANGE') => {
  const place = N - 5
  const says = [`fit: ${at}: row ${place}, column 0 is ${value}`]
  const expected = { code, says, facts: { row: place, column: 0, inputs: undefined } }
  const onStep = () => assert.unreachable('a step on what is refused')
  await refuses(() => fit(net, set(at, place, value), { ...options, onStep }), expected)
  await refuses(() => fit(net, set(at, 7, value), options), { code, says: [`row 7, column 0 is ${value}`] })
}

test.after(() => dispose())

test('a number that is not finite is named by its row, wherever it stands', async () => {
  await refusesLate('x', Number.NaN, 'NON_FINITE_INPUT')
  await refusesLate('y', Number.POSITIVE_INFINITY, 'NON_FINITE_INPUT')
})

test('so is a target that is no probability', () => refusesLate('y', 1.5, 'LABEL_OUT_OF_RANGE'))

for (const threads of [1, 2])
  test(`${threads} threads: what was handed over is in the error`, async () => {
    const data = set('x', N - 1, Number.NaN)
    const run = fit(net, data, { ...options, threads, transfer: true })
    assert.is(data.x.length, 0)
    const { code, message, facts } = (await run.catch(error => error)) as WoodburyError
    assert.is(code, 'NON_FINITE_INPUT')
    assert.ok(message.includes('error.facts.inputs'))
    const [[x], [y]] = [facts.inputs, facts.targets] as Float32Array[][]
    assert.equal([x.length, y.length, x[0], y[N - 1]], [N, N, 0, 0.5])
    assert.ok(Number.isNaN(x[N - 1]))
  })

test('rows that are held out are looked at by the numbers they had', async () => {
  const more: FitOptions = { ...options, validation: 0.1 }
  const says = [`row ${N - 5}, column 0`]
  await refuses(() => fit(net, set('x', N - 5, Number.NaN), more), { code: 'NON_FINITE_INPUT', says })
})

test('a large set is trained as a small one is', async () => {
  const { stopped, history } = await fit(net, set('x', N - 1, 1), { ...options, steps: 1 })
  assert.is(stopped, 'steps')
  assert.ok(Math.abs(history[0].loss - Math.log(2)) < 0.2)
})

test.run()
