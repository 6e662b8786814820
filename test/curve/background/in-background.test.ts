import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dispose } from '../../../src/api/init.js'
import type { IterationRecord } from '../../../src/curve/engine/problem.js'
import { type CurveFit, fitCurve, gaussian, line, peaks, plus } from '../../../src/curve/index.js'
import type { WoodburyError } from '../../../src/errors.js'
import { stream } from '../../../src/random/stream.js'
import { elsewhere } from '../../helpers/elsewhere.js'

const random = stream(5, 6)
const x = Array.from({ length: 60 }, (_, k) => k / 10)
const y = x.map(at => 3 * Math.exp(-0.8 * at) + 0.5 + 0.02 * random.normal())
const model = 'a*exp(-b*x) + c'
const start = { a: 1, b: 0.1, c: 0 }

/** Seconds of work: from as many starts. */
const long = { start, lower: { a: 0, b: 0, c: -1 }, upper: { a: 9, b: 9, c: 1 }, starts: 3000 }

test.after(() => dispose())

const refusal = (call: Promise<CurveFit>): Promise<WoodburyError> =>
  call.then(
    () => assert.unreachable('it was not refused') as never,
    error => error,
  )

test('the fit of a worker is that of this thread, to the last bit, in all that it says', async () => {
  const here = fitCurve(model, { x, y }, { start, derived: { half: '0.693/b' } })
  const there = await fitCurve.inBackground(model, { x, y }, { start, derived: { half: '0.693/b' } })
  assert.equal(there.toJSON(), here.toJSON())
  assert.equal(there.parameters, here.parameters)
  assert.is(there.report(), here.report())
  const band = { band: 'prediction', level: 0.9 } as const
  assert.equal(there.predict([1, 2.5], band), here.predict([1, 2.5], band))
  assert.equal(there.profile('b'), here.profile('b'))
  assert.equal(there.bootstrap(0.9, { samples: 20 }), here.bootstrap(0.9, { samples: 20 }))
})

test('ready-made models cross by name and by what they were made of', async () => {
  const at = Array.from({ length: 80 }, (_, k) => k / 8)
  const shape = at.map(v => 2 * Math.exp(-(((v - 3) / 0.6) ** 2) / 2) + 1 / (1 + ((v - 7) / 0.5) ** 2) + 0.1 * v)
  const data = { x: at, y: shape.map(v => v + 0.01 * random.normal()) }
  for (const named of [
    'gaussian',
    plus(plus(gaussian(), gaussian()), line()),
    peaks(2, 'lorentzian', { background: 'linear' }),
  ])
    assert.equal((await fitCurve.inBackground(named, data)).toJSON(), fitCurve(named, data).toJSON())
})

test('several sets with parameters of their own, sigma and typed arrays', async () => {
  const data = [
    { x: Float64Array.from(x), y: Float32Array.from(y), sigma: 0.02 },
    { x: x.slice(0, 30), y: y.slice(0, 30).map(v => 2 * v), sigma: x.slice(0, 30).map(() => 0.04) },
  ]
  const options = { start, shared: ['b'] }
  const there = await fitCurve.inBackground(model, data, options)
  assert.equal(there.toJSON(), fitCurve(model, data, options).toJSON())
})

test('the data are those of the call, whatever becomes of them', async () => {
  const own = { x: Float64Array.from(x), y: Float64Array.from(y) }
  const there = fitCurve.inBackground(model, own, { start })
  own.y.fill(0)
  assert.equal((await there).toJSON(), fitCurve(model, { x, y }, { start }).toJSON())
})

test('iterations are told here, each once and in order', async () => {
  const told: IterationRecord[] = []
  const heard: IterationRecord[] = []
  const keep = (list: IterationRecord[]) => (record: IterationRecord) =>
    void list.push({ ...record, parameters: record.parameters.slice() })
  fitCurve(model, { x, y }, { start, onIteration: keep(told) })
  await fitCurve.inBackground(model, { x, y }, { start, onIteration: keep(heard) })
  assert.ok(told.length > 3)
  assert.equal(heard, told)
})

