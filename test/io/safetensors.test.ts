import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { decode, encode, type Tensor } from '../../src/io/safetensors.js'
import { fromBase64, utf8 } from '../helpers/bytes.js'
import { dataPath, dataTest } from '../helpers/data.js'
import { refuses } from '../helpers/refuses.js'
import { readNaively } from './naive-reader.js'

/** Written by the reference implementation (Python, 0.5): a, b, c, d, e of five types, one empty, one without axes. */
const reference = fromBase64(
  'GAEAAAAAAAB7ImIiOnsiZHR5cGUiOiJJNjQiLCJzaGFwZSI6WzJdLCJkYXRhX29mZnNldHMiOlswLDE2XX0sImEiOnsiZHR5cGUiOiJGNjQiLCJzaGFw' +
    'ZSI6WzEsMV0sImRhdGFfb2Zmc2V0cyI6WzE2LDI0XX0sImUiOnsiZHR5cGUiOiJJMzIiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOlsyNCwz' +
    'Nl19LCJkIjp7ImR0eXBlIjoiSTE2Iiwic2hhcGUiOlswLDNdLCJkYXRhX29mZnNldHMiOlszNiwzNl19LCJjIjp7ImR0eXBlIjoiVTgiLCJzaGFw' +
    'ZSI6W10sImRhdGFfb2Zmc2V0cyI6WzM2LDM3XX19ICAgAQAAAAAAAAD+/////////5qZmZmZmbk/AQAAAAIAAAADAAAABw==',
)
const inReference: [string, Tensor][] = [
  ['a', { dtype: 'F64', shape: [1, 1], data: new Float64Array([0.1]) }],
  ['b', { dtype: 'I64', shape: [2], data: new BigInt64Array([1n, -2n]) }],
  ['c', { dtype: 'U8', shape: [], data: new Uint8Array([7]) }],
  ['d', { dtype: 'I16', shape: [0, 3], data: new Int16Array(0) }],
  ['e', { dtype: 'I32', shape: [3], data: new Int32Array([1, 2, 3]) }],
]

test('a file of the reference implementation is read, and written with the same bytes', () => {
  const { tensors, metadata } = decode(reference, 'load')
  assert.is(metadata.size, 0)
  assert.equal(
    [...tensors].sort(([a], [b]) => (a < b ? -1 : 1)),
    inReference,
  )
  assert.equal(encode({ tensors: new Map(inReference), metadata: new Map() }), reference)
})

test('bytes may begin anywhere in memory, as those of a Buffer do', () => {
  for (let shift = 0; shift < 8; shift++) {
    const shared = Buffer.alloc(reference.length + 16).fill(255)
    shared.set(reference, shift)
    const { tensors } = decode(shared.subarray(shift, shift + reference.length), 'load')
    assert.equal(tensors.get('b')?.data, new BigInt64Array([1n, -2n]))
    assert.is(tensors.get('b')?.data.buffer.byteLength, 16)
  }
  assert.is(decode(reference.buffer, 'load').tensors.size, 5)
})

const files = ['multi_layer.safetensors', 'mnist.safetensors'] as const
for (const name of files)
  dataTest(`${name}, saved from PyTorch: every float equals the naive reader's`, () => {
    const bytes = readFileSync(dataPath('models', 'safetensors', name))
    const { tensors } = decode(bytes, 'load')
    const naive = readNaively(bytes)
    assert.is(tensors.size, naive.tensors.length)
    const floats = naive.tensors.filter(({ dtype }) => dtype === 'F32')
    assert.ok(floats.length >= 8)
    for (const { name: tensor, shape, values } of floats)
      assert.equal(tensors.get(tensor), { dtype: 'F32', shape, data: Float32Array.from(values) })
    assert.equal(tensors.get('norm1.num_batches_tracked')?.shape, [])
    assert.equal(encode({ tensors, metadata: new Map() }), new Uint8Array(bytes))
  })

