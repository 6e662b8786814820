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

/** The library on its wasm backend, with as many threads as it has there. */
export async function onWasm(jax: Jax): Promise<Jax> {
  await jax.init('wasm')
  jax.defaultDevice('wasm')
  return jax
}

/** A product of n × n whose result is left to `use`. */
export function jaxProduct<T>(
  jax: Jax,
  n: number,
  [a, b]: readonly Float32Array[],
  use: (product: JaxArray) => Promise<T>,
): () => Promise<T> {
  const [A, B] = [a, b].map(values => jax.numpy.array(values).reshape([n, n]))
  const product = jax.jit(jax.numpy.matmul)
  return () => use(product(A.ref, B.ref))
}
