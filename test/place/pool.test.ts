import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  armData,
  dense,
  dispose,
  type FitResult,
  fit,
  sequential,
  smwGN,
  smwNG,
  WoodburyError,
} from '../../src/index.js'

const data = armData({ samples: 1500 })
const net = sequential({ input: 3, seed: 0, dtype: 'float64' }, [dense(64, 'tanh'), dense(64, 'tanh'), dense(2)])
const options = { noise: 'none', threads: 2 } as const

test.after(() => dispose())

for (const [name, optimizer] of [
  ['smwGN', smwGN()],
  ['smwNG', smwNG({ gradientBatch: 200 })],
] as const)
  test(`${name}: two threads twice are bit-identical, and equal one within 1e-9`, async () => {
    const run = (threads: number) => fit(net, data, { ...options, optimizer, threads, steps: 12 })
    const [one, two, again] = [await run(1), await run(2), await run(2)]
    assert.equal([one.threads, two.threads], [1, 2])
    assert.equal(two.model.params, again.model.params)
    two.history.forEach(({ loss }, k) => {
      assert.ok(Math.abs(loss - one.history[k].loss) <= 1e-9 * one.history[k].loss, `step ${k}`)
    })
  })

test('records come once each and in order', async () => {
  const seen: number[] = []
  const epochs: number[] = []
  const onEpoch = ({ epoch }: { epoch: number }) => epochs.push(epoch)
  const result = await fit(net, data, { ...options, steps: 30, onStep: ({ step }) => seen.push(step), onEpoch })
  assert.equal(
    seen,
    Array.from({ length: 30 }, (_, k) => k + 1),
  )
  assert.is(result.history.length, 30)
  assert.equal(
    epochs,
    Array.from({ length: epochs.length }, (_, k) => k + 1),
  )
})

test('an abort ends the run after its step and the pool serves the next one', async () => {
  const stop = new AbortController()
  const result = await fit(net, data, { ...options, steps: 100_000, signal: stop.signal, onStep: () => stop.abort() })
  assert.is(result.stopped, 'aborted')
  assert.ok(result.steps < 100_000)
  assert.is((await fit(net, data, { ...options, steps: 3 })).stopped, 'steps')
})

test('runs at the same time all end, each with its own numbers', async () => {
  const runs = [0, 1, 2].map(seed => fit(net, data, { ...options, steps: 5, seed }))
  const results: FitResult[] = await Promise.all(runs)
  const alone = await fit(net, data, { ...options, steps: 5, seed: 1 })
  assert.equal(results[1].model.params, alone.model.params)
})

test('dispose during a run rejects it with WORKER_LOST and the last accepted parameters; the next run works', async () => {
  const run = fit(net, data, { ...options, steps: 100_000, onStep: ({ step }) => step === 5 && dispose() })
  try {
    await run
    assert.unreachable()
  } catch (error) {
    if (!(error instanceof WoodburyError)) throw error
    assert.is(error.code, 'WORKER_LOST')
    const { model, history } = error.partial as FitResult
    assert.ok(model.params.every(Number.isFinite))
    assert.not.equal(model.params, net.params)
    assert.ok(history.length >= 5)
  }
  assert.is((await fit(net, data, { ...options, steps: 3 })).stopped, 'steps')
})

test('a process that disposes of a pool, and one that does not, both end with code 0 and leave no worker', async () => {
  const index = new URL('../../src/index.js', import.meta.url).href
  for (const end of ['dispose()', ''])
    await promisify(execFile)(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { armData, dense, dispose, fit, sequential } from '${index}'
         const net = sequential({ input: 3, seed: 0 }, [dense(64, 'tanh'), dense(2)])
         for (let k = 0; k < 3; k++) await fit(net, armData({ samples: 600 }), { noise: 'none', steps: 4, threads: 2 })
         ${end}`,
      ],
      { timeout: 60_000 },
    )
})

test('many runs one after the other use the same two workers', async () => {
  let started = 0
  const { emit } = Worker.prototype
  // Every started worker says 'online' once.
  Worker.prototype.emit = function (this: Worker, ...args: Parameters<typeof emit>) {
    if (args[0] === 'online') started++
    return emit.apply(this, args)
  } as typeof emit
  for (let k = 0; k < 15; k++) await fit(net, data, { ...options, steps: 2 })
  Worker.prototype.emit = emit
  assert.ok(started <= 2, `${started} workers were started`)
})

test.run()
