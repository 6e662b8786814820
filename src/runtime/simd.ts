/**
 * (module (func (result v128) (i32.const 0) (i8x16.splat))): is 128-bit SIMD there?
 * The same with f32x4.relaxed_madd for relaxed SIMD.
 */
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11]
const RELAXED = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65,
  0, 253, 15, 253, 133, 2, 11,
]

export type SimdBuild = 'plain' | 'relaxed'

const valid = (bytes: readonly number[]) => WebAssembly.validate(new Uint8Array(bytes))

/** Whether this engine runs 128-bit SIMD at all. */
export const hasSimd = (): boolean => valid(SIMD)

/** The build this engine can run: relaxed SIMD has the fused multiply-add. */
export const bestSimdBuild = (): SimdBuild => (valid(RELAXED) ? 'relaxed' : 'plain')
