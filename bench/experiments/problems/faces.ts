import { inflateSync } from 'node:zlib'
import { zeros } from '../../../src/data/table.js'
import { dataFile } from '../../check/files.js'

const SIDE = 64
const HALF = SIDE / 2
const COUNT = 400
const TEST = 40

const HEADER = 128
const COMPRESSED = 15
const UINT8 = 2

/** The bytes of the one array of unsigned bytes in a MATLAB 5 file: tags of type and size, padded to eight bytes. */
function bytesOf(file: Uint8Array): Uint8Array {
  const at = (bytes: Uint8Array, place: number) =>
    new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(place, true)
  let matrix = file.subarray(HEADER)
  if (at(matrix, 0) === COMPRESSED) matrix = new Uint8Array(inflateSync(matrix.subarray(8, 8 + at(matrix, 4))))
  for (let place = 8; place + 8 < matrix.length; ) {
    const [type, size] = [at(matrix, place), at(matrix, place + 4)]
    if (type === UINT8 && size === COUNT * SIDE * SIDE) return matrix.subarray(place + 8, place + 8 + size)
    // A type with a size in its upper half has its data in the same eight bytes.
    place += type > 0xffff ? 8 : 8 + 8 * Math.ceil(size / 8)
  }
  throw new Error('faces/olivettifaces.mat has no array of 400 pictures of 64 × 64 bytes.')
}

/** Olivetti pictures, ten a person, each pixel the mean of four; a picture of the file runs down its columns. */
export async function faces() {
  const bytes = bytesOf(dataFile('faces', 'olivettifaces.mat'))
  const picture = (pixels: Float32Array | Float64Array, to: number, from: number) => {
    for (let row = 0; row < SIDE; row++)
      for (let column = 0; column < SIDE; column++)
        pixels[to + (row >> 1) * HALF + (column >> 1)] += bytes[from + column * SIDE + row] / (4 * 255)
  }
  const part = (first: number, count: number) => {
    const pictures = zeros(count, HALF * HALF, 'float32')
    for (let k = 0; k < count; k++) picture(pictures.data, k * HALF * HALF, (first + k) * SIDE * SIDE)
    return pictures
  }
  return { train: part(0, COUNT - TEST), test: part(COUNT - TEST, TEST) }
}
