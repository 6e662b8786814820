import type { Bytes } from '../../arrays.js'

/** Calls back after the event loop had a turn. */
export interface Turns {
  after(callback: () => void): void
  /** Or an open port would keep the process alive. */
  close(): void
}

/**
 * How bytes and turns of the event loop are had from place to place; package.json names the file behind `#platform` for
 * each, which exports these one by one: a worker needs the turns alone.
 */
export interface Platform {
  /** The bytes at an address. */
  read(url: URL): Promise<Bytes>
  /** Bytes that were deflated without a header and written in base64. */
  inflate(text: string): Promise<Bytes>
  turns(): Turns
}