const arrays: fc.Arbitrary<Tensor> = fc.oneof(
  fc.float32Array({ maxLength: 9 }).map((data): Tensor => ({ dtype: 'F32', shape: [data.length], data })),
  fc.float64Array({ maxLength: 9 }).map((data): Tensor => ({ dtype: 'F64', shape: [1, data.length], data })),
  fc.uint8Array({ maxLength: 9 }).map((data): Tensor => ({ dtype: 'U8', shape: [data.length, 1], data })),
  fc.int8Array({ maxLength: 9 }).map((data): Tensor => ({ dtype: 'I8', shape: [data.length], data })),
  fc.uint16Array({ maxLength: 9 }).map((data): Tensor => ({ dtype: 'U16', shape: [data.length], data })),
  fc.uint32Array({ maxLength: 9 }).map((data): Tensor => ({ dtype: 'U32', shape: [data.length], data })),
  fc.bigUint64Array({ maxLength: 9 }).map((data): Tensor => ({ dtype: 'U64', shape: [data.length], data })),
)
const text = fc.string({ unit: 'grapheme' })
const contents = fc.record({
  tensors: fc.dictionary(
    text.filter(name => name !== '__metadata__'),
    arrays,
    { noNullPrototype: true },
  ),
  metadata: fc.dictionary(text, text, { noNullPrototype: true }),
})

test('any tensors and texts come back, bit for bit and aligned', () => {
  fc.assert(
    fc.property(contents, file => {
      const tensors = new Map(Object.entries(file.tensors))
      const metadata = new Map(Object.entries(file.metadata))
      const bytes = encode({ tensors, metadata })
      const back = decode(bytes, 'load')
      assert.equal(back.metadata, metadata)
      assert.is(back.tensors.size, tensors.size)
      for (const [name, { dtype, shape, data }] of tensors) {
        const got = back.tensors.get(name) as Tensor
        assert.equal([got.dtype, got.shape], [dtype, shape])
        assert.ok(Buffer.from(got.data.buffer).equals(Buffer.from(data.buffer, data.byteOffset, data.byteLength)), name)
      }
      const naive = readNaively(bytes)
      assert.is(naive.headerLength % 8, 0)
      assert.ok(naive.tensors.every(({ dtype, from }) => from % (Number(dtype.slice(1)) / 8) === 0))
    }),
    { seed: 4, numRuns: 300 },
  )
})

test('a file cut anywhere or with a byte too many is refused, never read halfway', async () => {
  for (let length = 0; length < reference.length; length++)
    await refuses(() => decode(reference.subarray(0, length), 'load'), { code: 'BAD_FILE', says: [/^load: /] })
  await refuses(() => decode(Uint8Array.of(...reference, 0), 'load'), { code: 'BAD_FILE', says: ['damaged'] })
})

test('a file with any byte of the header changed is read as some file or refused as BAD_FILE', () => {
  fc.assert(
    fc.property(fc.nat({ max: 287 }), fc.nat({ max: 255 }), (at, value) => {
      const bytes = reference.slice()
      bytes[at] = value
      try {
        for (const [, { shape, data }] of decode(bytes, 'load').tensors)
          assert.is(
            data.length,
            shape.reduce((a, b) => a * b, 1),
          )
      } catch (error) {
        assert.is((error as { code?: string }).code, 'BAD_FILE', String(error))
      }
    }),
    { seed: 5, numRuns: 2000 },
  )
})

function fileOf(header: unknown, data = 8): Uint8Array {
  const json = utf8(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + json.length + data)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true)
  bytes.set(json, 8)
  return bytes
}

const pair = { dtype: 'F32', shape: [2], data_offsets: [0, 8] }
const one = (from: number, to: number) => ({ dtype: 'F32', shape: [1], data_offsets: [from, to] })
const longHeader = new Uint8Array(64)
new DataView(longHeader.buffer).setBigUint64(0, 2n ** 63n + 5n, true)

