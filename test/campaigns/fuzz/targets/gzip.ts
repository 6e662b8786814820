import { gunzipSync, gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { unpack } from '../../../../src/index.js'
import { damaged, type Sound } from '../bytes.js'
import { insist, outcome, sameNumbers } from '../refusal.js'
import type { Target } from '../target.js'

const member = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.tuple(fc.nat(255), fc.nat(5000)).map(([value, count]) => new Uint8Array(count).fill(value)),
)

/** One member or several, which is a sound file too, stored or squeezed. */
const file: fc.Arbitrary<Sound<Uint8Array>> = fc
  .tuple(fc.array(member, { minLength: 1, maxLength: 3 }), fc.constantFrom(0, 1, 9))
  .map(([members, level]) => ({
    bytes: new Uint8Array(Buffer.concat(members.map(bytes => gzipSync(bytes, { level })))),
    content: new Uint8Array(Buffer.concat(members)),
  }))

const input = damaged(file)

/** What zlib, the other implementation, makes of it. */
function inflated(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: 2 ** 24 })
  } catch {
    return undefined
  }
}

export const gzip: Target<Sound<Uint8Array>> = {
  name: 'gzip',
  share: 2,
  input,
  async judge({ bytes, content }) {
    const read = await outcome(() => unpack(bytes, 'file'))
    insist(read !== undefined || content === undefined, 'a sound file was refused')
    if (!read) return 'refused'
    if (content) insist(sameNumbers(read.value, content), 'the bytes differ from those packed')
    else if (bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8) {
      const other = inflated(bytes)
      insist(other !== undefined && sameNumbers(read.value, other), 'zlib reads something else')
    } else insist(sameNumbers(read.value, bytes), 'what is not packed was changed')
    return 'value'
  },
}
