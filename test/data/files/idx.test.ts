import { readFile } from 'node:fs/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { idxDataSet, idxInputs, parseIdx } from '../../../src/data/files/idx.js'
import type { Matrix } from '../../../src/data/table.js'
import { fromBase64, fromHex, utf8 } from '../../helpers/bytes.js'
import { dataPath, dataTest } from '../../helpers/data.js'
import { refuses } from '../../helpers/refuses.js'

const threeImages = fromBase64('AAAIAwAAAAMAAAACAAAAAgBAgP8KFB4oAQIDBA==')
const threeLabels = fromHex('00000801 00000003 070200'.replaceAll(' ', ''))
const pixels = [0, 64, 128, 255, 10, 20, 30, 40, 1, 2, 3, 4]

test('every element type, big-endian, at any offset of its buffer', () => {
  const files: [string, number[]][] = [
    ['0000080100000003 00 7f ff', [0, 127, 255]],
    ['0000090100000003 00 7f ff', [0, 127, -1]],
    ['00000b0100000002 0102 fffe', [258, -2]],
    ['00000c0100000002 00010000 ffffffff', [65536, -1]],
    ['00000d0100000002 3fc00000 c0200000', [1.5, -2.5]],
    ['00000e0100000002 3ff8000000000000 c004000000000000', [1.5, -2.5]],
  ]
  for (const [hex, values] of files) {
    const bytes = fromHex(hex.replaceAll(' ', ''))
    for (const offset of [0, 1, 3]) {
      const shifted = new Uint8Array(bytes.length + offset)
      shifted.set(bytes, offset)
      const { data, shape } = parseIdx(shifted.subarray(offset))
      assert.equal([...data], values)
      assert.equal(shape, [values.length])
    }
  }
})

test('case idx-gzip-without-suffix: sniffed, unpacked, 3 images of 2 × 2 divided by 255', async () => {
  const packed = fromBase64('H4sIAAAAAAAC/2Ng4GBmYGAAYSYwdmj4zyUip8HIxMwCACbQjAscAAAA')
  const set = await idxDataSet(packed, threeLabels)
  assert.equal(set.x, { data: Float32Array.from(pixels, pixel => pixel / 255), shape: [3, 4] })
  assert.not(set.standardize)
})

test('labels are classes, ascending, whatever their numbers', async () => {
  const set = await idxDataSet(threeImages, threeLabels)
  assert.equal(set.y, Int32Array.of(2, 1, 0))
  assert.equal(set.classes, ['0', '2', '7'])
  assert.is(set.task, 'classification')
})

test('the classes of a trained model fix the indices; another label is refused', async () => {
  const classes = ['0', '1', '2', '7']
  assert.equal((await idxDataSet(threeImages, threeLabels, { classes })).y, Int32Array.of(3, 2, 0))
  await refuses(() => idxDataSet(threeImages, threeLabels, { classes: ['0', '2'] }), {
    code: 'LABEL_OUT_OF_RANGE',
    says: ['row 0', '"7"'],
  })
})

test('other than bytes are left in their units, to be standardised; floats may be targets', async () => {
  const images = fromHex('00000d02000000020000000240a00000c02000003f8000000000 0000'.replaceAll(' ', ''))
  const targets = fromHex('00000d01000000023fc00000c0200000')
  const set = await idxDataSet(images, targets)
  assert.equal(set.x, { data: Float32Array.of(5, -2.5, 1, 0), shape: [2, 2] })
  assert.ok(set.standardize)
  assert.is(set.task, 'regression')
  assert.equal([...(set.y as Matrix).data], [1.5, -2.5])
})

test('case idx-truncated: 47,040,016 bytes expected, 727 found', async () => {
  const bytes = new Uint8Array(727)
  bytes.set(fromHex('000008030000ea600000001c0000001c'))
  const expected = {
    code: 'BAD_FILE',
    says: ['47040016', '727'],
    facts: { expectedBytes: 47040016, foundBytes: 727 },
  } as const
  await refuses(() => parseIdx(bytes), expected)
  await refuses(() => idxDataSet(bytes, threeLabels, { names: ['short-images', 'labels'] }), { says: ['short-images'] })
})

test('a header that asks for 2⁶⁴ bytes is refused without an allocation', async () => {
  const bytes = fromHex('00000e02ffffffffffffffff')
  await refuses(() => parseIdx(bytes), { code: 'BAD_FILE', facts: { foundBytes: 12 } })
})

