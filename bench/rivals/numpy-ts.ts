import { rivalPath } from './resolve.js'

export interface NumpyArray {
  readonly data: Float64Array
  reshape(...shape: readonly number[]): NumpyArray
  dispose(): void
}

export interface NumpyTs {
  array(values: Float64Array): NumpyArray
  matmul(a: NumpyArray, b: NumpyArray): NumpyArray
  readonly linalg: { cholesky(a: NumpyArray): NumpyArray }
}

/** numpy-ts, one thread of wasm; nothing where it is not installed or refuses this engine. */
export async function numpyTsOf(): Promise<NumpyTs | undefined> {
  const file = rivalPath('numpy-ts/dist/esm/index.js')
  return file && import(file.href).catch(() => undefined)
}
