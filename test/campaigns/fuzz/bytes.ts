import * as fc from 'fast-check'
import { editLists } from './edits.js'

/** Counts and offsets where readers turn: zero, signs, the limits of each width, more than there is. */
const WORDS = [
  0n,
  1n,
  2n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  2n ** 53n,
  2n ** 64n - 1n,
]

/** Where in a file: its first bytes, its last, or anywhere; read modulo its length. */
const place = fc.oneof(fc.nat(63), fc.integer({ min: -64, max: -1 }), fc.nat())

type Edit = (bytes: Uint8Array) => Uint8Array

const at = (bytes: Uint8Array, where: number) =>
  bytes.length === 0 ? 0 : ((where % bytes.length) + bytes.length) % bytes.length

const splice = (bytes: Uint8Array, from: number, removed: number, added: Uint8Array): Uint8Array => {
  const head = bytes.subarray(0, from)
  const tail = bytes.subarray(from + removed)
  const result = new Uint8Array(head.length + added.length + tail.length)
  result.set(head)
  result.set(added, head.length)
  result.set(tail, head.length + added.length)
  return result
}

const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(place, fc.nat(7)).map(
    ([where, bit]): Edit =>
      bytes => {
        const from = at(bytes, where)
        return splice(bytes, from, 1, Uint8Array.of((bytes[from] ?? 0) ^ (1 << bit)))
      },
  ),
  fc.tuple(place, fc.nat(255)).map(
    ([where, value]): Edit =>
      bytes =>
        splice(bytes, at(bytes, where), 1, Uint8Array.of(value)),
  ),
  fc.tuple(place, fc.constantFrom(...WORDS), fc.constantFrom(1, 2, 4, 8), fc.boolean()).map(
    ([where, value, width, little]): Edit =>
      bytes => {
        const word = new Uint8Array(8)
        new DataView(word.buffer).setBigUint64(0, value, little)
        const kept = little ? word.subarray(0, width) : word.subarray(8 - width)
        return splice(bytes, at(bytes, where), width, kept)
      },
  ),
  place.map(
    (where): Edit =>
      bytes =>
        bytes.subarray(0, at(bytes, where)),
  ),
  fc.tuple(place, fc.nat(9)).map(
    ([where, count]): Edit =>
      bytes =>
        splice(bytes, at(bytes, where), count, new Uint8Array()),
  ),
  fc.tuple(place, fc.uint8Array({ maxLength: 9 })).map(
    ([where, added]): Edit =>
      bytes =>
        splice(bytes, at(bytes, where), 0, added),
  ),
  fc.tuple(place, fc.nat(20)).map(
    ([where, count]): Edit =>
      bytes => {
        const from = at(bytes, where)
        return splice(bytes, from, 0, bytes.slice(from, from + count))
      },
  ),
)

/** A file with what it holds, as long as nobody has touched it. */
export interface Sound<Content> {
  readonly bytes: Uint8Array
  readonly content: Content | undefined
}

/** Sound files, and such with up to four edits, of which nothing is known any more. */
export function damaged<Content>(sound: fc.Arbitrary<Sound<Content>>): fc.Arbitrary<Sound<Content>> {
  return fc.tuple(sound, editLists(edits, 5, 4)).map(([file, list]) => {
    if (list.length === 0) return file
    return { bytes: list.reduce<Uint8Array>((bytes, edit) => edit(bytes), file.bytes.slice()), content: undefined }
  })
}