for (const [memory, answers] of [
  ['shared', {}],
  ['not shared', { memoryStaysHere: () => 'as in a page that is not isolated' }],
] as const)
  test(`an abort where memory is ${memory} resolves with what was reached`, () =>
    elsewhere(answers, async () => {
      const stop = new AbortController()
      const at = Float64Array.from({ length: 400_000 }, (_, k) => k / 1e5)
      let cost = Number.POSITIVE_INFINITY
      const fit = await fitCurve.inBackground(
        'a*exp(-b*x) + c*exp(-d*x)',
        { x: at, y: at.map(v => 3 * Math.exp(-v) + 2 * Math.exp(-3 * v) + 0.1 * Math.sin(1e3 * v)) },
        {
          start: { a: 1, b: 0.1, c: 1, d: 0.2 },
          signal: stop.signal,
          onIteration(record) {
            cost = record.cost
            stop.abort()
          },
        },
      )
      assert.is(fit.stopped, 'aborted')
      // Summed once more, of 400,000 squares.
      assert.ok(fit.rss <= 2 * cost * (1 + 4e5 * Number.EPSILON), `${fit.rss} after ${2 * cost}`)
      assert.equal(fit.start, { a: 1, b: 0.1, c: 1, d: 0.2 })
    }))

test('what is aborted before it begins is at its start', async () => {
  const { stopped, parameters } = await fitCurve.inBackground(model, { x, y }, { start, signal: AbortSignal.abort() })
  assert.is(stopped, 'aborted')
  assert.equal(parameters, start)
})

test('refusals are those of fitCurve; functions are refused', async () => {
  const hole = y.map((v, k) => (k === 7 ? Number.NaN : v))
  const error = await refusal(fitCurve.inBackground(model, { x, y: hole }, { start }))
  assert.equal([error.name, error.code, error.facts.index], ['WoodburyError', 'NON_FINITE_INPUT', 7])
  assert.is((await refusal(fitCurve.inBackground('a*z', { x, y }, { start: { a: 1 } }))).code, 'BAD_MODEL')
  const call = (named: unknown, options: object) => refusal(fitCurve.inBackground(named as string, { x, y }, options))
  const own = await call((at: number, p: { a: number }) => p.a * at, { start: { a: 1 } })
  assert.is(own.code, 'BAD_MODEL')
  assert.match(own.message, /the model is a function/)
  assert.match((await call(model, { start, jacobian: () => [1] })).message, /the jacobian is a function/)
  assert.is((await call({ ...gaussian(), start: () => ({}) }, {})).code, 'BAD_MODEL')
  assert.is((await call(model, { start, sigma: 2 })).code, 'BAD_OPTION')
})

test('what onIteration throws rejects, and the next fit works', async () => {
  const thrown = new Error('enough')
  const fit = fitCurve.inBackground(
    model,
    { x, y },
    {
      start,
      onIteration() {
        throw thrown
      },
    },
  )
  assert.is(await refusal(fit), thrown)
  assert.is((await fitCurve.inBackground(model, { x, y }, { start })).stopped, 'gradient')
})

test('without workers it is fitted here', () =>
  elsewhere({ spawn: () => Promise.reject(new Error('refused by policy')) }, async () => {
    const here = fitCurve(model, { x, y }, { start })
    assert.equal((await fitCurve.inBackground(model, { x, y }, { start })).toJSON(), here.toJSON())
  }))

test('a fit whose worker is disposed of is lost and says so', async () => {
  const fit = fitCurve.inBackground(
    model,
    { x, y },
    {
      ...long,
      onIteration: () => void dispose(),
    },
  )
  const { code, message } = await refusal(fit)
  assert.is(code, 'WORKER_LOST')
  assert.match(message, /disposed/)
})

test('options that are none are refused as such', async () => {
  for (const options of [null, 5, 'a', []]) {
    const thrown = await fitCurve
      .inBackground('a*x', { x: [1, 2], y: [2, 4] }, options as never)
      .catch((error: { code: string }) => error)
    assert.is((thrown as { code: string }).code, 'BAD_OPTION')
  }
})

test.run()
