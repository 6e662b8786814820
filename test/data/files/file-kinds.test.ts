import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { csvDataSet } from '../../../src/data/csv/csv-data-set.js'
import { looksLike } from '../../../src/data/files/file-kinds.js'
import { idxDataSet, idxInputs } from '../../../src/data/files/idx.js'
import { libsvmDataSet } from '../../../src/data/files/libsvm.js'
import { npyInputs } from '../../../src/data/files/npy.js'
import { fromHex, utf8 } from '../../helpers/bytes.js'
import { refuses } from '../../helpers/refuses.js'

/** A zip archive by the head of its first file. */
const zip = (first: string) =>
  Uint8Array.from(
    [...fromHex('504b0304140000000800'), ...new Uint8Array(16), first.length, 0, 0, 0, ...utf8(first)].flat(),
  )

const header = (hex: string, length = 64) => {
  const bytes = new Uint8Array(length).fill(7)
  bytes.set(fromHex(hex.replaceAll(' ', '')))
  return bytes
}

const tar = new Uint8Array(512)
tar.set(utf8('ustar'), 257)

const KINDS: readonly (readonly [Uint8Array, string])[] = [
  [header('89504e470d0a1a0a'), 'a PNG picture'],
  [header('ffd8ffe0'), 'a JPEG picture'],
  [utf8('GIF89a....'), 'a GIF picture'],
  [utf8('%PDF-1.7\n'), 'a PDF'],
  [utf8('<!doctype html><html>404</html>'), 'an HTML page'],
  [utf8('<?xml version="1.0"?><Error>AccessDenied</Error>'), 'XML'],
  [utf8('[{"a": 1}]'), 'JSON'],
  [utf8('% weka\n@RELATION iris\n@ATTRIBUTE a REAL'), 'an ARFF file'],
  [utf8('version https://git-lfs.github.com/spec/v1\noid sha256:00\n'), 'a Git LFS pointer'],
  [zip('[Content_Types].xml'), 'an Excel workbook (.xlsx)'],
  [zip('mimetypeapplication'), 'an OpenDocument file'],
  [zip('x.npy'), 'an .npz archive'],
  [zip('train.csv'), 'a zip archive'],
  [header('d0cf11e0a1b11ae1'), 'an old Excel workbook (.xls)'],
  [header('50415231 15'), 'a Parquet file'],
  [header('894844460d0a1a0a'), 'an HDF5 file'],
  [utf8('MATLAB 5.0 MAT-file, Platform: GLNXA64'), 'a MATLAB file (.mat)'],
  [header('425a683931415926'), 'bzip2'],
  [header('fd377a585a00'), 'xz'],
  [header('28b52ffd'), 'Zstandard'],
  [header('80049500'), 'a Python pickle'],
  [tar, 'a tar archive'],
  [Uint8Array.from([...fromHex('4000000000000000'), ...utf8('{"a":{"dtype"')]), 'a safetensors file'],
]

test('a foreign file is called by its name, in every reader, gzipped or not, with its bytes for IDX', async () => {
  const readers: readonly ((bytes: Uint8Array) => unknown)[] = [
    bytes => csvDataSet(bytes, { target: 0 }),
    bytes => libsvmDataSet(bytes),
    bytes => idxInputs(bytes),
    bytes => idxDataSet(bytes, bytes),
    bytes => npyInputs(bytes),
  ]
  for (const [bytes, name] of KINDS)
    for (const [k, read] of readers.entries())
      for (const given of [bytes, new Uint8Array(gzipSync(bytes))])
        await refuses(
          () => read(given),
          { code: 'BAD_FILE', says: [`it looks like ${name}`], facts: { found: name } },
          `reader ${k}`,
        )
})

test('the data formats are told from each other, with the reader to take', async () => {
  const csv = utf8('a,b\n1,2\n3,4\n')
  const svm = utf8('+1 1:0.5 3:2\n-1 2:1\n')
  const idx = fromHex('00000803000000010000000100000001' + '05')
  const npy = utf8('\u0093NUMPY').slice(1)
  for (const read of [idxInputs, npyInputs]) {
    await refuses(() => read(csv), { code: 'BAD_FILE', says: ['a CSV file', 'Read it as CSV'] })
    await refuses(() => read(svm), { code: 'BAD_FILE', says: ['a LIBSVM file', 'Read it as LIBSVM'] })
    await refuses(() => read(utf8('Access denied.')), { code: 'BAD_FILE', says: ['it looks like text'] })
  }
  await refuses(() => csvDataSet(svm, { target: 0 }), { code: 'BAD_FILE', says: ['a LIBSVM file'] })
  await refuses(() => libsvmDataSet(csv), { code: 'BAD_FILE', says: ['a CSV file'] })
  await refuses(() => npyInputs(idx), { code: 'BAD_FILE', says: ['an IDX file'] })
  await refuses(() => libsvmDataSet(idx), { code: 'BAD_FILE', says: ['an IDX file'] })
  await refuses(() => idxInputs(npy), { code: 'BAD_FILE', says: ['an .npy file'] })
})

test('the first bytes of a file that is no IDX file stand beside those that belong there', async () => {
  await refuses(() => idxInputs(header('89504e470d0a1a0a')), {
    says: ['89 50 4e 47', '00 00 08 03', '2051', '00 00 08 01', '2049'],
  })
  await refuses(() => idxInputs(fromHex('0102030405060708')), { says: ['01 02 03 04 (16909060)', '00 00 08 03'] })
})

test('tables whose first name is like the mark of a format are tables', () => {
  for (const head of [
    'PAR1,PAR2',
    'BMI,age',
    'GIF8,b',
    'BZh,c',
    'FEA1,FEA2',
    'MMSE,y',
    'RDX2,z',
    'ORC,y',
    'MZ,y',
    '%fat,age',
    '[ms],y',
  ])
    assert.is(looksLike(utf8(`${head}\n1,2\n`)), undefined, head)
})

test.run()
