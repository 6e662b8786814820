/** The package where pieces of the platform are missing: import never throws, and the call that needs one says which. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, fit, save, sequential } from '../src/index.js'
import { utf8 } from './helpers/bytes.js'
import { nodeGlobals, packageIn } from './helpers/realm.js'

const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(nodeGlobals()).filter(([name]) => !names.includes(name)))

type Package = Awaited<ReturnType<typeof packageIn>>['woodbury']

/** Data of 60 samples whose step is too small for workers, and the run of a small network on it. */
const x = Array.from({ length: 60 }, (_, i) => [i / 30 - 1])
const data = { x, y: x.map(([value]) => value * value) }
const run = (api: Package, more = {}) =>
  api.fit(api.sequential({ input: 1, seed: 0 }, [api.dense(8, 'tanh'), api.dense(1)]), data, { steps: 12, ...more })

async function refusal(call: () => unknown): Promise<{ code: string; message: string; name: string }> {
  try {
    await call()
  } catch (error) {
    return error as { code: string; message: string; name: string }
  }
  return assert.unreachable('nothing was refused') as never
}

async function lacks(piece: string, call: () => unknown): Promise<void> {
  const { name, code, message } = await refusal(call)
  assert.equal([name, code], ['WoodburyError', 'NOT_SUPPORTED'], message)
  assert.match(message, new RegExp(`no ${piece}\\. Set globalThis\\.${piece} before`))
}

for (const condition of ['node', 'browser'] as const)
  for (const entry of ['index', 'predict'] as const)
    test(`${condition}, ${entry}: import throws nowhere, not even where there is nothing but the language`, async () => {
      const { woodbury } = await packageIn({}, condition, entry)
      assert.type(woodbury.predict, 'function')
      if (entry === 'predict') return
      const { version, simd, place, threads } = woodbury.info()
      assert.equal([typeof version, simd === 'none', place, threads], ['string', false, 'inline', 1])
    })

test('a place with nothing but the language says what training and files need, each in one sentence, and saves a model as ever', async () => {
  const { woodbury } = await packageIn({}, 'browser')
  await lacks('AbortController', () => run(woodbury))
  const named = { ...sequential({ input: 1, seed: 0 }, [dense(2)]), classes: { dense_0: ['naïve', '日本 %41 "𝒳"'] } }
  assert.equal([...woodbury.save(named)], [...save(named)])
  await lacks('TextDecoder', () => woodbury.load(save(sequential({ input: 1 }, [dense(1)]))))
  await lacks('TextDecoder', () => woodbury.parseCsv(utf8('a,b\n1,2\n')))
  await lacks('TextDecoder', () => woodbury.libsvmDataSet(utf8('1 1:2\n')))
  const { code, message } = await refusal(() =>
    woodbury.predict(woodbury.sequential({ input: 1 }, [woodbury.dense(1)]), [1]),
  )
  assert.equal(code, 'BAD_FILE')
  assert.match(message, 'init({ wasm')
})

test('a valid gzip where there is no stream to unpack it is not called damaged', async () => {
  const { woodbury } = await packageIn(without('DecompressionStream', 'process'))
  await lacks('DecompressionStream', () => woodbury.csvDataSet(new Uint8Array(gzipSync('a,b\n1,2\n')), { target: 'b' }))
  assert.is((await woodbury.csvDataSet(utf8('a,b\n1,2\n'), { target: 'b' })).x.shape[0], 1)
  const complete = await packageIn({ ...nodeGlobals(), DecompressionStream })
  const { y } = await complete.woodbury.csvDataSet(new Uint8Array(gzipSync('a,b\n1,2\n')), { target: 'b' })
  assert.equal([...(y as { data: Float64Array }).data], [2])
})

test('what jsdom has trains nothing, for want of a stream to unpack the kernels with, and says so', async () => {
  const jsdom = { AbortController, Blob: class {}, Event, EventTarget, atob, performance, setTimeout, clearTimeout }
  const { woodbury } = await packageIn(jsdom, 'browser')
  await lacks('DecompressionStream', () => run(woodbury))
  await lacks('DecompressionStream', () =>
    woodbury.predict(woodbury.sequential({ input: 1 }, [woodbury.dense(1)]), [1]),
  )
  const { place, threads } = woodbury.info()
  assert.equal([place, threads], ['inline', 1])
  const module = await WebAssembly.compile(readFileSync(new URL('../assembly/plain.wasm', import.meta.url)))
  woodbury.init({ simd: 'plain', wasm: { plain: module } })
  assert.is((await run(woodbury)).steps, 12)
})

