import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  armData,
  dense,
  dispose,
  type FitResult,
  fit,
  info,
  init,
  sequential,
  smwGN,
  version,
} from '../../src/index.js'
import { workers } from '../../src/runtime/worker-kinds/node.js'
import { elsewhere } from '../helpers/elsewhere.js'
import { refuses } from '../helpers/refuses.js'

const data = armData({ samples: 1500 })
const net = sequential({ input: 3, seed: 0, dtype: 'float64' }, [dense(64, 'tanh'), dense(64, 'tanh'), dense(2)])
const run = (options: object = {}) =>
  fit(net, data, { optimizer: smwGN(), noise: 'none', steps: 6, threads: 2, ...options })

const losses = ({ history }: FitResult) => history.map(({ loss }) => loss)
const small = { threads: 'auto', optimizer: smwGN({ gradientBatch: 10 }) }

test.after(() => dispose())

test('two threads are a pool, one is the caller, and a small run stays with it', async () => {
  assert.is((await run()).place, 'pool')
  assert.is((await run({ threads: 1 })).place, 'inline')
  assert.is((await run(small)).place, 'inline')
})

test('where memory is not shared, one worker trains; the run says so once and has the numbers of one thread', async () => {
  const alone = await run({ threads: 1 })
  const reason = 'this page is not cross-origin isolated'
  await elsewhere({ memoryStaysHere: () => reason }, async () => {
    const heard: string[] = []
    const result = await run({ onWarning: (warning: string) => heard.push(warning) })
    assert.equal([result.place, result.threads], ['worker', 1])
    assert.equal(losses(result), losses(alone))
    assert.equal(result.model.params, alone.model.params)
    assert.is(heard.length, 1)
    assert.ok(heard[0].includes(reason) && heard[0].includes('One worker trains instead'), heard[0])
    assert.equal(info(), { version, simd: info().simd, threads: 1, place: 'worker', reason })
  })
})

/** Starts workers that hear hello without the probe, as where a posted memory arrives as a copy. */
const copying =
  (start: typeof workers.spawn): typeof workers.spawn =>
  async url => {
    const spawned = await start(url)
    const { endpoint } = spawned
    return {
      ...spawned,
      endpoint: {
        postMessage: (message, transfer) =>
          endpoint.postMessage(message.path?.[0] === 'hello' ? { ...message, argumentList: [] } : message, transfer),
        addEventListener: endpoint.addEventListener.bind(endpoint),
        removeEventListener: endpoint.removeEventListener.bind(endpoint),
        start: () => endpoint.start?.(),
      },
    }
  }

test('where memory turns out not to be shared, one worker trains and the warning says it', () =>
  elsewhere({ spawn: copying(workers.spawn) }, async () => {
    const result = await run()
    assert.is(result.place, 'worker')
    assert.match(result.warnings.join(), /not to be shared/)
  }))

test('where workers cannot be started, the caller trains; they are tried again only after init', async () => {
  let tried = 0
  const spawn = () => {
    tried++
    return Promise.reject(new Error('refused by policy'))
  }
  await elsewhere({ spawn }, async () => {
    const first = await run()
    assert.equal([first.place, first.threads, first.warnings.length], ['inline', 1, 1])
    assert.ok(
      first.warnings[0].includes('refused by policy') && first.warnings[0].includes('workerUrl'),
      first.warnings[0],
    )
    const spawned = tried
    const second = await run()
    assert.equal([second.place, tried], ['inline', spawned])
    assert.match(info().reason ?? '', /refused by policy/)
    init()
    await run()
    assert.ok(tried > spawned)
  })
})

test('a worker that dies while others still start is a warning, and the caller trains', async () => {
  const { spawn } = workers
  let firstIsDead = () => {}
  const dead = new Promise<void>(resolve => {
    firstIsDead = resolve
  })
  let started = 0
  const mortal: typeof workers.spawn = async url => {
    if (started++ > 0) {
      await dead
      return spawn(url)
    }
    const first = await spawn(url)
    // Its first message is the answer to hello.
    first.endpoint.addEventListener('message', () => void first.terminate().then(firstIsDead))
    return first
  }
  await elsewhere({ spawn: mortal }, async () => {
    const result = await run()
    assert.equal([result.place, result.stopped], ['inline', 'steps'])
    assert.match(result.warnings.join(), /exited/)
  })
})

test('a worker script that is not there, fails, or is of another version is a warning, never a hang', async () => {
  const script = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`)
  const said = 'import { parentPort } from "node:worker_threads";'
  const answer = `${said} parentPort.on('message', m => parentPort.postMessage({ id: m.id, type: 'RAW', value: { version: '0.0.1' } }))`
  for (const [url, reason] of [
    [new URL('file:///nowhere/worker.js'), /Cannot find module|nowhere/],
    [script('throw new Error("broken")'), /broken/],
    [script(answer), /version 0\.0\.1/],
  ] as const)
    await elsewhere({}, async () => {
      const { spawn } = workers
      workers.spawn = () => spawn(url)
      const result = await run()
      assert.equal([result.place, result.stopped], ['inline', 'steps'])
      assert.match(result.warnings.join(), reason)
    })
})

test('where there are no workers, a run that asks for two says why it has one', async () => {
  await elsewhere({ exist: () => false }, async () => {
    const asked = await run()
    assert.equal([asked.place, asked.threads], ['inline', 1])
    assert.match(asked.warnings.join(), /no workers/)
    assert.equal((await run({ threads: 'auto' })).warnings, [])
    assert.is(info().place, 'inline')
  })
})

test('a page gives every run that is not small to a worker', async () => {
  await elsewhere({ isPage: () => true }, async () => {
    assert.is((await run({ threads: 1 })).place, 'worker')
    assert.is((await run(small)).place, 'inline')
  })
})

test('an abort reaches a worker that is alone, and dispose during its run rejects with WORKER_LOST', async () => {
  await elsewhere({ memoryStaysHere: () => 'here' }, async () => {
    const stop = new AbortController()
    const aborted = await run({ steps: 100_000, signal: stop.signal, onStep: () => stop.abort() })
    assert.is(aborted.stopped, 'aborted')
    const lost = run({ steps: 100_000, onStep: ({ step }: { step: number }) => step === 3 && dispose() })
    await refuses(() => lost, { code: 'WORKER_LOST' })
  })
})

test('await using ends a run and waits for it', async () => {
  const seen: number[] = []
  {
    await using training = run({ steps: 100_000, onStep: ({ step }: { step: number }) => seen.push(step) })
    for await (const { step } of training) if (step >= 2) break
  }
  const count = seen.length
  assert.ok(count < 100_000)
  await dispose()
  assert.is(seen.length, count)
})

test('init refuses what it does not know', async () => {
  await refuses(() => init({ simd: 'fast' as 'plain' }), { code: 'BAD_OPTION' })
  await refuses(() => init({ threads: 0 }), { code: 'BAD_OPTION' })
  init({ simd: 'plain' })
  assert.is(info().simd, 'plain')
  assert.is((await run({ threads: 1 })).simd, 'plain')
  init({ simd: 'auto' })
})

test.run()
