import type { Bytes } from '../../arrays.js'

/** The bytes that a server answers with. */
export async function fetched(url: URL): Promise<Bytes> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`the server answered ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}
