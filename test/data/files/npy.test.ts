import { readFile } from 'node:fs/promises'
import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { npyDataSet, npyInputs, parseNpy } from '../../../src/data/files/npy.js'
import type { Matrix } from '../../../src/data/table.js'
import { assertSame } from '../../helpers/assert-close.js'
import { fromBase64, fromHex, utf8 } from '../../helpers/bytes.js'
import { dataPath, dataTest } from '../../helpers/data.js'
import { refuses } from '../../helpers/refuses.js'

/** A version 1 file around the bytes NumPy's tobytes() gives. */
function npyFile(descr: string, shape: string, payload: Uint8Array, fortran = false): Uint8Array {
  const entries = `{'descr': ${descr}, 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }`
  const header = utf8(`${entries.padEnd(117)}\n`)
  return Uint8Array.from([0x93, ...utf8('NUMPY'), 1, 0, header.length & 255, header.length >> 8, ...header, ...payload])
}

/** numpy.array([[0, 1, 2], [3, 100, 127]]).astype(type).tobytes(), by NumPy 2.4.6 */
const BY_TYPE: Record<string, string> = {
  '<f2': '0000003c004000424056f057',
  '<f4': '000000000000803f00000040000040400000c8420000fe42',
  '>f4': '000000003f800000400000004040000042c8000042fe0000',
  '<f8': '0000000000000000000000000000f03f0000000000000040000000000000084000000000000059400000000000c05f40',
  '>f8': '00000000000000003ff0000000000000400000000000000040080000000000004059000000000000405fc00000000000',
  '|i1': '00010203647f',
  '<i2': '000001000200030064007f00',
  '>i2': '00000001000200030064007f',
  '<i4': '00000000010000000200000003000000640000007f000000',
  '>i4': '00000000000000010000000200000003000000640000007f',
  '<i8': '000000000000000001000000000000000200000000000000030000000000000064000000000000007f00000000000000',
  '>i8': '00000000000000000000000000000001000000000000000200000000000000030000000000000064000000000000007f',
  '|u1': '00010203647f',
  '<u2': '000001000200030064007f00',
  '>u2': '00000001000200030064007f',
  '<u4': '00000000010000000200000003000000640000007f000000',
  '>u4': '00000000000000010000000200000003000000640000007f',
  '<u8': '000000000000000001000000000000000200000000000000030000000000000064000000000000007f00000000000000',
  '>u8': '00000000000000000000000000000001000000000000000200000000000000030000000000000064000000000000007f',
}

for (const [type, hex] of Object.entries(BY_TYPE))
  test(`elements of type ${type}`, () => {
    const { data, shape, descr } = parseNpy(npyFile(`'${type}'`, '(2, 3)', fromHex(hex)))
    assertSame(data, [0, 1, 2, 3, 100, 127])
    assert.equal(shape, [2, 3])
    assert.is(descr, type)
    assert.instance(data, type.endsWith('f4') ? Float32Array : Float64Array)
  })

test('negative integers, halves with subnormals, infinities and NaN, 2⁵³ − 1', () => {
  assertSame(parseNpy(npyFile("'|i1'", '(2,)', fromHex('ff80'))).data, [-1, -128])
  assertSame(parseNpy(npyFile("'>i4'", '(2,)', fromHex('fffffffdffff63c0'))).data, [-3, -40000])
  assertSame(parseNpy(npyFile("'<f2'", '(7,)', fromHex('010000beff7bff03007c007e0080'))).data, [
    2 ** -24,
    -1.5,
    65504,
    6.097555160522461e-5,
    Infinity,
    NaN,
    -0,
  ])
  assertSame(parseNpy(npyFile("'<i8'", '(2,)', fromHex('ffffffffffff1f00010000000000e0ff'))).data, [
    Number.MAX_SAFE_INTEGER,
    -Number.MAX_SAFE_INTEGER,
  ])
})

test('truth values and a version 3 header, as NumPy wrote the files', () => {
  const flags =
    'k05VTVBZAQB2AHsnZGVzY3InOiAnfGIxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDMpLCB9ICAgICAgICAg' +
    'ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAE='
  const version3 =
    'k05VTVBZAwB0AAAAeydkZXNjcic6ICc8ZjgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoNCwpLCB9ICAgICAgICAg' +
    'ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAPA/AAAAAAAAAEAAAAAA' +
    'AAAIQA=='
  assertSame(parseNpy(fromBase64(flags)).data, [1, 0, 1])
  const { data, shape } = parseNpy(fromBase64(version3))
  assertSame(data, [0, 1, 2, 3])
  assert.equal(shape, [4])
})

