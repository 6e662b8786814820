import { type Jax, onWasm } from './jax-wasm.js'
import { rival } from './resolve.js'

let loaded: Promise<Jax | undefined> | undefined

async function load(): Promise<Jax | undefined> {
  // Node 20 has no Float16Array, which the library names at its import.
  const place = globalThis as { Float16Array?: unknown }
  place.Float16Array ??= class extends Uint16Array {}
  const jax = await rival<Jax>('@jax-js/jax')
  return jax && onWasm(jax)
}

/** jax-js on its wasm backend, or nothing where it is not installed. */
export function jaxOf(): Promise<Jax | undefined> {
  loaded ??= load()
  return loaded
}
