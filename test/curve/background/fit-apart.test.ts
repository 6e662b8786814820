import { execFileSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dispose } from '../../../src/api/init.js'
import { fitMany, gaussian, line, type ManyFits, plus } from '../../../src/curve/index.js'
import { stream } from '../../../src/random/stream.js'
import { livingPools } from '../../../src/runtime/pools.js'
import { workers } from '../../../src/runtime/worker-kinds/node.js'
import { elsewhere } from '../../helpers/elsewhere.js'

const doses = [0.03, 0.1, 0.3, 1, 3, 10, 30]
const random = stream(1, 6)
const curves = Array.from({ length: 150 }, () => {
  const [vmax, km] = [1 + random.uniform(), 10 ** (2 * random.uniform() - 1)]
  return doses.map(dose => (vmax * dose) / (km + dose) + 0.02 * random.normal())
})

test.after(() => dispose())

/** Counts the shares that workers are asked for, and may end a worker when it is asked for one. */
function watched(onShare: (nth: number, end: () => Promise<void>) => void = () => {}) {
  const { spawn } = workers
  const seen = { spawned: 0, shares: 0 }
  const watching: typeof workers.spawn = async (url, text) => {
    const spawned = await spawn(url, text)
    seen.spawned++
    const { endpoint } = spawned
    return {
      ...spawned,
      endpoint: {
        postMessage(message, transfer) {
          endpoint.postMessage(message, transfer)
          if (message.path?.[0] === 'fitShare') onShare(++seen.shares, spawned.terminate)
        },
        addEventListener: endpoint.addEventListener.bind(endpoint),
        removeEventListener: endpoint.removeEventListener.bind(endpoint),
        start: () => endpoint.start?.(),
      },
    }
  }
  return { seen, spawn: watching }
}

const alone = (options: object = {}) => fitMany('michaelisMenten', doses, curves, { threads: 1, ...options })

for (const [what, options] of [
  ['in rows', {}],
  ['each from a start', { start: { vmax: 1, km: 1 } }],
  ['in rows from a start', { start: { vmax: 1, km: 1 }, warmStart: true }],
] as const)
  test(`one and two threads find the same bits, ${what}`, async () => {
    const one = await alone(options)
    const { seen, spawn } = watched()
    await elsewhere({ spawn }, async () => {
      assert.equal(await alone({ ...options, threads: 2 }), one)
      assert.is(seen.spawned, 1)
    })
  })

/** All of it as text, since NaN is not equal to NaN. */
const written = (many: ManyFits) =>
  JSON.stringify(many, (_, value) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array, String) : value))

/** A page computes in workers alone. */
const page = { isPage: () => true }

test('a page leaves all to its workers, which are kept for the next call', async () => {
  const { seen, spawn } = watched()
  const one = await alone()
  await elsewhere({ ...page, spawn }, async () => {
    assert.equal(await alone({ threads: 2 }), one)
    assert.equal(await alone({ threads: 2 }), one)
    assert.is(seen.spawned, 2)
    assert.ok(seen.shares >= 2 * 4)
    assert.is(livingPools.size, 2)
    await dispose()
    assert.is(livingPools.size, 0)
    assert.equal(await alone({ threads: 2 }), one)
  })
})

test('sets of different lengths, with holes, over several inputs, of a sum of models', async () => {
  const x = Array.from({ length: 30 }, (_, k) => k / 3)
  const curve = (at: number, k: number) => Math.exp(-((at - 3 - k / 40) ** 2)) + 0.1 * at + 0.02 * random.normal()
  const sets = Array.from({ length: 24 }, (_, k) => x.map(at => curve(at, k)))
  sets[7][3] = Number.NaN
  sets[21] = sets[21].slice(1)
  const fits = (threads: number) => fitMany(plus(gaussian(), line()), x, sets, { threads })
  const planes = (threads: number) =>
    fitMany(
      ['a*u+b*v'],
      x.map(at => [at, at * at]),
      sets,
      { start: { a: 1, b: 1 }, variables: ['u', 'v'], threads },
    )
  await elsewhere(page, async () => {
    for (const many of [fits, planes]) {
      const two = await many(2)
      assert.is(written(two), written(await many(1)))
      assert.equal(
        [7, 21].map(at => two.stopped[at]),
        ['failed', 'failed'],
      )
      assert.match(two.reasons[7], /NaN at index 3/)
      assert.is(two.stopped.filter(stopped => stopped === 'failed').length, 2)
    }
  })
})