test('case npy-fortran-order: rows 1 2 3 and 4 5 6', () => {
  const file =
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAg' +
    'ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAAAAAAAQAAAAAAAAAAgAAAAAAAAAFAAAA' +
    'AAAAAAMAAAAAAAAABgAAAAAAAAA='
  const { data, shape } = parseNpy(fromBase64(file))
  assertSame(data, [1, 2, 3, 4, 5, 6])
  assert.equal(shape, [2, 3])
})

test('case npy-version2-unaligned: data at byte 80 of a version 2 file, and shifted by one', () => {
  const file = fromBase64(
    'k05VTVBZAgBEAAAAeydkZXNjcic6ICc8ZjgnLCAnZm9ydHJhbl9vcmRlcic6IFRydWUsICdzaGFwZSc6ICgzLDQsKSwgfSAgICAgICAg' +
      'IAoAAAAAAAAAAAAAAAAAABBAAAAAAAAAIEAAAAAAAADwPwAAAAAAABRAAAAAAAAAIkAAAAAAAAAAQAAAAAAAABhAAAAAAAAAJEAAAAAA' +
      'AAAIQAAAAAAAABxAAAAAAAAAJkA=',
  )
  const shifted = new Uint8Array(file.length + 1)
  shifted.set(file, 1)
  for (const bytes of [file, shifted.subarray(1)]) {
    const { data, shape } = parseNpy(bytes)
    assertSame(data, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    assert.equal(shape, [3, 4])
  }
})

test('three dimensions in Fortran order come out in C order', () => {
  const hex = '00000c00040010000800140001000d00050011000900150002000e00060012000a00160003000f00070013000b001700'
  const { data } = parseNpy(npyFile("'<i2'", '(2, 3, 4)', fromHex(hex), true))
  assertSame(
    data,
    Array.from({ length: 24 }, (_, i) => i),
  )
})

test('both orders of any matrix give the same numbers', () => {
  const size = fc.integer({ min: 1, max: 6 })
  const matrix = fc
    .tuple(size, size)
    .chain(([n, d]) =>
      fc.array(fc.array(fc.double({ noNaN: true }), { minLength: d, maxLength: d }), { minLength: n, maxLength: n }),
    )
  fc.assert(
    fc.property(matrix, rows => {
      const shape = `(${rows.length}, ${rows[0].length})`
      const bytesOf = (values: number[]) => new Uint8Array(Float64Array.from(values).buffer)
      const byColumns = rows[0].flatMap((_, k) => rows.map(row => row[k]))
      assertSame(parseNpy(npyFile("'<f8'", shape, bytesOf(rows.flat()))).data, rows.flat())
      assertSame(parseNpy(npyFile("'<f8'", shape, bytesOf(byColumns), true)).data, rows.flat())
    }),
    { seed: 3, numRuns: 100 },
  )
})

test('case npy-truncated: 24 data bytes expected, 19 found', async () => {
  const file = fromBase64(
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAg' +
      'ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPwAAAEAAAEBAAACA',
  )
  await refuses(() => parseNpy(file, 'short.npy'), {
    code: 'BAD_FILE',
    says: ['short.npy', '24 data bytes expected', '19 found'],
    facts: { expectedBytes: 24, foundBytes: 19 },
  })
  for (let length = 0; length < file.length; length++)
    await refuses(() => parseNpy(file.slice(0, length)), { code: 'BAD_FILE' }, `${length} bytes`)
})

test('more data than the shape holds, and a shape of 10¹⁸ elements, are refused', async () => {
  await refuses(() => parseNpy(npyFile("'|u1'", '(2,)', fromHex('000102'))), { code: 'BAD_FILE', says: ['longer'] })
  const huge = npyFile("'<f8'", '(1000000000, 1000000000)', fromHex('00'))
  await refuses(() => parseNpy(huge), { code: 'BAD_FILE', facts: { expectedBytes: 8e18, foundBytes: 1 } })
})

test('objects, records, text and complex numbers are refused by name', async () => {
  const types: [string, string][] = [
    ["'|O'", '|O (pickled objects)'],
    ["[('a', '<f4'), ('b', '<i4')]", "records [('a', '<f4')"],
    ["'<U2'", '<U2'],
    ["'<c16'", '<c16'],
    ["'<f16'", '<f16'],
    ["'<M8[s]'", '<M8[s]'],
    ["'constructor'", 'constructor'],
    ["'<toString'", '<toString'],
  ]
  for (const [descr, says] of types)
    await refuses(() => parseNpy(npyFile(descr, '(2,)', new Uint8Array(16))), { code: 'BAD_FILE', says: [says] }, descr)
})

test('a 64-bit integer beyond 2⁵³ is refused rather than rounded', async () => {
  const bytes = npyFile("'<i8'", '(2,)', fromHex('01000000000000000000000000000010'))
  await refuses(() => parseNpy(bytes), { code: 'BAD_VALUE', says: ['element 1'], facts: { at: 1 } })
})

test('an unknown version and an unreadable header', async () => {
  const bytes = npyFile("'|u1'", '(1,)', fromHex('00'))
  bytes[6] = 4
  await refuses(() => parseNpy(bytes), { code: 'BAD_FILE', says: ['version 4.0'] })
  for (const [descr, shape] of [
    ["'|u1'", '3'],
    ['None', '(1,)'],
    ["'|u1'", '(-1,)'],
  ])
    await refuses(() => parseNpy(npyFile(descr, shape, fromHex('00'))), { code: 'BAD_FILE', says: ['header'] })
})

const floats = (shape: string, values: number[]) =>
  npyFile("'<f8'", shape, new Uint8Array(Float64Array.from(values).buffer))

test('npyDataSet: regression with one and with two outputs, classes on request, images laid flat', async () => {
  const x = floats('(2, 2, 2)', [1, 2, 3, 4, 5, 6, 7, 8])
  const one = await npyDataSet(x, floats('(2,)', [3, 1]))
  assert.equal(one.x, { data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [2, 4] })
  assert.equal((one.y as Matrix).shape, [2, 1])
  assert.match(one.hints[0], 'y holds 2 different whole numbers')
  const two = await npyDataSet(x, floats('(2, 2)', [3, 1, 0.5, 2]))
  assert.equal((two.y as Matrix).shape, [2, 2])
  const classes = await npyDataSet(x, floats('(2,)', [3, 1]), { task: 'classification' })
  assert.equal(classes.y, Int32Array.of(1, 0))
  assert.equal(classes.classes, ['1', '3'])
})

test('npyInputs lays further dimensions flat', async () => {
  const x = await npyInputs(floats('(2, 2, 2)', [1, 2, 3, 4, 5, 6, 7, 8]))
  assert.equal(x, { data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [2, 4] })
})

test('npyDataSet: rows that differ, no rows, a single number, NaN, classes in two columns', async () => {
  const x = floats('(2, 1)', [1, 2])
  await refuses(() => npyDataSet(x, floats('(3,)', [1, 2, 3])), { code: 'SHAPE_MISMATCH', facts: { x: 2, y: 3 } })
  await refuses(() => npyDataSet(floats('(0, 5)', []), floats('(0,)', [])), { code: 'EMPTY_DATA' })
  await refuses(() => npyDataSet(floats('()', [1]), floats('(1,)', [1])), { code: 'SHAPE_MISMATCH' })
  await refuses(() => npyDataSet(floats('(1, 2)', [1, Number.NaN]), floats('(1,)', [1])), {
    code: 'NON_FINITE_INPUT',
    facts: { row: 0, column: 1 },
  })
  const two = floats('(2, 2)', [3, 1, 0, 2])
  await refuses(() => npyDataSet(x, two, { task: 'classification' }), { code: 'SHAPE_MISMATCH' })
})

dataTest('files NumPy wrote from iris agree whatever their type and order', async () => {
  const read = async (name: string) => parseNpy(await readFile(dataPath('models', 'npy', name)), name)
  const exact = await read('iris-f8.npy')
  assert.equal(exact.shape, [150, 4])
  assertSame(exact.data.subarray(0, 4), [5.1, 3.5, 1.4, 0.2])
  for (const name of ['iris-f8-bigendian.npy', 'iris-f8-header-v2.npy'])
    assertSame((await read(name)).data, exact.data, name)
  for (const name of ['iris-f4.npy', 'iris-f4-fortran.npy'])
    assertSame((await read(name)).data, Float32Array.from(exact.data), name)
  const half = (await read('iris-f2.npy')).data
  assert.ok(half.every((value, at) => Math.abs(value - exact.data[at]) <= 2 ** -11 * exact.data[at]))
  for (const name of ['py2-objarr.npy', 'py3-objarr.npy'])
    await refuses(() => read(name), { code: 'BAD_FILE', says: ['pickled'] }, name)
})

test.run()
