import * as fc from 'fast-check'
import { parseNpy } from '../../../../src/data/files/npy.js'
import { npyDataSet, npyInputs } from '../../../../src/index.js'
import { damaged, type Sound } from '../bytes.js'
import { checkDataSet } from '../data-set.js'
import { outcome } from '../refusal.js'
import { checkStored, type Stored, shapes } from '../stored.js'
import type { Target } from '../target.js'
import { bent, few } from '../values.js'

const READ: Readonly<Record<string, (bytes: Buffer, at: number) => number>> = {
  '<f4': (bytes, at) => bytes.readFloatLE(at),
  '>f4': (bytes, at) => bytes.readFloatBE(at),
  '<f8': (bytes, at) => bytes.readDoubleLE(at),
  '>f8': (bytes, at) => bytes.readDoubleBE(at),
  '|i1': (bytes, at) => bytes.readInt8(at),
  '<i2': (bytes, at) => bytes.readInt16LE(at),
  '>i4': (bytes, at) => bytes.readInt32BE(at),
  '<i8': (bytes, at) => Number(bytes.readBigInt64LE(at)),
  '|u1': (bytes, at) => bytes.readUInt8(at),
  '<u2': (bytes, at) => bytes.readUInt16LE(at),
  '|b1': (bytes, at) => Math.min(1, bytes.readUInt8(at)),
}

/** Where element (i, j, …) of an array in C order stands in Fortran order. */
function fortranPlace(at: number, shape: readonly number[]): number {
  let rest = at
  const index = [...shape].reverse().map(size => {
    const k = rest % size
    rest = Math.floor(rest / size)
    return k
  })
  index.reverse()
  return index.reduceRight((place, k, axis) => place * shape[axis] + k, 0)
}

const form = fc.record({
  descr: fc.constantFrom(...Object.keys(READ)),
  fortran: fc.boolean(),
  version: fc.constantFrom(1, 2, 3),
  salt: fc.nat(999),
})
type Form = typeof form extends fc.Arbitrary<infer T> ? T : never

function written({ descr, fortran, version, salt }: Form, shape: readonly number[]): Sound<Stored> {
  const size = Number(descr[2])
  const count = shape.reduce((product, length) => product * length, 1)
  // Small bytes make finite numbers of every type; six of them are the most that a double holds of a 64-bit integer.
  const byte = (at: number) => (descr === '<i8' && at % 8 > 5 ? 0 : ((at * 37 + salt) * 11) % 64)
  const data = Buffer.from(Array.from({ length: count * size }, (_, at) => byte(at)))
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${tuple}), }`
  const start = version > 1 ? 12 : 10
  const header = Buffer.from(`${text.padEnd(Math.ceil((text.length + 1 + start) / 64) * 64 - start - 1)}\n`)
  const length = Buffer.alloc(start - 8)
  length.writeUIntLE(header.length, 0, length.length)
  const magic = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0])
  const stored = Array.from({ length: count }, (_, k) => READ[descr](data, k * size))
  const values = stored.map((_, k) => stored[fortran ? fortranPlace(k, shape) : k])
  return { bytes: new Uint8Array(Buffer.concat([magic, length, header, data])), content: { shape, values } }
}

const options = bent(few({ task: fc.constantFrom('regression', 'classification'), names: fc.constant(['a', 'b']) }), 9)

const input = fc
  .record({
    shapes,
    width: fc.constantFrom(null, null, 1, 2, 0),
    forms: fc.tuple(form, form),
    options,
  })
  .chain(({ shapes: { inputs, targets }, width, forms, options }) =>
    fc.record({
      x: damaged(fc.constant(written(forms[0], inputs))),
      y: damaged(fc.constant(written(forms[1], width === null ? [targets] : [targets, width]))),
      options: fc.constant(options),
    }),
  )

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never

export const npy: Target<Input> = {
  name: 'npy',
  share: 6,
  input,
  async judge({ x, y, options }) {
    for (const file of [x, y]) await checkStored(file, parseNpy, () => file.content)
    await outcome(() => npyInputs(x.bytes))
    const set = await outcome(() => npyDataSet(x.bytes, y.bytes, options.value as object))
    if (set) checkDataSet(set.value)
    return set ? 'value' : 'refused'
  },
}
