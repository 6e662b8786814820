import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isGzip, unpack } from '../../../src/data/files/gzip.js'
import { utf8 } from '../../helpers/bytes.js'
import { refuses } from '../../helpers/refuses.js'

const text = utf8('a,b\n'.repeat(5000))

test('gzip is known by its bytes, and unpacked', async () => {
  const packed = new Uint8Array(gzipSync(text))
  assert.ok(isGzip(packed))
  assert.equal(await unpack(packed, 'f'), text)
})

test('several members in one file are unpacked one after the other', async () => {
  const packed = Buffer.concat([gzipSync(utf8('a,b\n')), gzipSync(utf8('1,2\n'))])
  assert.equal(await unpack(packed, 'f'), utf8('a,b\n1,2\n'))
})

test('a view into a larger buffer is unpacked by itself', async () => {
  const packed = gzipSync(text)
  const padded = new Uint8Array(packed.length + 20)
  padded.set(packed, 10)
  assert.equal(await unpack(padded.subarray(10, 10 + packed.length), 'f'), text)
})

test('what is not gzip comes back as it is', async () => {
  assert.equal(await unpack(text, 'f'), text)
  for (const other of [Uint8Array.of(0x1f, 0x8b), Uint8Array.of(0x1f, 0x8b, 5, 0)])
    assert.equal(await unpack(other, 'f'), other)
})

test('gzip that is cut short or damaged is a bad file, wherever it is cut', async () => {
  const packed = new Uint8Array(gzipSync(text))
  for (let length = 3; length < packed.length; length++)
    await refuses(
      () => unpack(packed.slice(0, length), 'f.gz'),
      { code: 'BAD_FILE', says: ['f.gz', 'gzip'] },
      `${length} bytes`,
    )
  const damaged = packed.slice()
  damaged[packed.length - 6] ^= 0xff
  await refuses(() => unpack(damaged, 'f.gz'), { code: 'BAD_FILE' }, 'checksum')
})

test.run()
