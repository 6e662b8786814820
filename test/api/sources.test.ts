import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, fit, init, sequential } from '../../src/index.js'
import { familyModules } from '../../src/runtime/wasm/family-modules.js'
import { trainingKernels } from '../../src/runtime/wasm/training-kernels.js'
import { otherRealm } from '../helpers/realm.js'
import { refuses } from '../helpers/refuses.js'

const file = fileURLToPath(new URL('../../assembly/plain.wasm', import.meta.url))
const trains = async () => {
  const net = sequential({ input: 1, seed: 0 }, [dense(1)])
  assert.is((await fit(net, { x: [1, 2, 3], y: [1, 2, 3] }, { steps: 2, threads: 1 })).steps, 2)
}

test.before(() => init({ simd: 'plain' }))
test.after(() => {
  init({ simd: 'auto', wasm: {} })
})

test('a path, a text or a whole module of options where kernels belong is answered with what is accepted', async () => {
  const accepted = ['new URL(', 'pathToFileURL(path)', 'Uint8Array', 'WebAssembly.Module']
  for (const path of [
    '/plain.wasm',
    './plain.wasm',
    'plain.wasm',
    file,
    '',
    3,
    null,
    [],
    () => 1,
    new Map(),
    new Float32Array(2),
  ]) {
    await refuses(
      () => init({ wasm: { plain: path as never } }),
      { code: 'BAD_OPTION', says: ['wasm.plain', ...accepted] },
      `${path}`,
    )
    await refuses(
      () => init({ wasm: path as never }),
      { code: 'BAD_OPTION', says: ['init: wasm', 'plain, relaxed', ...accepted] },
      `${path}`,
    )
  }
  await refuses(() => init({ wasm: { family: file as never } }), {
    code: 'BAD_OPTION',
    says: ['init: wasm.family', 'plain, relaxed', ...accepted],
  })
  await refuses(() => init({ wasm: { family: { plain: file } } }), {
    code: 'BAD_OPTION',
    says: ['wasm.family.plain', ...accepted],
  })
  await refuses(() => init({ wasm: { family: { family: {} } as never } }), {
    code: 'BAD_OPTION',
    says: ['wasm.family'],
  })
  await refuses(() => init({ wasm: { plane: file } as never }), { code: 'BAD_OPTION', says: ['plane', 'plain'] })
  for (const no of ['', 3, {}, null])
    await refuses(() => init({ workerUrl: no as never }), { code: 'BAD_OPTION', says: ['workerUrl'] })
  await trains()
})

test('an address, bytes of any realm and a module are taken, bytes as they are at the call', async () => {
  const { Uint8Array: Foreign } = otherRealm()
  const bytes = readFileSync(file)
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  const module = await WebAssembly.compile(bytes)
  const own = Uint8Array.from(bytes)
  for (const plain of [
    pathToFileURL(file),
    `${pathToFileURL(file)}`,
    bytes,
    Foreign.from(bytes),
    own,
    own.buffer,
    shared,
    module,
  ]) {
    init({ wasm: { plain: plain as never } })
    if (plain === own) own.fill(0)
    await trains()
    if (plain === own) own.set(bytes)
  }
  assert.is(await trainingKernels.module('plain'), module)
})

test('the second module is replaced beside the core, or alone', async () => {
  const second = await WebAssembly.compile(readFileSync(new URL('family-plain.wasm', pathToFileURL(file))))
  init({ wasm: { family: { plain: second } } })
  assert.is(await familyModules.module('plain'), second)
  assert.is.not(await trainingKernels.module('plain'), second)
  init({ wasm: {} })
  assert.is.not(await familyModules.module('plain'), second)
  await trains()
})

test.run()
