import type { Weights } from './classifier.js'
import { INPUTS } from './network.js'
import { onnxFile } from './onnx-file.js'
import { rival, rivalPath } from './resolve.js'

interface Runtime {
  readonly env: { readonly wasm: { numThreads: number } }
  readonly Tensor: new (type: 'float32', values: Float32Array, shape: readonly number[]) => unknown
  readonly InferenceSession: {
    create(file: Uint8Array, options: object): Promise<Session>
  }
}

interface Session {
  run(feeds: { x: unknown }): Promise<{ readonly p: { readonly data: Float32Array } }>
}

/** A copy of the module has one number of threads for good: the one for imports runs alone, that for require on several. */
async function runtime(threads: number): Promise<Runtime | undefined> {
  const path = rivalPath('onnxruntime-web/dist/ort.node.min.mjs')
  if (!path) return undefined
  const copy = threads === 1 ? await import(path.href) : (await rival<{ default: Runtime }>('onnxruntime-web'))?.default
  const found = copy as Runtime
  found.env.wasm.numThreads = threads
  return found
}

/** ONNX Runtime Web on its wasm backend: probabilities of x: [n, 784]; nothing where it is not installed. */
export async function onnxPredict(
  weights: Weights,
  threads: number,
): Promise<((x: Float32Array) => Promise<Float32Array>) | undefined> {
  const file = await onnxFile(weights)
  const ort = await runtime(threads)
  if (!file || !ort) return undefined
  const session = await ort.InferenceSession.create(file, { executionProviders: ['wasm'] })
  return async x => (await session.run({ x: new ort.Tensor('float32', x, [x.length / INPUTS, INPUTS]) })).p.data
}