for (const [what, last] of [
  ['one worker', 1],
  ['every worker', 1000],
] as const)
  test(`no fit is lost with ${what}`, async () => {
    const one = await alone()
    const { seen, spawn } = watched((nth, end) => {
      if (nth <= last) void end()
    })
    await elsewhere({ ...page, spawn }, async () => {
      assert.equal(await alone({ threads: 2 }), one)
      assert.ok(seen.shares > 1)
    })
  })

test('no fit is lost where workers are refused, or disposed of half-way', async () => {
  const one = await alone()
  await elsewhere({ ...page, spawn: () => Promise.reject(new Error('refused by policy')) }, async () =>
    assert.equal(await alone({ threads: 2 }), one),
  )
  const { spawn } = watched(nth => {
    if (nth === 2) void dispose()
  })
  await elsewhere({ ...page, spawn }, async () => assert.equal(await alone({ threads: 2 }), one))
})

for (const [memory, answers] of [
  ['shared', page],
  ['not shared', { ...page, memoryStaysHere: () => 'as in a page that is not isolated' }],
] as const)
  test(`an abort where memory is ${memory} leaves the rest told as such`, () =>
    elsewhere(answers, async () => {
      const stop = new AbortController()
      const some = await alone({ threads: 2, signal: stop.signal, onProgress: () => stop.abort() })
      const aborted = some.stopped.filter(stopped => stopped === 'aborted').length
      assert.ok(aborted > 0 && aborted < curves.length, `${aborted}`)
      assert.is(some.converged.filter(Boolean).length, curves.length - aborted)
      const none = await alone({ threads: 2, signal: stop.signal })
      assert.ok(none.stopped.every(stopped => stopped === 'aborted'))
    }))

test('progress rises to the whole, and what it throws rejects', () =>
  elsewhere(page, async () => {
    const told: number[] = []
    await alone({ threads: 2, onProgress: (done: number, of: number) => void told.push(done / of) })
    assert.is(told.at(-1), 1)
    assert.ok(told.every((share, k) => k === 0 || share > told[k - 1]))
    const thrown = new Error('enough')
    const onProgress = () => {
      throw thrown
    }
    const error = await alone({ threads: 2, onProgress }).catch((error: unknown) => error)
    assert.is(error, thrown)
    assert.equal(await alone({ threads: 2 }), await alone())
  }))

test('functions and their Jacobians stay in this thread, and little work does', async () => {
  const { seen, spawn } = watched()
  await elsewhere({ ...page, spawn }, async () => {
    const few = curves.slice(0, 40)
    const start = { a: 1 }
    const many: ManyFits[] = [
      await fitMany((x: number, p: { a: number }) => p.a * x, doses, few, { start, threads: 2 }),
      await fitMany('michaelisMenten', doses, few.slice(0, 4)),
    ]
    assert.ok(many.every(({ stopped }) => !stopped.includes('failed')))
    assert.is(seen.spawned, 0)
  })
})

test('threads is a whole number from 1 to 64', async () => {
  const error = await alone({ threads: 0 }).catch((error: { code: string }) => error)
  assert.is((error as { code: string }).code, 'BAD_OPTION')
})

test('idle workers do not keep a process from its end', () => {
  const curve = new URL('../../../src/curve/index.js', import.meta.url).href
  const script = `
    import { fitCurve, fitMany } from '${curve}'
    const sets = Array.from({ length: 200 }, (_, k) => [k, 2 * k, 3 * k + 1])
    await fitMany('a*x', [1, 2, 3], sets, { start: { a: 1 }, threads: 2 })
    const { parameters } = await fitCurve.inBackground('a*x', { x: [1, 2], y: [2, 4] }, { start: { a: 1 } })
    console.log(parameters.a)
  `
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 20_000,
  })
  assert.is(said.trim(), '2')
})

test.run()
