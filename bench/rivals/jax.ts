import { rival } from './resolve.js'

/** An array of jax-js: a use consumes it, `ref` makes one more use of it. */
export interface JaxArray {
  readonly ref: JaxArray
  reshape(shape: readonly number[]): JaxArray
  mul(other: JaxArray | number): JaxArray
  add(other: JaxArray | number): JaxArray
  sub(other: JaxArray | number): JaxArray
  div(other: JaxArray | number): JaxArray
  sum(): JaxArray
  data(): Promise<Float32Array>
  blockUntilReady(): Promise<JaxArray>
  dispose(): void
}

export interface Jax {
  init(...devices: string[]): Promise<string[]>
  defaultDevice(device: string): void
  jit<A extends readonly unknown[], R>(f: (...args: A) => R): (...args: A) => R
  valueAndGrad<P, A extends readonly unknown[]>(
    f: (params: P, ...rest: A) => JaxArray,
  ): (params: P, ...rest: A) => [JaxArray, P]
  readonly numpy: {
    array(values: Float32Array): JaxArray
    matmul(a: JaxArray, b: JaxArray): JaxArray
    tanh(a: JaxArray): JaxArray
    sqrt(a: JaxArray): JaxArray
    zerosLike(a: JaxArray): JaxArray
  }
  readonly nn: { logSoftmax(a: JaxArray): JaxArray }
}

let loaded: Promise<Jax | undefined> | undefined

async function load(): Promise<Jax | undefined> {
  // Node 20 has no Float16Array, which the library names at its import.
  const place = globalThis as { Float16Array?: unknown }
  place.Float16Array ??= class extends Uint16Array {}
  const jax = await rival<Jax>('@jax-js/jax')
  if (!jax) return undefined
  await jax.init('wasm')
  jax.defaultDevice('wasm')
  return jax
}

/** jax-js on its wasm backend, or nothing where it is not installed. */
export function jaxOf(): Promise<Jax | undefined> {
  loaded ??= load()
  return loaded
}
