import { setFlagsFromString } from 'node:v8'

/**
 * Node 20 can run relaxed SIMD, whose fused multiply-add makes the kernels a quarter faster, but keeps it behind a flag;
 * later versions have it on. The flag holds for the whole process, so only a program that owns its process may set it.
 */
export function allowRelaxedSimd(): void {
  const { versions, release } = process
  const isNode20 = release.name === 'node' && versions.node.startsWith('20.') && !('bun' in versions)
  if (isNode20) setFlagsFromString('--experimental-wasm-relaxed-simd')
}
