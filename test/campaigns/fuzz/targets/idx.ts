import * as fc from 'fast-check'
import { parseIdx } from '../../../../src/data/files/idx.js'
import { idxDataSet, idxInputs } from '../../../../src/index.js'
import { damaged, type Sound } from '../bytes.js'
import { checkDataSet } from '../data-set.js'
import { outcome } from '../refusal.js'
import { checkStored, type Stored, shapes } from '../stored.js'
import type { Target } from '../target.js'
import { bent, few } from '../values.js'

const READ: Readonly<Record<number, readonly [bytes: number, read: (bytes: Buffer, at: number) => number]>> = {
  8: [1, (bytes, at) => bytes.readUInt8(at)],
  9: [1, (bytes, at) => bytes.readInt8(at)],
  11: [2, (bytes, at) => bytes.readInt16BE(at)],
  12: [4, (bytes, at) => bytes.readInt32BE(at)],
  13: [4, (bytes, at) => bytes.readFloatBE(at)],
  14: [8, (bytes, at) => bytes.readDoubleBE(at)],
}

/** The description of the format, one number at a time. */
function readNaively(file: Uint8Array): Stored {
  const bytes = Buffer.from(file)
  const shape = [...Buffer.alloc(bytes[3])].map((_, k) => bytes.readUInt32BE(4 + 4 * k))
  const [size, read] = READ[bytes[2]]
  const values: number[] = []
  for (let at = 4 + 4 * shape.length; at < bytes.length; at += size) values.push(read(bytes, at))
  return { shape, values }
}

const type = fc.constantFrom(8, 8, 8, 9, 11, 12, 13, 14)

/** Elements of small bytes, which make finite numbers of every type. */
function written(type: number, shape: readonly number[], salt: number): Sound<Stored> {
  const count = shape.reduce((product, size) => product * size, 1)
  const data = Uint8Array.from({ length: count * READ[type][0] }, (_, at) => ((at * 37 + salt) * 11) % 64)
  const header = Buffer.from([0, 0, type, shape.length, ...shape.flatMap(size => [0, 0, 0, size])])
  const bytes = new Uint8Array(Buffer.concat([header, data]))
  return { bytes, content: readNaively(bytes) }
}

const options = bent(
  few({
    task: fc.constantFrom('regression', 'classification'),
    classes: fc.constant(Array.from({ length: 64 }, (_, k) => String(k))),
    names: fc.constant(['a', 'b']),
  }),
  9,
)

const input = fc
  .record({
    shapes,
    types: fc.tuple(type, type),
    salt: fc.nat(999),
    options,
  })
  .chain(({ shapes: { inputs, targets }, types, salt, options }) =>
    fc.record({
      images: damaged(fc.constant(written(types[0], inputs, salt))),
      labels: damaged(fc.constant(written(types[1], [targets], salt))),
      options: fc.constant(options),
    }),
  )

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never

export const idx: Target<Input> = {
  name: 'IDX',
  share: 6,
  input,
  async judge({ images, labels, options }) {
    for (const file of [images, labels]) await checkStored(file, parseIdx, readNaively)
    await outcome(() => idxInputs(images.bytes))
    const set = await outcome(() => idxDataSet(images.bytes, labels.bytes, options.value as object))
    if (set) checkDataSet(set.value)
    return set ? 'value' : 'refused'
  },
}
