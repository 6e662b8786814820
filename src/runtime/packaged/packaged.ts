import type { SimdBuild } from '../wasm/simd.js'

type Builds = Partial<Record<SimdBuild, () => Promise<WebAssembly.Module>>>

/** The builds that came with the package, compiled when asked for; package.json names the file for each place. */
export interface PackagedKernels extends Builds {
  /** What a float32 run calls of them, where every byte is waited for. */
  readonly single?: Builds
}
