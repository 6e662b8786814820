import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseCsv } from '../../../src/data/csv/csv.js'
import { csvDataSet } from '../../../src/data/csv/csv-data-set.js'
import { csvInputs } from '../../../src/data/csv/csv-inputs.js'
import { unpack } from '../../../src/data/files/gzip.js'
import { idxDataSet, idxInputs, parseIdx } from '../../../src/data/files/idx.js'
import { libsvmDataSet, libsvmInputs, parseLibsvm } from '../../../src/data/files/libsvm.js'
import { npyDataSet, npyInputs, parseNpy } from '../../../src/data/files/npy.js'
import { stream } from '../../../src/random/stream.js'
import { fromHex, utf8 } from '../../helpers/bytes.js'
import { refuses } from '../../helpers/refuses.js'

const page = '<!DOCTYPE html>\n<html><head><title>404</title></head><body>Not found, 1:2</body></html>\n'

function noise(length: number, index: number): Uint8Array {
  const random = stream(99, 1, index)
  return Uint8Array.from({ length }, () => random.below(256))
}

/** Bytes that are no data set in any format. */
const GARBAGE: [string, Uint8Array][] = [
  ['empty', new Uint8Array(0)],
  ['an HTML page', utf8(page)],
  ['an HTML page with a mark', utf8(`\ufeff  ${page}`)],
  ['a gzipped HTML page', new Uint8Array(gzipSync(page))],
  ['a truncated gzip', new Uint8Array(gzipSync(utf8('1,2\n'.repeat(99)))).slice(0, 20)],
  ['gzip in gzip', new Uint8Array(gzipSync(gzipSync('1,2')))],
  ['a zip archive', fromHex('504b030414000000080000002100')],
  ['a PNG', fromHex('89504e470d0a1a0a0000000d49484452')],
  ['a PDF', utf8('%PDF-1.7\n1 0 obj')],
  ['a Git LFS pointer', utf8('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n')],
  ['zeros', new Uint8Array(64)],
  ['ones', new Uint8Array(64).fill(255)],
  ['a magic number alone', fromHex('934e554d5059')],
  ['an IDX header alone', fromHex('000008030000ea600000001c0000001c')],
  ['JSON', utf8('{"x": [[1, 2], [3, 4]]}')],
  ['prose', utf8('Access denied. Please log in.')],
  ...Array.from({ length: 40 }, (_, i): [string, Uint8Array] => [`noise ${i}`, noise(1 + 7 * i, i)]),
]

const images = fromHex('00000803000000010000000100000001' + '05')
const array = Uint8Array.from([
  ...fromHex('934e554d505901007600'),
  ...utf8("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }".padEnd(117)),
  10,
  5,
])

const READERS: [string, (bytes: Uint8Array) => unknown][] = [
  ['parseCsv with csvDataSet', bytes => csvDataSet(bytes, { target: 'y' })],
  ['csvDataSet', bytes => csvDataSet(bytes, { target: 0 })],
  ['csvInputs', bytes => csvInputs(bytes, ['a'])],
  ['libsvmDataSet', bytes => libsvmDataSet(bytes)],
  ['parseLibsvm', bytes => parseLibsvm(bytes)],
  ['libsvmInputs', bytes => libsvmInputs(bytes, ['1'])],
  ['parseIdx', bytes => parseIdx(bytes)],
  ['idxDataSet, images', bytes => idxDataSet(bytes, images)],
  ['idxDataSet, labels', bytes => idxDataSet(images, bytes)],
  ['idxInputs', bytes => idxInputs(bytes)],
  ['parseNpy', bytes => parseNpy(bytes)],
  ['npyDataSet, x', bytes => npyDataSet(bytes, array)],
  ['npyDataSet, y', bytes => npyDataSet(array, bytes)],
  ['npyInputs', bytes => npyInputs(bytes)],
]

for (const [reader, read] of READERS)
  test(`${reader}: garbage is a WoodburyError`, async () => {
    for (const [what, bytes] of GARBAGE) {
      const before = bytes.slice()
      await refuses(() => read(bytes), {}, what)
      assert.equal(bytes, before)
    }
  })

for (const [reader, read] of READERS)
  test(`${reader}: an HTML page, an empty file and what is no bytes are named`, async () => {
    await refuses(() => read(utf8(page)), { code: 'BAD_FILE', says: ['an HTML page'] })
    await refuses(() => read(new Uint8Array(0)), { code: 'BAD_FILE', says: ['an empty file'] })
    for (const value of [undefined, null, 'f.csv', 3, [1, 2], {}, new ArrayBuffer(8), new Float32Array(2)])
      await refuses(() => read(value as Uint8Array), { code: 'BAD_VALUE', says: ['Uint8Array'] }, String(value))
  })

test('options of the wrong kind and unknown ones are BAD_OPTION in every reader', async () => {
  const csv = utf8('a,y\n1,2\n')
  const calls: [string, (options: object) => unknown, string[]][] = [
    [
      'csvDataSet',
      o => csvDataSet(csv, { target: 'y', ...o }),
      ['task', 'classes', 'columns', 'ignore', 'header', 'missing'],
    ],
    ['csvDataSet', o => csvDataSet(csv, { target: 'y', ...o }), ['target', 'decimal', 'delimiter', 'name']],
    ['csvInputs', o => csvInputs(csv, ['a'], o), ['header', 'decimal', 'delimiter', 'name']],
    ['libsvmDataSet', o => libsvmDataSet(utf8('1 1:1\n'), o), ['task', 'classes', 'columns', 'features', 'name']],
    ['idxDataSet', o => idxDataSet(images, fromHex('000008010000000105'), o), ['task', 'classes', 'names']],
    ['npyDataSet', o => npyDataSet(array, array, o), ['task', 'classes', 'names']],
    ['libsvmInputs', o => libsvmInputs(utf8('1 1:1\n'), ['1'], o), ['name']],
    ['idxInputs', o => idxInputs(images, o), ['name']],
    ['npyInputs', o => npyInputs(array, o), ['name']],
  ]
  for (const [name, call, options] of calls) {
    await call({})
    await refuses(() => call({ nonsense: 1 }), { code: 'BAD_OPTION', says: [name, 'nonsense'] })
    for (const option of options)
      for (const value of [null, 0.5, {}, [1.5], Symbol.iterator, () => 1, NaN])
        await refuses(() => call({ [option]: value }), { code: 'BAD_OPTION' }, `${name} ${option} ${String(value)}`)
  }
  await refuses(() => csvDataSet(csv, undefined as unknown as { target: string }), { code: 'BAD_OPTION' })
  await refuses(() => csvDataSet(csv, { target: 'y', delimeter: ';' } as { target: string }), { says: ['delimiter'] })
})

test('unpack names what it was given', async () => {
  await refuses(() => unpack('x.gz' as unknown as Uint8Array, 'x'), { code: 'BAD_VALUE', says: ['string'] })
})

test('parseCsv takes a file of one number and parseIdx one of one byte, so the tables above can fail', () => {
  assert.is(parseCsv(utf8('1\n')).columns[0].values[0], 1)
  assert.is(parseIdx(images).data[0], 5)
  assert.is(parseNpy(array).data[0], 5)
})

test.run()
