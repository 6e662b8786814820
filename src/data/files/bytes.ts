import { arrayIn, type Bytes, bytesIn } from '../../arrays.js'
import { brandOf } from '../../brand.js'
import { WoodburyError } from '../../errors.js'
import { need } from '../../need.js'
import { foreignKind, looksLike } from './file-kinds.js'

/**
 * The error for bytes that are not of the format they were given as: says what they look like, and the facts.
 * @param facts what was found where something else belongs; '' for nothing
 */
export function notThis(
  bytes: Uint8Array,
  format: string,
  name: string,
  facts: string,
  cure = 'Check the path or the download',
): WoodburyError {
  const found = foreignKind(bytes)
  // Of a CSV file in another encoding it helps nobody to hear that it is one.
  const kind = found && format.includes(found.name.replace(/^an? /, '')) ? undefined : found
  const said = [kind && `it looks like ${kind.name}`, facts].filter(Boolean).join('; ')
  return new WoodburyError('BAD_FILE', `${name}: not ${format}: ${said}. ${kind?.cure ?? cure}.`, {
    format,
    found: kind?.name,
    foundBytes: bytes.length,
  })
}

/**
 * The bytes of a Uint8Array of any realm as one of this realm: a reader takes what a file holds, not its path.
 * @throws WoodburyError BAD_VALUE
 */
export function bytesOf(value: unknown, name: string): Bytes {
  const bytes = arrayIn(value, name)
  if (brandOf(bytes) !== 'Uint8Array')
    throw new WoodburyError('BAD_VALUE', `${name}: pass the file's bytes as a Uint8Array, not ${typeof value}.`)
  return bytesIn(bytes as Uint8Array)
}

/**
 * The text in bytes: UTF-8 with or without byte order mark, or UTF-16 with one.
 * @throws WoodburyError BAD_FILE when they are empty, an HTML page, or not text; BAD_VALUE for what is no Uint8Array
 */
export function decodeText(given: Uint8Array, format: string, name: string): string {
  const bytes = bytesOf(given, name)
  if (looksLike(bytes)) throw notThis(bytes, format, name, '')
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : ''
  const Decoder = need('TextDecoder')
  try {
    const text = new Decoder(wide || 'utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    throw notThis(bytes, format, name, 'it is not UTF-8 text', 'If it comes from a spreadsheet, save it as UTF-8')
  }
  throw notThis(bytes, format, name, 'it holds zero bytes, so it is not text, or UTF-16 without its byte order mark')
}

/**
 * What a file's bytes look like, as 'an HDF5 file' or 'a CSV file', and what to do with it where that is known; undefined
 * for what nobody here knows.
 * @throws WoodburyError BAD_VALUE unless it is a Uint8Array
 */
export const fileKind = (bytes: Uint8Array): { readonly name: string; readonly cure?: string } | undefined =>
  foreignKind(bytesOf(bytes, 'fileKind'))
