import type { SimdBuild } from '../wasm/simd.js'

/** The builds that came with the package, compiled when asked for; package.json names the file for each place. */
export type PackagedKernels = Partial<Record<SimdBuild, () => Promise<WebAssembly.Module>>>