test('what a test environment hides of the platform is found in Node', async () => {
  const { woodbury } = await packageIn(without('DecompressionStream', 'TextDecoder', 'TextEncoder', 'MessageChannel'))
  const packed = new Uint8Array(gzipSync('a,b\n1,2\n'))
  assert.is((await woodbury.csvDataSet(packed, { target: 'b' })).x.shape[0], 1)
  assert.is((await run(woodbury, { threads: 2 })).place, 'pool')
  await woodbury.dispose()
})

test('a page without Blob streams and Response unpacks kernels and files', async () => {
  const { woodbury } = await packageIn(
    { AbortController, DecompressionStream, TextDecoder, TextEncoder, atob, setTimeout },
    'browser',
  )
  const expected = await fit(sequential({ input: 1, seed: 0 }, [dense(8, 'tanh'), dense(1)]), data, {
    steps: 12,
    threads: 1,
  })
  assert.equal([...(await run(woodbury)).model.params], [...expected.model.params])
  assert.is((await woodbury.csvDataSet(new Uint8Array(gzipSync('a,b\n1,2\n')), { target: 'b' })).x.shape[0], 1)
})

for (const piece of [
  'MessageChannel',
  'performance',
  'structuredClone',
  'setImmediate',
  'AbortSignal',
  'URL',
  'Buffer',
])
  test(`without ${piece} training goes on, as far as it needs none`, async () => {
    const { woodbury } = await packageIn(
      piece === 'Buffer' ? { ...without(piece), DecompressionStream, atob } : without(piece),
      piece === 'Buffer' ? 'browser' : 'node',
    )
    const { steps, place } = await run(woodbury, { threads: 2, transfer: true })
    assert.is(steps, 12)
    // Its ports are those of Node, whatever it hides.
    if (piece === 'MessageChannel') assert.is(place, 'pool')
    await woodbury.dispose()
  })

test('without AbortController fit says so, and hands nothing over', async () => {
  const { woodbury } = await packageIn(without('AbortController'))
  const arrays = { x: new Float32Array(60), y: new Float32Array(60) }
  const net = woodbury.sequential({ input: 1 }, [woodbury.dense(1)])
  await lacks('AbortController', () => woodbury.fit(net, arrays, { transfer: true }))
  assert.equal([arrays.x.length, arrays.y.length], [60, 60])
})

test('without WebAssembly every call that computes says one sentence, info() answers, and files are still read', async () => {
  const { woodbury, context } = await packageIn(nodeGlobals())
  context.WebAssembly = undefined
  const net = woodbury.sequential({ input: 1 }, [woodbury.dense(1)])
  const calls = [
    () => run(woodbury),
    () => run(woodbury, { threads: 2 }),
    () => woodbury.predict(net, [1]),
    () => woodbury.evaluate(net, data),
  ]
  for (const call of calls) {
    const { name, code, message } = await refusal(call)
    assert.equal([name, code], ['WoodburyError', 'NO_SIMD'], message)
    assert.match(message, 'no WebAssembly here. Start Node without --jitless')
  }
  const arrays = { x: new Float32Array(60), y: new Float32Array(60) }
  await refusal(() => woodbury.fit(net, arrays, { transfer: true }))
  assert.is(arrays.x.length, 60)
  const { simd, place, threads, reason } = woodbury.info()
  assert.equal([simd, place, threads], ['none', 'inline', 1])
  assert.match(reason as string, 'WebAssembly')
  assert.is(woodbury.load(woodbury.save(net)).params.length, 2)
  assert.is((await refusal(() => woodbury.init({ simd: 'relaxed' }))).code, 'NO_SIMD')
})

const main = fileURLToPath(new URL('../src/cli/main.js', import.meta.url))
const command = (args: readonly string[]) =>
  promisify(execFile)(process.execPath, ['--jitless', main, ...args]).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  )

test('node --jitless: the command prints one line and ends with 2; info prints what there is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'woodbury-jitless-'))
  const [model, csv] = [join(folder, 'm.safetensors'), join(folder, 'd.csv')]
  writeFileSync(csv, 'c0,y\n1,2\n2,3\n3,4\n')
  writeFileSync(model, save({ ...sequential({ input: 1 }, [dense(1)]), columns: { input_0: ['c0'] } }))
  for (const args of [
    ['train', '--arm', '--steps', '3', '--quiet'],
    ['predict', '--model', model, '--data', csv],
  ]) {
    const { code, stdout, stderr } = await command(args)
    assert.equal([code, stdout], [2, ''])
    // V8 itself says first that it was started without wasm.
    assert.match(
      stderr.replace(/^Warning: disabling flag[^\n]*\n/, ''),
      /^woodbury: there is no WebAssembly here[^\n]*\n$/,
    )
  }
  const said = await command(['info'])
  assert.match(said.stdout, 'none: without WebAssembly')
  assert.is(JSON.parse((await command(['info', '--json'])).stdout.replace(/^Warning[^\n]*\n/, '')).simd, 'none')
})

test.run()