test('case idx-empty: three bytes, an incomplete header', async () => {
  for (const length of [1, 2, 3])
    await refuses(() => parseIdx(fromBase64('AAAI').slice(0, length)), {
      code: 'BAD_FILE',
      says: ['header is incomplete', `${length} found`],
    })
  await refuses(() => parseIdx(threeImages.slice(0, 9)), {
    code: 'BAD_FILE',
    facts: { expectedBytes: 16, foundBytes: 9 },
  })
  await refuses(() => parseIdx(new Uint8Array(0)), { code: 'BAD_FILE', says: ['empty'] })
})

test('one byte too many is refused as well', async () => {
  const bytes = Uint8Array.from([...threeImages, 0])
  await refuses(() => parseIdx(bytes), { code: 'BAD_FILE', facts: { expectedBytes: 28, foundBytes: 29 } })
})

test('case idx-images-labels-differ: 3 images, 2 labels', async () => {
  await refuses(() => idxDataSet(threeImages, fromBase64('AAAIAQAAAAIBAA==')), {
    code: 'SHAPE_MISMATCH',
    says: ['3 images', '2 labels'],
    facts: { images: 3, labels: 2 },
  })
})

test('images where labels belong, and the other way round, are named by their magic numbers', async () => {
  const names = ['a-images', 'b-labels'] as const
  await refuses(() => idxDataSet(threeImages, threeImages, { names }), {
    code: 'BAD_FILE',
    says: ['b-labels', '2051 for 2049'],
  })
  await refuses(() => idxDataSet(threeLabels, threeImages, { names }), {
    code: 'BAD_FILE',
    says: ['a-images', '2049 for 2051'],
  })
})

test('wrong magic numbers name the number, or what the file looks like', async () => {
  await refuses(() => parseIdx(fromHex('0000070100000000')), { code: 'BAD_FILE', says: ['1793'] })
  await refuses(() => parseIdx(utf8('<!DOCTYPE html><html>')), { code: 'BAD_FILE', says: ['an HTML page'] })
  await refuses(() => parseIdx(fromHex('1f8b0800')), { code: 'BAD_FILE', says: ['gzip'] })
})

test('labels of 32 bits are classes while they are few, and numbers where they are many', async () => {
  const bytes = (value: number) => [24, 16, 8, 0].map(shift => (value >> shift) & 255)
  const set = (label: (i: number) => number) =>
    idxDataSet(
      Uint8Array.from([0, 0, 8, 2, ...bytes(60), ...bytes(1), ...Array.from({ length: 60 }, (_, i) => i)]),
      Uint8Array.from([0, 0, 12, 1, ...bytes(60), ...Array.from({ length: 60 }, (_, i) => bytes(label(i))).flat()]),
    )
  assert.is((await set(i => i % 5)).classes?.length, 5)
  const numbers = await set(i => 50000 + 3000 * i)
  assert.is(numbers.task, 'regression')
  assert.match(numbers.hints.join(), '60 different whole numbers')
})

test('a set without samples is empty', async () => {
  const none = fromHex('00000801 00000000'.replace(' ', ''))
  await refuses(() => idxDataSet(fromHex('00000803000000000000000200000002'), none), { code: 'EMPTY_DATA' })
})

test('idxInputs scales bytes as idxDataSet does, and refuses labels', async () => {
  assert.equal(await idxInputs(threeImages), (await idxDataSet(threeImages, threeLabels)).x)
  await refuses(() => idxInputs(threeLabels, { name: 'l.idx' }), { code: 'BAD_FILE', says: ['l.idx', 'labels'] })
})

dataTest('MNIST test set: 10,000 images with the published class counts and mean', async () => {
  const files = ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'].map(name =>
    readFile(dataPath('mnist', name)),
  )
  const [images, labels] = await Promise.all(files)
  const { x, y } = await idxDataSet(images, labels)
  assert.equal(x.shape, [10_000, 784])
  const counts = new Array<number>(10).fill(0)
  for (const label of y as Int32Array) counts[label]++
  assert.equal(counts, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
  let sum = 0
  for (const value of x.data) sum += value
  const mean = sum / x.data.length
  assert.is(mean.toFixed(4), '0.1325')
})

test('one name for two files, or three, is refused', async () => {
  for (const names of [['a'], ['a', 'b', 'c'], []] as never[])
    await refuses(() => idxDataSet(threeImages, threeLabels, { names }), { code: 'BAD_OPTION', says: ['two names'] })
})

test.run()
