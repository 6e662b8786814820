import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { armData, dense, dispose, type FitOptions, type FitResult, fit, load, sequential } from '../../src/index.js'
import { refuses } from '../helpers/refuses.js'

const data = armData({ samples: 200 })
/** Its output cannot reach the targets, of which there is a warning. */
const net = sequential({ input: 3, seed: 0 }, [dense(16, 'tanh'), dense(2, 'tanh')])
const endless = { steps: 1e9 }

const unheard: unknown[] = []
process.on('unhandledRejection', error => unheard.push(error))

/** What nobody heard by now. */
async function missed(): Promise<unknown[]> {
  for (let k = 0; k < 3; k++) await turn()
  return unheard.splice(0)
}

test.after(() => dispose())

test('leaving a loop and disposing of the pool ends in silence; who awaits the run then hears WORKER_LOST', async () => {
  const run = fit(net, data, { ...endless, threads: 2 })
  for await (const { step } of run) if (step > 0) break
  await dispose()
  assert.equal(await missed(), [])
  await refuses(() => run, { code: 'WORKER_LOST', says: ['disposed'] })
})

test('a run nobody looks at is silent too where its workers are taken away, running or still starting', async () => {
  let stepped = () => {}
  const first = new Promise<void>(resolve => {
    stepped = resolve
  })
  fit(net, data, { ...endless, threads: 2, onStep: () => stepped() })
  await first
  await dispose()
  const starting = fit(net, data, { ...endless, threads: 2 })
  await turn()
  await dispose()
  assert.equal(await missed(), [])
  await refuses(() => starting, { code: 'WORKER_LOST', says: ['disposed'] })
})

test('an error after the loop was left is told to who awaits, however late, and is unhandled for nobody', async () => {
  let left = false
  const run = fit(net, data, {
    ...endless,
    threads: 1,
    onStep() {
      if (left) throw new RangeError('late')
    },
  })
  for await (const { step } of run) if (step > 0) break
  left = true
  for (let k = 0; k < 100; k++) await turn()
  assert.equal(await missed(), [])
  await run.then(
    () => assert.unreachable(),
    error => assert.match(String(error), 'late'),
  )
})

test('an error of a run that nobody ever looked at is unhandled once, as with any promise', async () => {
  const wrong = new RangeError('mine')
  fit(net, data, {
    ...endless,
    onStep() {
      throw wrong
    },
  })
  for (let k = 0; k < 100 && unheard.length === 0; k++) await turn()
  assert.equal(await missed(), [wrong])
})

const callbacks = ['onStep', 'onEpoch', 'onCheckpoint', 'onWarning'] as const
for (const threads of [1, 2])
  for (const name of callbacks)
    for (const way of ['throws', 'rejects'] as const)
      test(`${name} that ${way} ends a run of ${threads} with its error, and nothing is unhandled`, async () => {
        const wrong = new RangeError('mine')
        const asked: FitOptions = { ...endless, threads, checkpointEvery: 3 }
        asked[name] = () => {
          if (way === 'rejects') return Promise.reject(wrong)
          throw wrong
        }
        await fit(net, data, asked).then(
          () => assert.unreachable(),
          error => {
            assert.is(error, wrong)
            const { model, history, checkpoint } = (error as { partial: FitResult }).partial
            assert.ok(model.params.every(Number.isFinite) && history.length >= 0)
            if (name !== 'onWarning')
              assert.is.not(String(model.params), String(net.params), 'what was trained is lost')
            assert.equal(load(checkpoint).params.length, model.params.length)
          },
        )
        assert.equal(await missed(), [])
      })

test('a run waits for the promises of its callbacks, so that none fails unheard after its end', async () => {
  const wrong = new RangeError('the disk is full')
  const written: number[] = []
  const onCheckpoint = async () => {
    for (let k = 0; k < 20; k++) await turn()
    written.push(1)
  }
  await fit(net, data, { steps: 6, threads: 1, checkpointEvery: 3, onCheckpoint })
  assert.is(written.length, 2)
  const failing = async () => {
    await onCheckpoint()
    throw wrong
  }
  await fit(net, data, { steps: 3, threads: 1, checkpointEvery: 3, onCheckpoint: failing }).then(
    () => assert.unreachable(),
    error => assert.is(error, wrong),
  )
  assert.equal(await missed(), [])
})

test.run()
