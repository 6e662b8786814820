import { need } from '../../need.js'

/**
 * What packed bytes hold, by the platform's stream alone: jsdom's Blob has none, and no Response.
 * @throws WoodburyError NOT_SUPPORTED; TypeError for bytes that are cut short or damaged
 */
export async function inflated(packed: Uint8Array<ArrayBuffer>, format: 'gzip' | 'deflate-raw') {
  const { readable, writable } = new (need('DecompressionStream'))(format)
  const writer = writable.getWriter()
  const written = writer.write(packed).then(() => writer.close())
  written.catch(() => {})
  const reader = readable.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value)
    length += part.value.length
  }
  await written
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
