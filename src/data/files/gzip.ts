import { WoodburyError } from '../../errors.js'
import { inflated } from '../../runtime/wasm/inflate.js'
import { bytesOf } from './bytes.js'

/** Whether the bytes start like gzip (1f 8b, deflate), whatever the file is called. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
}

/**
 * A copy of the bytes as they are at the call, or what they hold when they are gzip.
 * @param name of the file, for messages
 * @throws WoodburyError NOT_SUPPORTED without a DecompressionStream, BAD_FILE for a gzip stream that is cut short or damaged
 */
export async function unpack(given: Uint8Array, name: string): Promise<Uint8Array> {
  const bytes = bytesOf(given, name)
  if (!isGzip(bytes)) return bytes.slice()
  try {
    return await inflated(bytes.slice(), 'gzip')
  } catch (cause) {
    if (cause instanceof WoodburyError) throw cause
    throw new WoodburyError(
      'BAD_FILE',
      `${name}: the gzip data is cut short or damaged (${bytes.length} bytes). Fetch the file again.`,
      { foundBytes: bytes.length },
      { cause },
    )
  }
}
