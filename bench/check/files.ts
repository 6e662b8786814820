import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const folder = process.env.WOODBURY_DATA

/** Bytes of a file of the data folder, unpacked if it is gzipped. */
export function dataFile(...parts: string[]): Uint8Array {
  if (!folder) throw new Error('WOODBURY_DATA is not set: point it to the data folder')
  const bytes = readFileSync(join(folder, ...parts))
  return new Uint8Array(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes)
}
