import { arrayIn, bytesIn } from '../arrays.js'
import { brandOf } from '../brand.js'
import { WoodburyError } from '../errors.js'
import { need } from '../need.js'

/** How much of a file is looked at to tell what it is. */
const HEAD = 512

/** What bytes look like, for the message that refuses them: 'an HTML page', 'gzip' …, or undefined. */
export function looksLike(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'an empty file'
  const head = String.fromCharCode(...bytes.subarray(0, HEAD))
  if (head.startsWith('\x1f\x8b')) return 'gzip'
  if (head.startsWith('PK\x03\x04')) return 'a zip archive'
  if (head.startsWith('\x93NUMPY')) return 'an .npy file'
  if (head.startsWith('\x89PNG')) return 'a PNG picture'
  if (head.startsWith('%PDF')) return 'a PDF'
  if (head.startsWith('version https://git-lfs')) return 'a Git LFS pointer'
  if (/^(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|\?xml|!--)/i.test(head)) return 'an HTML page'
  if (bytes[0] === 0 && bytes[1] === 0 && bytes[2] >= 8 && bytes[2] <= 14 && bytes[3] < 8) return 'an IDX file'
  return undefined
}

/** The error for bytes that are not of the format they were given as. */
export function notThis(bytes: Uint8Array, format: string, name: string, facts: string): WoodburyError {
  const found = looksLike(bytes)
  return new WoodburyError(
    'BAD_FILE',
    `${name}: not ${format}: ${found ? `it looks like ${found}` : facts}. Check the path or the download.`,
    { format, found, foundBytes: bytes.length },
  )
}

/**
 * The bytes of a Uint8Array of any realm as one of this realm: a reader takes what a file holds, not its path.
 * @throws WoodburyError BAD_VALUE
 */
export function bytesOf(value: unknown, name: string): Uint8Array<ArrayBuffer> {
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
  const found = looksLike(bytes)
  if (found) throw notThis(bytes, format, name, '')
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : ''
  const Decoder = need('TextDecoder')
  try {
    const text = new Decoder(wide || 'utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    throw notThis(bytes, format, name, 'it is not UTF-8 text; if it comes from a spreadsheet, save it as UTF-8')
  }
  throw notThis(bytes, format, name, 'it holds zero bytes, so it is not text')
}