const bad: [what: string, value: unknown, says: string | RegExp][] = [
  ['no bytes', undefined, 'got undefined. Pass the bytes of the file'],
  ['a path', 'net.safetensors', 'got "net.safetensors". Pass the bytes'],
  ['an empty file', new Uint8Array(0), 'ends after 0 bytes'],
  ['an HTML page', utf8('\n<!DOCTYPE html><html><body>Not found</body></html>'), 'web page'],
  ['a pointer to the file', utf8('version https://git-lfs.github.com/spec/v1\n'), 'it begins with "version http'],
  ['a header of 2⁶³ bytes', longHeader, 'no safetensors file'],
  ['a header of no bytes', new Uint8Array(16), 'no safetensors file'],
  ['a header longer than the file', fileOf({ a: pair }).subarray(0, 20), 'truncated'],
  ['a header that is no UTF-8', new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe]), 'no UTF-8'],
  ['a header that is no JSON', fileOf('{"a": ', 0), 'no JSON. '],
  ['a list as header', fileOf('[]', 0), 'no JSON object'],
  ['null as header', fileOf('null', 0), 'no JSON object'],
  ['a tensor that is a number', fileOf({ a: 8 }), 'tensor "a" is not described'],
  ['a type we do not read', fileOf({ a: { ...pair, dtype: 'BF16' } }), 'tensor "a" has dtype "BF16". Known: U64'],
  ['a type of every object', fileOf({ a: { ...pair, dtype: 'toString' } }), 'dtype "toString"'],
  ['half a size', fileOf({ a: { ...pair, shape: [2.5] } }), 'no list of sizes'],
  ['negative sizes', fileOf({ a: { ...pair, shape: [-1, -2] } }), 'no list of sizes'],
  ['no shape', fileOf({ a: { dtype: 'F32', data_offsets: [0, 8] } }), 'no list of sizes'],
  ['one offset', fileOf({ a: { ...pair, data_offsets: [8] } }), 'no pair of positions'],
  ['negative offsets', fileOf({ a: { ...pair, data_offsets: [-8, 0] } }), 'no pair of positions'],
  ['offsets backwards', fileOf({ a: { ...pair, data_offsets: [8, 0] } }), 'takes 8 bytes but its data_offsets give -8'],
  ['a shape too large', fileOf({ a: { ...pair, shape: [3] } }), 'takes 12 bytes but its data_offsets give 8'],
  ['a shape beyond all numbers', fileOf({ a: { ...pair, shape: [2 ** 40, 2 ** 40] } }), 'data_offsets give 8'],
  [
    'offsets beyond the file',
    fileOf({ a: { ...pair, data_offsets: [8, 16] } }),
    'begins at byte 8 of the data, expected 0',
  ],
  ['tensors that overlap', fileOf({ a: pair, b: one(4, 8) }), 'tensor "b" begins at byte 4 of the data, expected 8'],
  ['a hole', fileOf({ a: one(0, 4), b: one(8, 12) }, 12), 'tensor "b" begins at byte 8 of the data, expected 4'],
  ['bytes of no tensor', fileOf({ a: one(0, 4) }), 'its tensors need'],
  [
    'a name twice',
    fileOf(`{"a":${JSON.stringify(pair)},"\\u0061":${JSON.stringify(pair)}}`),
    'two tensors are called "a"',
  ],
  ['metadata of numbers', fileOf({ __metadata__: { version: 1 }, a: pair }), '__metadata__ holds something else'],
  ['metadata as text', fileOf({ __metadata__: 'x', a: pair }), '__metadata__ holds something else'],
]
for (const [what, value, says] of bad)
  test(`refused: ${what}`, () => refuses(() => decode(value, 'load'), { code: 'BAD_FILE', says: [/^load: /, says] }))

test('keys inside values and marks inside names are not taken for names twice', () => {
  const header = { 'a":{"b': one(0, 4), dtype: one(4, 8), __metadata__: { dtype: '{"dtype":[' } }
  assert.equal([...decode(fileOf(header), 'load').tensors.keys()].sort(), ['a":{"b', 'dtype'])
})

test.run()
