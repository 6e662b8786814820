import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { brandOf, classOf, messageOf } from '../src/brand.js'
import { otherRealm } from './helpers/realm.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

test('a brand is the class of a typed array in whatever realm, subclass or disguise, and of nothing else', () => {
  const other = otherRealm()
  for (const name of ['Float32Array', 'Float64Array', 'Int32Array', 'Uint8Array', 'BigInt64Array'] as const) {
    assert.is(brandOf(new globalThis[name](2)), name)
    assert.is(brandOf(new other[name](2)), name)
  }
  class Named extends Float32Array {
    override get [Symbol.toStringTag](): never {
      return 'Named' as never
    }
  }
  assert.is(brandOf(new Named(1)), 'Float32Array')
  assert.is(brandOf(Buffer.from('a')), 'Uint8Array')
  const gone = new Int32Array(4)
  structuredClone(0, { transfer: [gone.buffer] })
  assert.is(brandOf(gone), 'Int32Array')
  const disguised = { [Symbol.toStringTag]: 'Float32Array', length: 3 }
  const nothing = [disguised, new DataView(new ArrayBuffer(8)), new ArrayBuffer(8), [1], 'a', null, undefined, 3]
  for (const value of [...nothing, new Proxy(new Float32Array(1), {})]) assert.is(brandOf(value), undefined)
})

test('classes and messages are those of any realm too', () => {
  const other = otherRealm()
  assert.equal([classOf(new other.Map()), classOf(new Map())], ['Map', 'Map'])
  assert.is(messageOf(new other.Error('told')), 'told')
  assert.equal(['text', null, { message: 'said' }].map(messageOf), ['text', 'null', 'said'])
})

test('nothing in src or workers asks whether a value is an instance of a class of the platform', () => {
  const own = ['CommanderError', 'NotExact', 'Run', 'WoodburyError']
  for (const folder of ['src', 'workers'])
    for (const name of readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue
      const code = readFileSync(`${root}${folder}/${name}`, 'utf8').replace(/^\s*(\*|\/[/*]).*$/gm, '')
      for (const [, asked] of code.matchAll(/instanceof ([\w.]+)/g))
        assert.ok(own.includes(asked), `${folder}/${name}: instanceof ${asked}`)
    }
})

test.run()
