import { execFileSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, type Model, predict, sequential } from '../../src/index.js'

/** Runs a module in a process of its own, under a limit of its address space, and returns what it printed. */
function alone(code: string, { gigabytes, flags = [] }: { gigabytes?: number; flags?: string[] } = {}): string {
  const entry = new URL('../../src/index.js', import.meta.url).href
  const limit = gigabytes === undefined ? '' : `ulimit -v ${gigabytes * 2 ** 20}; `
  const node = [...flags, '--input-type=module', '-e', code.replace('woodbury', entry)]
  return execFileSync('bash', ['-c', `${limit}exec "$@"`, 'bash', process.execPath, ...node]).toString()
}

const manyCalls = `
import { dense, evaluate, predict, sequential } from 'woodbury'
const x = [[0.1, 0.2, 0.3]]
const models = Array.from({ length: 40 }, (_, k) =>
  sequential({ input: 3, seed: k, dtype: k % 2 ? 'float32' : 'float64' }, [dense(8 + 5 * k, 'tanh'), dense(1)]))
for (let k = 0; k < 5000; k++) {
  const net = models[k % 40]
  await predict(net, x)
  await evaluate(net, { x, y: [1] })
}
console.log('done')`

test('5,000 predictions and 5,000 evaluations of models of all sizes fit into an address space of 16 GB', () => {
  assert.is(alone(manyCalls, { gigabytes: 16 }), 'done\n')
})

const largeCalls = `
import { dense, predict, sequential } from 'woodbury'
const large = sequential({ input: 1 }, [dense(9000), dense(1)])
const x = { data: new Float32Array(512), shape: [512, 1] }
for (let k = 0; k < 200; k++) {
  if (k % 20 === 0) await new Promise(resolve => setTimeout(resolve))
  await predict(large, x)
}
console.log('done')`

test('so do 200 predictions whose memory is too large to be kept for good', () => {
  assert.is(alone(largeCalls, { gigabytes: 16 }), 'done\n')
})

const oneLarge = `
const { setTimeout: real } = globalThis
const timers = []
globalThis.setTimeout = callback => timers.push(callback)
const { dense, predict, sequential } = await import('woodbury')
globalThis.setTimeout = real
const rest = async () => {
  for (let k = 0; k < 5; k++) {
    await new Promise(resolve => setTimeout(resolve))
    gc()
  }
  return process.memoryUsage().rss / 2 ** 20
}
const small = sequential({ input: 3 }, [dense(1)])
await predict(small, [[1, 2, 3]])
const before = await rest()
await predict(sequential({ input: 1 }, [dense(50_000), dense(1)]), { data: new Float32Array(512), shape: [512, 1] })
const during = process.memoryUsage().rss / 2 ** 20
for (const over of timers) over()
console.log(JSON.stringify({ before, during, after: await rest() }))`

test('the 100 MB of one large prediction are given back when nothing of its size follows', () => {
  const { before, during, after } = JSON.parse(alone(oneLarge, { flags: ['--expose-gc'] }))
  assert.ok(during - before > 90, `${during - before} MiB more while it is there`)
  assert.ok(after - before < 50, `${after - before} MiB more afterwards`)
})

const between = `
import { armData, dense, fit, predict, sequential } from 'woodbury'
const data = armData({ samples: 512 })
const small = sequential({ input: 3 }, [dense(8, 'tanh'), dense(2)])
const large = sequential({ input: 3 }, [dense(9000), dense(2)])
for (const model of [small, large, small]) {
  await predict(model, data.x)
  const run = await fit(small, data, { steps: 2, threads: 1 })
  await predict(run.model, data.x)
}
console.log('done')`

test('what is kept for predictions makes room for a run, where the address space has none for both', () => {
  assert.is(alone(between, { gigabytes: 16 }), 'done\n')
})

test('predictions at the same time, of models and sizes that share the memory, are those of each alone', async () => {
  const models: Model[] = [1, 40, 300].flatMap(units =>
    (['float32', 'float64'] as const).map(dtype =>
      sequential({ input: 2, seed: units, dtype }, [dense(units, 'tanh'), dense(units, 'sin'), dense(2)]),
    ),
  )
  const large = sequential({ input: 2, seed: 1 }, [dense(9000, 'tanh'), dense(1)])
  const rows = (n: number) => Array.from({ length: n }, (_, i) => [i / n, (i * 7) % 5])
  const calls = [...models, large].flatMap(model => [1, 700, 3].map(n => ({ model, x: rows(n) })))
  const apart: ArrayLike<number>[] = []
  for (const { model, x } of calls) apart.push((await predict(model, x)).data)
  const together = await Promise.all(calls.map(({ model, x }) => predict(model, x)))
  together.forEach(({ data }, k) => {
    assert.equal(data, apart[k], `call ${k}`)
  })
  assert.equal(new Set(together.map(({ data }) => data.buffer)).size, calls.length)
})

test.run()
